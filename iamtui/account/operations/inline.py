"""Inline policies of a user."""

from __future__ import annotations

from dataclasses import replace

from iamtui.account.call import Call, Parameters, text
from iamtui.account.edit import changed, found, with_user
from iamtui.account.field import Field
from iamtui.account.model import Account, InlinePolicy
from iamtui.account.operation import Inverse, Irreversible, Operation, declare


def _put_words(_account: Account, p: Parameters) -> str:
    return f"Write the inline policy {text(p, 'PolicyName')} of the user {text(p, 'UserName')}"


def _delete_words(_account: Account, p: Parameters) -> str:
    return f"Delete the inline policy {text(p, 'PolicyName')} of the user {text(p, 'UserName')}"


def _put(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    new = InlinePolicy(text(p, "PolicyName"), text(p, "PolicyDocument"))

    def put(policies: tuple[InlinePolicy, ...]) -> tuple[InlinePolicy, ...]:
        others = [policy for policy in policies if policy.name != new.name]
        return tuple(sorted([*others, new], key=lambda policy: policy.name))

    return with_user(account, replace(user, inline=changed(user.inline, put)))


def _delete(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    name = text(p, "PolicyName")

    def delete(policies: tuple[InlinePolicy, ...]) -> tuple[InlinePolicy, ...]:
        return tuple(policy for policy in policies if policy.name != name)

    return with_user(account, replace(user, inline=changed(user.inline, delete)))


def _as_before(before: Account, p: Parameters) -> Inverse:
    user = before.users.get(text(p, "UserName"))
    name = text(p, "PolicyName")
    policies = user.inline.otherwise(None) if user else None
    if policies is None:
        return Irreversible(f"the inline policy {name} before is not known")
    for policy in policies:
        if policy.name == name:
            old = {"PolicyName": name, "PolicyDocument": policy.document}
            return Call("PutUserPolicy", {"UserName": p["UserName"], **old})
    return Call("DeleteUserPolicy", {"UserName": p["UserName"], "PolicyName": name})


def _policies(account: Account, p: Parameters) -> Field[object]:
    return found(account.users, text(p, "UserName"), "user").inline


declare(Operation("PutUserPolicy", _put_words, _put, _as_before, _policies))
declare(Operation("DeleteUserPolicy", _delete_words, _delete, _as_before, _policies))
