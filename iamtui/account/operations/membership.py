"""Users into groups and out of them."""

from __future__ import annotations

from dataclasses import replace

from iamtui.account.call import Call, Parameters, text
from iamtui.account.edit import changed, found, including, with_user, without
from iamtui.account.model import Account
from iamtui.account.operation import Inverse, Operation, declare


def _add_words(_account: Account, p: Parameters) -> str:
    return f"Add the user {text(p, 'UserName')} to the group {text(p, 'GroupName')}"


def _remove_words(_account: Account, p: Parameters) -> str:
    return f"Remove the user {text(p, 'UserName')} from the group {text(p, 'GroupName')}"


def _add(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    group = found(account.groups, text(p, "GroupName"), "group")
    groups = changed(user.groups, lambda names: including(names, group.name))
    return with_user(account, replace(user, groups=groups))


def _remove(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    group = found(account.groups, text(p, "GroupName"), "group")
    groups = changed(user.groups, lambda names: without(names, group.name))
    return with_user(account, replace(user, groups=groups))


def _removed_again(_before: Account, p: Parameters) -> Inverse:
    return Call("RemoveUserFromGroup", p)


def _added_again(_before: Account, p: Parameters) -> Inverse:
    return Call("AddUserToGroup", p)


declare(Operation("AddUserToGroup", _add_words, _add, _removed_again))
declare(Operation("RemoveUserFromGroup", _remove_words, _remove, _added_again))
