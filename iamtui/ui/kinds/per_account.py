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
