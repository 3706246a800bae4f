"""Delete a user, which AWS does only when nothing is left attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from iamtui.account.call import Parameters, text
from iamtui.account.edit import changed, counted, with_policy
from iamtui.account.field import Field, Known, Unknown
from iamtui.account.model import Account, User
from iamtui.account.operation import Impossible, Inverse, Irreversible, Operation, declare


def held_by(user: User) -> Mapping[str, Field[tuple[object, ...]]]:
    """All of which AWS wants `user` to have none before it deletes it, under AWS's nouns.

    A console password counts as a list of one.
    """
    return {
        "groups": user.groups,
        "managed policies": user.attached,
        "inline policies": user.inline,
        "access keys": user.access_keys,
        "MFA devices": user.mfa_devices,
        "signing certificates": user.signing_certificates,
        "SSH public keys": user.ssh_keys,
        "service-specific credentials": user.service_credentials,
        "a console password": changed(user.password, lambda p: ("password",) * p.enabled),
    }


def _words(_account: Account, p: Parameters) -> str:
    return f"Delete the user {text(p, 'UserName')}"


def _delete(account: Account, p: Parameters) -> Account:
    user = account.users.get(text(p, "UserName"))
    if user is None:
        return account
    if left := [noun for noun, field in held_by(user).items() if field.otherwise(())]:
        raise Impossible(f"AWS does not delete {user.name} while it has {', '.join(left)}.")
    users = {name: other for name, other in account.users.items() if name != user.name}
    after = counted(replace(account, users=users), Users=-1)
    boundary = user.boundary.otherwise(None)
    policy = after.policies.get(boundary) if boundary else None
    if policy is None:
        return after
    count = changed(policy.boundary_count, lambda n: n - 1)
    return with_policy(after, replace(policy, boundary_count=count))


def _gone(_before: Account, p: Parameters) -> Inverse:
    return Irreversible(
        f"a new user {text(p, 'UserName')} would have another id, and AWS keeps no deleted secrets"
    )


def _held(account: Account, p: Parameters) -> Field[object]:
    user = account.users.get(text(p, "UserName"))
    fields = held_by(user).values() if user else ()
    return next((field for field in fields if isinstance(field, Unknown)), Known(None))


declare(Operation("DeleteUser", _words, _delete, _gone, _held))
