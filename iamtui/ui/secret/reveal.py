"""How long a secret is seen: while its key is held, or for some seconds after it was pressed.

A terminal tells of no key that is let go: one that is held comes again and again. So the first
press shows the secret for a set time; where more follow at once the key is held, and the secret is
hidden soon after the last; a press that comes later hides it.
"""

from __future__ import annotations

SHOWN_SECONDS = 10.0
# Keyboards wait up to 660 ms (X11's default) before a held key comes for the second time.
REPEAT_SECONDS = 0.8
LONGEST_SECONDS = 30.0


class Reveal:
    """Whether a secret is to be seen. Times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._first = 0.0
        self._last = float("-inf")
        self._until = float("-inf")

    def press(self, now: float) -> None:
        """The key came."""
        is_repeat = now - self._last <= REPEAT_SECONDS
        self._last = now
        if self.is_shown(now):
            held_until = min(now + REPEAT_SECONDS, self._first + LONGEST_SECONDS)
            self._until = held_until if is_repeat else now
        elif not is_repeat:
            # A key that is still held when its time is over shows nothing until it is let go.
            self._first, self._until = now, now + SHOWN_SECONDS

    def hide(self) -> None:
        """It is not to be seen from now on."""
        self._until = float("-inf")

    def is_shown(self, now: float) -> bool:
        """Whether it is to be seen."""
        return now < self._until

    def left(self, now: float) -> float:
        """For how many seconds it is to be seen if no further key comes; 0 where it is hidden."""
        return max(0.0, self._until - now)
