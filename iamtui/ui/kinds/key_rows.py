"""The row keys of access keys: `user/AKIA…`, and `user/#n` while AWS has not told the id.

The n-th key counts from 1; `user/#0` is the one row of a user of whom nobody knows the keys, so
that a list never looks as if there were none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known, Unknown
from iamtui.account.model import AccessKey, Account, User

UNKNOWN_KEYS = "#0"


class HeldKey(NamedTuple):
    """A key with its owner; it is not known where none of the user's keys is."""

    user: User
    key: Field[AccessKey]


def row_key(user: User, number: int, key: AccessKey) -> str:
    """The row key of `key`, at place `number` of the user's keys, counted from 0."""
    name = key.id.value if isinstance(key.id, Known) else f"#{number + 1}"
    return f"{user.name}/{name}"


def entity_of(user: User, number: int, key: AccessKey) -> Entity:
    """`key`, at place `number` of the user's keys counted from 0, as an entity."""
    return Entity(EntityKind.ACCESS_KEY, row_key(user, number, key))


def row_keys(user: User) -> Iterator[str]:
    """The row keys of all keys of a user."""
    if isinstance(user.access_keys, Unknown):
        yield f"{user.name}/{UNKNOWN_KEYS}"
    else:
        for number, key in enumerate(user.access_keys.value):
            yield row_key(user, number, key)


def owner_name(row: str) -> str:
    """The name of the user in a row key; names of users hold no slash."""
    return row.partition("/")[0]


def find(account: Account, row: str) -> HeldKey | None:
    """The key of a row, None where it is gone."""
    name, _, key_id = row.partition("/")
    user = account.users.get(name)
    if user is None:
        return None
    if isinstance(user.access_keys, Unknown):
        return HeldKey(user, user.access_keys)
    for number, key in enumerate(user.access_keys.value, start=1):
        if key_id == (key.id.value if isinstance(key.id, Known) else f"#{number}"):
            return HeldKey(user, Known(key))
    return None
