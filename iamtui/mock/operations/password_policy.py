"""The account's password policy."""

from __future__ import annotations

from iamtui.mock.registry import Request, Result, operation


@operation("GetAccountPasswordPolicy")
def get(request: Request) -> Result:
    """The policy, or NoSuchEntity."""
    policy = request.store.moto.get_account_password_policy()
    return {
        "PasswordPolicy": {
            "MinimumPasswordLength": policy.minimum_password_length,
            "RequireSymbols": policy.require_symbols,
            "RequireNumbers": policy.require_numbers,
            "RequireUppercaseCharacters": policy.require_uppercase_characters,
            "RequireLowercaseCharacters": policy.require_lowercase_characters,
            "AllowUsersToChangePassword": policy.allow_users_to_change_password,
            "ExpirePasswords": policy.expire_passwords,
            "MaxPasswordAge": policy.max_password_age or None,
            "PasswordReusePrevention": policy.password_reuse_prevention or None,
            "HardExpiry": policy.hard_expiry or None,
        }
    }


@operation("UpdateAccountPasswordPolicy")
def update(request: Request) -> Result:
    """Set the whole policy: what is not given goes back to its default."""
    given = request.params
    request.store.moto.update_account_password_policy(
        allow_change_password=given.get("AllowUsersToChangePassword", False),
        hard_expiry=given.get("HardExpiry", False),
        max_password_age=given.get("MaxPasswordAge", 0),
        minimum_password_length=given.get("MinimumPasswordLength", 6),
        password_reuse_prevention=given.get("PasswordReusePrevention", 0),
        require_lowercase_characters=given.get("RequireLowercaseCharacters", False),
        require_numbers=given.get("RequireNumbers", False),
        require_symbols=given.get("RequireSymbols", False),
        require_uppercase_characters=given.get("RequireUppercaseCharacters", False),
    )
    return None


@operation("DeleteAccountPasswordPolicy")
def delete(request: Request) -> Result:
    """Go back to AWS's default policy."""
    request.store.moto.delete_account_password_policy()
    return None
