"""Remember what was worked out of the account that is on the screen."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TypeVar

from iamtui.account.model import Account

T = TypeVar("T")


def per_account(compute: Callable[[Account], T]) -> Callable[[Account], T]:
    """`compute`, whose last result is kept as long as its account is asked about and alive.

    Accounts are told apart by identity: they never change, and comparing them would cost more.
    """
    held: tuple[weakref.ref[Account], T] | None = None

    def remembered(account: Account) -> T:
        nonlocal held
        if held is not None and held[0]() is account:
            return held[1]
        result = compute(account)
        held = (weakref.ref(account), result)
        return result

    return remembered


class SameObjects:
    """Equal where the very same objects are held: for parts of an account too big to compare."""

    __slots__ = ("_objects",)

    def __init__(self, *objects: object) -> None:
        self._objects = objects

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameObjects):
            return NotImplemented
        return all(mine is its for mine, its in zip(self._objects, other._objects, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(map(id, self._objects)))
