"""Wildcard patterns: `*` is any text, `?` is one character, everything else stands for itself.

A pattern is made of tokens, so that a character taken from a request is never a wildcard. Most
patterns hold only `*` and are matched by `str` methods: compiling a regular expression for each
would cost more than all its uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from functools import lru_cache
from itertools import zip_longest
from typing import TypeAlias


class Wild(Enum):
    """A wildcard; the two `…_PART` ones do not match a colon."""

    ANY = ".*"
    ONE = "."
    ANY_PART = "[^:]*"
    ONE_PART = "[^:]"


Glob: TypeAlias = tuple["str | Wild", ...]
Matcher: TypeAlias = Callable[[str], bool]

_WILDCARDS = {"*": Wild.ANY, "?": Wild.ONE}
_SPLIT = re.compile(r"([*?])")
_MANY = (Wild.ANY, Wild.ANY_PART)


def glob(text: str) -> Glob:
    """The tokens of a pattern as it is written."""
    return tuple(_WILDCARDS.get(part, part) for part in _SPLIT.split(text) if part)


def joined(tokens: Iterable[str | Wild]) -> Glob:
    """The same pattern with neighbouring texts and neighbouring `*` drawn together."""
    result: list[str | Wild] = []
    for token in tokens:
        last = result[-1] if result else None
        if isinstance(token, str) and isinstance(last, str):
            result[-1] = last + token
        elif not (token is Wild.ANY and last is Wild.ANY):
            result.append(token)
    return tuple(result)


def is_literal(pattern: Glob) -> bool:
    """Whether the pattern matches one text only."""
    return all(isinstance(token, str) for token in pattern)


def matcher(pattern: Glob) -> Matcher:
    """A function that tells whether a whole text matches; case-sensitive."""
    pattern = joined(pattern)
    if not pattern:
        return "".__eq__
    if len(pattern) == 1 and isinstance(pattern[0], str):
        return pattern[0].__eq__
    if any(token in (Wild.ONE, Wild.ANY_PART, Wild.ONE_PART) for token in pattern):
        return _by_expression(pattern)
    return _by_pieces(pattern)


def _by_expression(pattern: Glob) -> Matcher:
    """A matcher that compiles its expression when it is first needed."""

    def match(text: str) -> bool:
        return _expression(pattern).fullmatch(text) is not None

    return match


@lru_cache(maxsize=4096)
def _expression(pattern: Glob) -> re.Pattern[str]:
    """An expression that takes what follows a `*` where it comes first, and never tries again.

    The `*` after it takes what is left over. Only where that one may not cross a colon, and this
    one may, the place stays open. Without this a pattern such as `*a*a*a*a?` would take for ever.
    """
    first, *groups = _groups(pattern)
    parts = [_literally(first)]
    for group, following in zip_longest(groups, groups[1:]):
        wild, *piece = group
        settled = wild is Wild.ANY_PART and Wild.ONE not in piece
        if following is not None and (following[0] is Wild.ANY or settled):
            parts.append(f"(?>{_literally([wild])}?{_literally(piece)})")
        else:
            parts.append(_literally(group))
    return re.compile("".join(parts), re.DOTALL)


def _groups(pattern: Glob) -> list[list[str | Wild]]:
    """The pattern divided before each `*`."""
    groups: list[list[str | Wild]] = [[]]
    for token in pattern:
        if token in _MANY:
            groups.append([])
        groups[-1].append(token)
    return groups


def _literally(tokens: Iterable[str | Wild]) -> str:
    escaped = (re.escape(token) if isinstance(token, str) else token.value for token in tokens)
    return "".join(escaped)


def _by_pieces(pattern: Glob) -> Matcher:
    """For patterns of texts and `*` only; the leftmost place of each piece is the best one."""
    head = pattern[0] if isinstance(pattern[0], str) else ""
    tail = pattern[-1] if isinstance(pattern[-1], str) else ""
    inner = pattern[1 if head else 0 : -1 if tail else None]
    middle = tuple(token for token in inner if isinstance(token, str))
    start, shortest = len(head), len(head) + len(tail)
    if not middle:
        return lambda text: text.startswith(head) and text.endswith(tail) and len(text) >= shortest

    def match(text: str) -> bool:
        if not (text.startswith(head) and text.endswith(tail)):
            return False
        position, end = start, len(text) - len(tail)
        for piece in middle:
            position = text.find(piece, position, end)
            if position < 0:
                return False
            position += len(piece)
        return position <= end

    return match


def covers(wide: Glob, narrow: Glob) -> bool:
    """Whether every text that matches `narrow` matches `wide`; False where that is not certain."""
    return _Pair(_units(wide), _units(narrow)).covers(0, 0)


def intersects(one: Glob, other: Glob) -> bool:
    """Whether some text matches both patterns."""
    for literal, pattern in ((one, other), (other, one)):
        if is_literal(literal):
            return matcher(pattern)("".join(map(str, literal)))
    return _Pair(_units(one), _units(other)).intersects(0, 0)


def _units(pattern: Glob) -> tuple[str | Wild, ...]:
    """The pattern with its texts taken apart into characters."""
    units: list[str | Wild] = []
    for token in joined(pattern):
        if isinstance(token, str):
            units.extend(token)
        else:
            units.append(token)
    return tuple(units)


def _fits(wild: str | Wild, unit: str | Wild) -> bool:
    """Whether everything that one `unit` stands for is one character that `wild` allows."""
    if wild in (Wild.ANY_PART, Wild.ONE_PART):
        return unit in (Wild.ANY_PART, Wild.ONE_PART) or (isinstance(unit, str) and unit != ":")
    return wild in (Wild.ANY, Wild.ONE) or wild == unit


class _Pair:
    """Two patterns walked along together; every pair of positions is looked at once."""

    def __init__(self, one: tuple[str | Wild, ...], other: tuple[str | Wild, ...]) -> None:
        self.one = one
        self.other = other

    def covers(self, i: int, j: int) -> bool:
        """Walk rows of reachable positions of `one` along `other`, as a matcher would."""
        reachable = self._closed({i})
        for unit in self.other[j:]:
            many = unit in _MANY
            step: set[int] = set()
            for at in reachable:
                if at == len(self.one):
                    continue
                wild = self.one[at]
                if wild in _MANY and _fits(wild, unit):
                    step.add(at)
                elif not many and _fits(wild, unit):
                    step.add(at + 1)
            reachable = self._closed(step)
        return len(self.one) in reachable

    def _closed(self, positions: set[int]) -> set[int]:
        """The positions, and those reached by letting a `*` stand for nothing."""
        result = set(positions)
        for position in positions:
            at = position
            while at < len(self.one) and self.one[at] in _MANY:
                at += 1
                result.add(at)
        return result

    def intersects(self, i: int, j: int) -> bool:
        """Search the pairs of positions for one where both patterns end."""
        todo, seen = [(i, j)], {(i, j)}
        while todo:
            pair = todo.pop()
            if pair == (len(self.one), len(self.other)):
                return True
            for following in self._following(*pair):
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        return False

    def _following(self, i: int, j: int) -> list[tuple[int, int]]:
        one = self.one[i] if i < len(self.one) else None
        other = self.other[j] if j < len(self.other) else None
        pairs = []
        if one in _MANY:
            pairs.append((i + 1, j))
        if other in _MANY:
            pairs.append((i, j + 1))
        if one is None or other is None or not (_fits(one, other) or _fits(other, one)):
            return pairs
        pairs.append((i + (one not in _MANY), j + (other not in _MANY)))
        return pairs
