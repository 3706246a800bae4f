"""What one column knows of one row: the cell, what it is sorted by, and its figure.

A field that is not known becomes a sign in the style "unknown", sorted last; something known to be
empty is a muted dash. The two never look alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from iamtui.account.field import Field, Known, Unknown, Why
from iamtui.ui.columns import Cell
from iamtui.ui.kind import SortValue
from iamtui.ui.kinds.ages import days, short_age

T = TypeVar("T")

KNOWN_CLASS = 0
UNKNOWN_CLASS = 1


class Datum(NamedTuple):
    """`number` is None where there is no figure to compare: nothing there, or nobody knows."""

    cell: Cell
    sort: SortValue
    number: float | None = None


def _unknown(sign: str) -> Datum:
    return Datum((sign, "unknown"), (UNKNOWN_CLASS, 0.0, sign))


SIGNS: Mapping[Why, Datum] = {
    Why.NOT_ASKED: _unknown("…"),
    Why.DENIED: _unknown("denied"),
    Why.FAILED: _unknown("failed"),
}
MISSING = _unknown("?")
"""AWS's answer leaves it out."""

GONE = _unknown("gone")
"""The row is not in the account any more."""

NOTHING = Datum(("–", "muted"), (KNOWN_CLASS, -math.inf, ""))
NEVER = Datum(("never", "muted"), (KNOWN_CLASS, math.inf, ""), math.inf)


def known(field: Field[T], read: Callable[[T], Datum]) -> Datum:
    """What `read` makes of the field's value, or the sign for why it has none."""
    return read(field.value) if isinstance(field, Known) else SIGNS[field.why]


def unknown(field: Unknown) -> Datum:
    """The sign for why a field is not known."""
    return SIGNS[field.why]


def words(text: str, style: str = "") -> Datum:
    """A text; an empty one is nothing."""
    if not text:
        return NOTHING
    return Datum((text, style) if style else text, (KNOWN_CLASS, 0.0, text.casefold()))


def names(values: Sequence[str]) -> Datum:
    """Names in a list."""
    return words(", ".join(values))


def policy_names(arns: Sequence[str]) -> Datum:
    """The names that these ARNs of managed policies end with."""
    return names([arn.rpartition("/")[2] for arn in arns])


def tags(values: Mapping[str, str]) -> Datum:
    """Tags as `key=value`."""
    return names([f"{key}={value}" for key, value in values.items()])


def count(number: int) -> Datum:
    """How many there are."""
    cell: Cell = str(number) if number else ("0", "muted")
    return Datum(cell, (KNOWN_CLASS, float(number), ""), float(number))


def at_least(number: int) -> Datum:
    """How many are known of, where there may be more."""
    return Datum((f"{number}+", "unknown"), (UNKNOWN_CLASS, float(number), ""), float(number))


def counts(*fields: Field[Sequence[object]]) -> Datum:
    """How many there are in all lists together; not known where one of them is not."""
    total = 0
    for field in fields:
        if isinstance(field, Unknown):
            return SIGNS[field.why]
        total += len(field.value)
    return count(total)


def age(now: datetime, then: datetime | None, style: Callable[[float], str] | None = None) -> Datum:
    """How long ago `then` was, its figure in days; `style` gives the style of such an age."""
    if then is None:
        return MISSING
    number = days(now, then)
    text, named = short_age(number), style(number) if style else ""
    return Datum((text, named) if named else text, (KNOWN_CLASS, number, ""), number)


def date(now: datetime, then: datetime | None) -> Datum:
    """The day of `then`; sorted by time, its figure the days since."""
    if then is None:
        return MISSING
    number = days(now, then)
    return Datum(then.date().isoformat(), (KNOWN_CLASS, -number, ""), number)
