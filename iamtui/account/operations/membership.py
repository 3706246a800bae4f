"""Users into groups and out of them."""

from __future__ import annotations

from dataclasses import replace

from iamtui.account.call import Call, Parameters, text
from iamtui.account.edit import changed, found, including, listed, with_user, within_quota, without
from iamtui.account.field import Field
from iamtui.account.model import Account, Source
from iamtui.account.operation import Inverse, Operation, declare


def _add_words(_account: Account, p: Parameters) -> str:
    return f"Add the user {text(p, 'UserName')} to the group {text(p, 'GroupName')}"


def _remove_words(_account: Account, p: Parameters) -> str:
    return f"Remove the user {text(p, 'UserName')} from the group {text(p, 'GroupName')}"


def _add(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    group = text(p, "GroupName")
    if listed(account, Source.GROUPS):
        found(account.groups, group, "group")

    def add(names: tuple[str, ...]) -> tuple[str, ...]:
        more = including(names, group)
        if more is not names:
            within_quota(account, "GroupsPerUserQuota", len(more), "groups for a user")
        return more

    return with_user(account, replace(user, groups=changed(user.groups, add)))


def _remove(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    groups = changed(user.groups, lambda names: without(names, text(p, "GroupName")))
    return with_user(account, replace(user, groups=groups))


def _removed_again(_before: Account, p: Parameters) -> Inverse:
    return Call("RemoveUserFromGroup", p)


def _added_again(_before: Account, p: Parameters) -> Inverse:
    return Call("AddUserToGroup", p)


def _groups(account: Account, p: Parameters) -> Field[object]:
    return found(account.users, text(p, "UserName"), "user").groups


declare(Operation("AddUserToGroup", _add_words, _add, _removed_again, _groups))
declare(Operation("RemoveUserFromGroup", _remove_words, _remove, _added_again, _groups))
