"""The clock of the mock, which a test may set ahead instead of waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The time of day in UTC, shifted by `ahead` seconds."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """This moment, with its time zone."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead)
