"""A long search in a thread, as both sides see it: it tells how far it is, and can be ended."""

from __future__ import annotations

import time
from collections.abc import Callable

TOLD_SECONDS = 0.2
"""How often the screen is told how far it is."""


class SearchRun:
    """One search; `tell` is called in its thread with the number of looks taken so far."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._looks = 0
        self._told = time.monotonic()
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether it was told to end."""
        return self._stopped

    def stop(self) -> None:
        """End it, at its next look, with what it has found."""
        self._stopped = True

    def cancelled(self) -> bool:
        """What the search asks at each look: whether to end."""
        self._looks += 1
        now = time.monotonic()
        if now - self._told > TOLD_SECONDS:
            self._told = now
            self._tell(self._looks)
        return self._stopped
