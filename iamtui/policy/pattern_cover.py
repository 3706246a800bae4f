"""The fewest wildcard patterns that name given actions of one service and none of its others.

Finding the very fewest is set cover, which takes too long; so the pattern that names most of what
is left is taken each time, and in the end those that turned out needless are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from typing import NamedTuple, TypeVar

from iamtui.policy.name_sets import NameSets, bits, places

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9]+")

_T = TypeVar("_T", bound=Hashable)


class _Goal(NamedTuple):
    """All names of a service (sorted in lower case), and the set of those to be named."""

    names: Sequence[str]
    sets: NameSets
    wanted: int


def cover(names: Sequence[str], wanted: Iterable[int]) -> list[str]:
    """Patterns that name `names[place]` for each wanted place, and nothing else of `names`.

    `names` are without the service and sorted in lower case. Of patterns that name the same, the
    most specific is taken: it draws in the fewest of the actions that AWS adds later.
    """
    target = bits(wanted)
    if target.bit_count() == 1:
        return [names[place] for place in places(target)]
    if target.bit_count() == len(names):
        return ["*"]
    goal = _Goal(names, NameSets(names), target)
    chosen = _without_needless(_greedy(_candidates(goal), target))
    left = target
    for named in chosen.values():
        left &= ~named
    return sorted([*chosen, *(names[place] for place in places(left))], key=str.lower)


def _greedy(candidates: Mapping[str, int], target: int) -> dict[str, int]:
    """Patterns that each name two or more that the ones before do not, the largest gain first.

    A gain only shrinks, so that one which is still as large as it was is the largest.
    """
    heap = [(-named.bit_count(), pattern) for pattern, named in candidates.items()]
    heapify(heap)
    left = target
    chosen: dict[str, int] = {}
    while heap:
        gain, pattern = heap[0]
        now = (candidates[pattern] & left).bit_count()
        if now < 2:
            heappop(heap)
        elif now < -gain:
            heapreplace(heap, (-now, pattern))
        else:
            heappop(heap)
            chosen[pattern] = candidates[pattern]
            left &= ~candidates[pattern]
    return chosen


def _without_needless(chosen: dict[str, int]) -> dict[str, int]:
    """The same patterns without those whose names the others name already."""
    for pattern in reversed(list(chosen)):
        others = 0
        for other, named in chosen.items():
            if other != pattern:
                others |= named
        if chosen[pattern] & ~others == 0:
            del chosen[pattern]
    return chosen


def _candidates(goal: _Goal) -> dict[str, int]:
    """Patterns that name two or more of the wanted and nothing else, with what each names."""
    best: dict[int, str] = {}
    for pattern, named in _of_words(goal):
        if named & ~goal.wanted == 0 and named.bit_count() > 1:
            best[named] = max(best.get(named, pattern), pattern, key=_literal_length)
    for prefix in _short_prefixes(goal):
        best.setdefault(goal.sets.starting(prefix), f"{prefix}*")
    return {pattern: named for named, pattern in best.items()}


def _literal_length(pattern: str) -> tuple[int, str]:
    return len(pattern) - 2 * pattern.count("*"), pattern


def _of_words(goal: _Goal) -> Iterator[tuple[str, int]]:
    """Patterns of whole words that several of the wanted have in common, with what they name."""
    words = [_WORD.findall(goal.names[place]) for place in places(goal.wanted)]
    prefixes = {prefix: goal.sets.starting(prefix) for prefix in _repeated(_prefixes, words)}
    suffixes = {suffix: goal.sets.ending(suffix) for suffix in _repeated(_suffixes, words)}
    for prefix, named in prefixes.items():
        yield f"{prefix}*", named
    for suffix, named in suffixes.items():
        yield f"*{suffix}", named
    for prefix, suffix in _repeated(_pairs, words):
        both = prefixes[prefix] & suffixes[suffix]
        yield f"{prefix}*{suffix}", goal.sets.at_least(len(prefix) + len(suffix), both)
    others = "\n".join(goal.sets.lowered[place] for place in places(~goal.wanted & _all(goal)))
    for part in _repeated(_parts, words):
        if part.lower() not in others:
            yield f"*{part}*", goal.sets.holding(part)


def _all(goal: _Goal) -> int:
    return (1 << len(goal.names)) - 1


def _short_prefixes(goal: _Goal) -> Iterator[str]:
    """For each wanted name its shortest beginning that no other name but wanted ones has."""
    lowered = goal.sets.lowered
    for run in _runs(places(goal.wanted)):
        around = [lowered[run[0] - 1]] if run[0] > 0 else []
        around += lowered[run[-1] + 1 : run[-1] + 2]
        for place in run if len(run) > 1 else ():
            length = max((_shared(lowered[place], other) for other in around), default=0) + 1
            named = goal.sets.starting(lowered[place][:length])
            if length <= len(lowered[place]) and named.bit_count() > 1:
                yield goal.names[place][:length]


def _runs(ordered: list[int]) -> Iterator[list[int]]:
    """Neighbouring places together: [1, 2, 5] is [1, 2] and [5]."""
    run: list[int] = []
    for place in ordered:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _repeated(parts_of: Callable[[list[str]], Iterable[_T]], words: list[list[str]]) -> list[_T]:
    counted = Counter(part for name in words for part in parts_of(name))
    return [part for part, count in counted.items() if count > 1]


def _prefixes(words: list[str]) -> list[str]:
    return ["".join(words[:end]) for end in range(1, len(words) + 1)]


def _suffixes(words: list[str]) -> list[str]:
    return ["".join(words[start:]) for start in range(len(words))]


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    ends = range(1, len(words))
    return [("".join(words[:a]), "".join(words[b:])) for a in ends for b in ends if a <= b]


def _parts(words: list[str]) -> list[str]:
    ends = range(len(words) + 1)
    return ["".join(words[start:end]) for end in ends for start in range(end)]
