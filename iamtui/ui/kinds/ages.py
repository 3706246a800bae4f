"""Times as a person reads them: how long ago, in one short unit, and the moment in full."""

from __future__ import annotations

from datetime import datetime, timedelta

DAY = timedelta(days=1)

_DAYS_A_MONTH = 30.4375
_DAYS_A_YEAR = 365.25
_DAYS_UP_TO = 60
_MONTHS_UP_TO_DAYS = 730


def days(now: datetime, then: datetime) -> float:
    """The days from `then` to `now`; 0 where `then` is yet to come (a clock is slow)."""
    return (now - then) / DAY if then < now else 0.0


def short_age(number: float) -> str:
    """An age of `number` days: "5min", "7h", "12d", "5mo" or "2y", always rounded down."""
    if number >= _MONTHS_UP_TO_DAYS:
        return f"{int(number / _DAYS_A_YEAR)}y"
    if number >= _DAYS_UP_TO:
        return f"{int(number / _DAYS_A_MONTH)}mo"
    if number >= 1:
        return f"{int(number)}d"
    minutes = int(number * 24 * 60)
    return f"{minutes // 60}h" if minutes >= 60 else f"{minutes}min"


def moment(now: datetime, then: datetime) -> str:
    """`then` in full, with its age: "2026-03-01 08:15 UTC, 12d ago"."""
    return f"{then:%Y-%m-%d %H:%M} UTC, {short_age(days(now, then))} ago"
