"""Passwords for the console, held to the account's password policy."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Final

from iamtui.mock.entities import User
from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.root import Root
from iamtui.mock.store import Store

# Without a policy of the account's own: IAM User Guide, "Default password policy".
_DEFAULT_LENGTH: Final = 8
_DEFAULT_KINDS: Final = 3
# The most that PasswordReusePrevention may ask for.
_MOST_REMEMBERED: Final = 24
_USED_BEFORE: Final = (
    "Policy constraint violation with password reuse prevention during password change."
)
_SYMBOLS: Final = "!@#$%^&*()_+-=[]{}|'"


@operation("CreateLoginProfile")
def create_login_profile(request: Request) -> Result:
    """A password for a user that has none."""
    user = request.store.user(request.user_name())
    if user.password:
        words = f"Login Profile for user {user.name} already exists."
        raise AwsError("EntityAlreadyExists", words)
    _give_password(request.store, user, request.text("Password"))
    user.password_reset_required = bool(request.params.get("PasswordResetRequired", False))
    user.password_created = request.store.now()
    return {"LoginProfile": _view(user)}


@operation("GetLoginProfile")
def get_login_profile(request: Request) -> Result:
    """Whether a user has a password, and since when."""
    return {"LoginProfile": _view(_with_password(request))}


@operation("UpdateLoginProfile")
def update_login_profile(request: Request) -> Result:
    """Another password, or whether it must be changed at the next sign-in."""
    user = _with_password(request)
    if request.optional("Password") is not None:
        _give_password(request.store, user, request.text("Password"))
    if "PasswordResetRequired" in request.params:
        user.password_reset_required = bool(request.params["PasswordResetRequired"])
    return None


@operation("DeleteLoginProfile")
def delete_login_profile(request: Request) -> Result:
    """Take the password away."""
    user = _with_password(request)
    user.password = None
    user.last_sign_in = user.password_created = user.password_changed = None
    return None


@operation(
    "ChangePassword",
    differs="Twice in short time nobody may.",
)
def change_password(request: Request) -> Result:
    """Change the caller's own password."""
    user = request.caller.principal
    if not isinstance(user, User) or isinstance(user, Root) or request.caller.federated:
        raise AwsError("InvalidUserType", "Only IAM Users can change their own password")
    if not user.password:
        raise _no_profile(user)
    if user.password != request.text("OldPassword"):
        raise AwsError("AccessDenied", "The old password was incorrect.")
    _give_password(request.store, user, request.text("NewPassword"))
    user.password_reset_required = False
    return None


def _with_password(request: Request) -> User:
    user = request.store.user(request.user_name())
    if not user.password:
        raise _no_profile(user)
    return user


def _no_profile(user: User) -> AwsError:
    return AwsError("NoSuchEntity", f"Login Profile for User {user.name} cannot be found.")


def _give_password(store: Store, user: User, password: str) -> None:
    """Set a password that the account's policy allows, and remember it."""
    _check_password(store, password)
    policy = store.moto.account_password_policy
    remembered = policy.password_reuse_prevention if policy else 0
    if remembered and password in user.former_passwords[-remembered:]:
        raise AwsError("PasswordPolicyViolation", _USED_BEFORE)
    user.password = password
    user.password_changed = store.now()
    user.former_passwords = (*user.former_passwords, password)[-_MOST_REMEMBERED:]


def _check_password(store: Store, password: str) -> None:
    for broken in _broken_rules(store, password):
        raise AwsError("PasswordPolicyViolation", f"Password should have {broken}")


def _broken_rules(store: Store, password: str) -> Iterator[str]:
    has = {
        "at least one uppercase letter": any(c in string.ascii_uppercase for c in password),
        "at least one lowercase letter": any(c in string.ascii_lowercase for c in password),
        "at least one number": any(c in string.digits for c in password),
        f"at least one of {_SYMBOLS}": any(c in _SYMBOLS for c in password),
    }
    policy = store.moto.account_password_policy
    length = policy.minimum_password_length if policy else _DEFAULT_LENGTH
    if len(password) < length:
        yield f"a minimum length of {length}"
    if policy is None:
        if sum(has.values()) < _DEFAULT_KINDS:
            yield "at least three of: uppercase, lowercase, numbers, symbols"
        return
    demanded = (
        policy.require_uppercase_characters,
        policy.require_lowercase_characters,
        policy.require_numbers,
        policy.require_symbols,
    )
    for (rule, met), wanted in zip(has.items(), demanded, strict=True):
        if wanted and not met:
            yield rule


def _view(user: User) -> dict[str, object]:
    return {
        "UserName": user.name,
        "CreateDate": user.password_created,
        "PasswordResetRequired": user.password_reset_required,
    }
