"""What is worked out of rows, kept until a row changes.

A changed account is compared row by row: what hangs on a row that is still the same stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from iamtui.ui.kind import Kind, View

T = TypeVar("T")

_AT_ONCE = 16
"""Rows between two looks at the clock: about a millisecond where each is expensive."""


class Memo(Generic[T]):
    """The values of `compute` by row key."""

    def __init__(self, compute: Callable[[View, str], T]) -> None:
        self._compute = compute
        self._values: dict[str, T] = {}

    def of(self, view: View, keys: Sequence[str]) -> Mapping[str, T]:
        """A mapping with the values of at least `keys`; those not there yet are computed."""
        values, compute = self._values, self._compute
        for key in keys:
            if key not in values:
                values[key] = compute(view, key)
        return values

    def fill(self, view: View, keys: Sequence[str], until: float) -> bool:
        """Compute what is not there yet of `keys`, until that time of `time.perf_counter`.

        False where some is left.
        """
        values, compute = self._values, self._compute
        if len(values) >= len(keys):
            return True
        missing = [key for key in keys if key not in values]
        for start in range(0, len(missing), _AT_ONCE):
            if time.perf_counter() >= until:
                return False
            for key in missing[start : start + _AT_ONCE]:
                values[key] = compute(view, key)
        return True

    def forget(self, keys: Iterable[str]) -> None:
        """Compute the values of `keys` anew when they are next asked for."""
        for key in keys:
            self._values.pop(key, None)

    def forget_all(self) -> None:
        """Compute all values anew."""
        self._values.clear()


class Freshness:
    """Which rows of a kind have changed since they were last looked at.

    Ages change without the account. For an hour they all are counted from one moment, so that
    those of different rows compare; then everything is worked out anew.
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._view: View | None = None
        self._states: dict[str, tuple[object, ...]] = {}

    def renewed(self, view: View, memos: Iterable[Memo[Any]]) -> View:
        """`view` at the moment that counts; the same object while nothing changed.

        Otherwise `memos` have forgotten what is not so any more.
        """
        before, memos = self._view, tuple(memos)
        state, states, account = self._kind.state, self._states, view.account
        if before is not None and _hour(before) == _hour(view):
            if before.account is account:
                return before
            view = View(account, before.now)
        else:
            states = {}
            for memo in memos:
                memo.forget_all()
        self._view = view
        self._states = now = {key: state(account, key) for key in self._kind.keys(account)}
        changed = [key for key, known in states.items() if now.get(key) != known]
        for memo in memos:
            memo.forget(changed)
        return view


def _hour(view: View) -> datetime:
    return view.now.replace(minute=0, second=0, microsecond=0)
