"""Sets of actions as the bits of a number: thousands are joined and cut in microseconds."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from iamtui.policy.compile import CompiledStatement
from iamtui.policy.globs import glob, matcher

# Of 22,000 actions this many sets take 11 MB.
_REMEMBERED = 4_096
_LAST = "\U0010ffff"


class Universe:
    """The actions that one answer is about: bit n stands for the n-th of `names`.

    `lowered` are the names in lower case, `everything` is the set of all. Those of one service must
    stand together and be sorted.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self.everything = span(0, len(self._names))
        self.lowered = tuple([name.lower() for name in self._names])
        self._places = dict(zip(self.lowered, range(len(self._names)), strict=True))
        self._spans = _spans(self.lowered)
        self._patterns: dict[str, int] = {}

    def of_statement(self, statement: CompiledStatement) -> int:
        """The actions that a statement is about."""
        plain, known = statement.plain, self._patterns
        named = 0
        for pattern in plain.actions:
            bits = known.get(pattern)
            named |= self.of_pattern(pattern) if bits is None else bits
        return self.everything & ~named if plain.not_actions else named

    def of_pattern(self, pattern: str) -> int:
        """The actions that a pattern such as `s3:Get*` names, in any case."""
        bits = self._patterns.get(pattern)
        if bits is None:
            bits = self._matching(pattern.lower())
            if len(self._patterns) >= _REMEMBERED:
                self._patterns.clear()
            self._patterns[pattern] = bits
        return bits

    def of_actions(self, names: Iterable[str]) -> int:
        """The actions of these names, in any case; unknown ones are left out."""
        places = self._places
        return union(1 << places[n.lower()] for n in names if n.lower() in places)

    def of_services(self, services: Iterable[str]) -> int:
        """The actions of services."""
        spans = self._spans
        return union(span(*spans[service]) for service in services if service in spans)

    def names(self, bits: int) -> tuple[str, ...]:
        """The names of a set of actions, in order."""
        return tuple([self._names[place] for place in places(bits)])

    def name(self, place: int) -> str:
        """The name of one action."""
        return self._names[place]

    def first(self, bits: int) -> str:
        """The lower-case name of the first action of a set that is not empty."""
        return self.lowered[(bits & -bits).bit_length() - 1]

    def _matching(self, pattern: str) -> int:
        """The actions that a pattern in lower case names."""
        place = self._places.get(pattern)
        if place is not None:
            return 1 << place
        if "*" not in pattern and "?" not in pattern:
            return 0
        if not pattern.strip("*"):
            return self.everything
        service, colon, _ = pattern.partition(":")
        if not colon or "*" in service or "?" in service:
            start, end = 0, len(self.lowered)
        elif service in self._spans:
            start, end = self._spans[service]
        else:
            return 0
        return self._matching_within(pattern, start, end)

    def _matching_within(self, pattern: str, start: int, end: int) -> int:
        prefix = pattern[:-1]
        if pattern.endswith("*") and not set("*?") & set(prefix) and ":" in prefix:
            low = bisect_left(self.lowered, prefix, start, end)
            return span(low, bisect_left(self.lowered, prefix + _LAST, start, end))
        matches, lowered = matcher(glob(pattern)), self.lowered
        return _of_places([n for n in range(start, end) if matches(lowered[n])], end)


def places(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def union(sets: Iterable[int]) -> int:
    """All that is in any of the sets."""
    result = 0
    for bits in sets:
        result |= bits
    return result


def span(start: int, end: int) -> int:
    """The set of the bits from `start` to before `end`."""
    return (1 << end) - (1 << start)


def _of_places(numbers: Iterable[int], end: int) -> int:
    """The set of these bits, made in one go: shifting each would copy the whole number."""
    digits = bytearray((end >> 3) + 1)
    for place in numbers:
        digits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(digits, "little")


def _spans(lowered: Iterable[str]) -> Mapping[str, tuple[int, int]]:
    """Where the actions of each service begin and end."""
    counts = Counter([name.partition(":")[0] for name in lowered])
    starts = accumulate(counts.values(), initial=0)
    return {
        service: (start, start + count)
        for (service, count), start in zip(counts.items(), starts, strict=False)
    }
