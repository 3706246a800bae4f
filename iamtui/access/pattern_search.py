"""Is there a text that matches these patterns and not those? Answered exactly, by search.

All patterns are walked along together, as a deterministic automaton that is made while it is
walked: a state is the set of positions that each pattern may be at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from iamtui.policy.globs import Glob, Wild, joined

_Units: TypeAlias = tuple["str | Wild", ...]
# A bit per position in each pattern; the highest is the position behind its end.
_State: TypeAlias = tuple[int, ...]

_MANY = (Wild.ANY, Wild.ANY_PART)
_PART = (Wild.ANY_PART, Wild.ONE_PART)
# Far above what patterns of real policies need, and well under a second.
_MOST_STATES = 20_000
_SPARE = "~^|\x01\x02\x03"


def some_text(
    required: Sequence[Glob], others: Sequence[Glob], wanted: Callable[[Sequence[bool]], bool]
) -> bool:
    """Whether some text matches all of `required`, and matches `others` as `wanted` accepts.

    `wanted` is given a flag for each of `others`. True as well where the search grows too large: a
    caller must not take a doubt for "there is none".
    """
    patterns = [_units(pattern) for pattern in (*required, *others)]
    count = len(required)
    start: _State = tuple(_closed(units, 1) for units in patterns)
    todo, seen = [start], {start}
    while todo and len(seen) <= _MOST_STATES:
        state = todo.pop()
        ends = [bool(at >> len(units) & 1) for at, units in zip(state, patterns, strict=True)]
        if all(ends[:count]) and wanted(ends[count:]):
            return True
        for char in _characters(patterns, state):
            following = tuple(
                _step(units, at, char) for units, at in zip(patterns, state, strict=True)
            )
            if all(following[:count]) and following not in seen:
                seen.add(following)
                todo.append(following)
    return bool(todo)


def _units(pattern: Glob) -> _Units:
    units: list[str | Wild] = []
    for token in joined(pattern):
        if isinstance(token, str):
            units.extend(token)
        else:
            units.append(token)
    return tuple(units)


def _positions(units: _Units, at: int) -> Iterator[tuple[int, str | Wild]]:
    """The positions of a set that are not behind the end, with what stands there."""
    at &= (1 << len(units)) - 1
    while at:
        position = (at & -at).bit_length() - 1
        at &= at - 1
        yield position, units[position]


def _closed(units: _Units, at: int) -> int:
    """The positions, and those reached by letting a `*` stand for nothing."""
    result = at
    for position, _ in _positions(units, at):
        following = position
        while following < len(units) and units[following] in _MANY:
            following += 1
            result |= 1 << following
    return result


def _step(units: _Units, at: int, char: str) -> int:
    result = 0
    for position, unit in _positions(units, at):
        if isinstance(unit, Wild):
            if not (unit in _PART and char == ":"):
                result |= 1 << (position if unit in _MANY else position + 1)
        elif unit == char:
            result |= 2 << position
    return _closed(units, result) if result else 0


def _characters(patterns: Sequence[_Units], state: _State) -> set[str]:
    """One character of each sort that the patterns tell apart in this state."""
    named: set[str] = set()
    others = False
    for units, at in zip(patterns, state, strict=True):
        for _, unit in _positions(units, at):
            if isinstance(unit, str):
                named.add(unit)
            else:
                others = True
                if unit in _PART:
                    named.add(":")
    if others:
        named.add(next(char for char in _SPARE if char not in named))
    return named
