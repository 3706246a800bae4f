"""How long something was not used, by a clock that goes on while the machine sleeps."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], float]


def clock_with_sleep() -> float:
    """Seconds since some point, with the time in which the machine was suspended (Linux)."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class IdleTimer:
    """Runs out `seconds` after its last `touch`, by `clock`; never where `seconds` is None."""

    def __init__(self, seconds: float | None, clock: Clock = clock_with_sleep) -> None:
        self.seconds = seconds
        self._clock = clock
        self._touched = clock()

    def touch(self) -> None:
        """It is used now."""
        self._touched = self._clock()

    def run_out_in(self, seconds: float) -> None:
        """It was last used elsewhere, so that `seconds` are left of its time."""
        if self.seconds is not None:
            self._touched = self._clock() - self.seconds + min(seconds, self.seconds)

    @property
    def left(self) -> float | None:
        """Seconds until it runs out, 0 when it has; None where it never does."""
        if self.seconds is None:
            return None
        return max(0.0, self._touched + self.seconds - self._clock())

    @property
    def over(self) -> bool:
        """Whether it has run out."""
        return self.left == 0.0
