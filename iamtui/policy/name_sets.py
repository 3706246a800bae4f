"""Which names of a sorted list a wildcard pattern matches, as an integer with a bit for each name.

Comparing, joining and counting such sets is cheap, however many names there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

_LAST = "\U0010ffff"


class NameSets:
    """Answers for names that are sorted in lower case; patterns match in any case."""

    __slots__ = ("_from_end", "_reversed", "lowered")

    def __init__(self, names: Sequence[str]) -> None:
        self.lowered = [name.lower() for name in names]
        self._from_end = sorted((name[::-1], place) for place, name in enumerate(self.lowered))
        self._reversed = [name for name, _ in self._from_end]

    def starting(self, prefix: str) -> int:
        """The names that `prefix*` matches."""
        lowered = prefix.lower()
        first = bisect_left(self.lowered, lowered)
        after = bisect_left(self.lowered, lowered + _LAST, first)
        return ((1 << (after - first)) - 1) << first

    def ending(self, suffix: str) -> int:
        """The names that `*suffix` matches."""
        backwards = suffix.lower()[::-1]
        first = bisect_left(self._reversed, backwards)
        after = bisect_left(self._reversed, backwards + _LAST, first)
        return bits(place for _, place in self._from_end[first:after])

    def holding(self, part: str) -> int:
        """The names that `*part*` matches."""
        lowered = part.lower()
        return bits(place for place, name in enumerate(self.lowered) if lowered in name)

    def at_least(self, length: int, among: int) -> int:
        """Those `among` the names that have `length` characters or more."""
        short = (place for place in places(among) if len(self.lowered[place]) < length)
        return among & ~bits(short)


def bits(numbers: Iterable[int]) -> int:
    """The set of these places."""
    result = 0
    for number in numbers:
        result |= 1 << number
    return result


def places(named: int) -> list[int]:
    """The places in a set, in order."""
    result = []
    while named:
        lowest = named & -named
        result.append(lowest.bit_length() - 1)
        named ^= lowest
    return result
