"""Sets of resources: all that match some patterns, but for those that match others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from iamtui.access.pattern_search import some_text
from iamtui.policy.globs import Glob, Wild, covers, glob, intersects, is_literal, joined, matcher

_SIGNS = {Wild.ANY: "*", Wild.ANY_PART: "*", Wild.ONE: "?", Wild.ONE_PART: "?"}


class Pattern(NamedTuple):
    """A pattern of resources and the text that shows it."""

    text: str
    tokens: Glob

    @classmethod
    def of(cls, text: str) -> Pattern:
        """A pattern from a request, where every wildcard is free."""
        return cls(text, joined(glob(text)))


class Area(NamedTuple):
    """The resources that match every pattern of `within` and none of `without`."""

    within: tuple[Pattern, ...]
    without: tuple[Pattern, ...] = ()


ANYTHING = Pattern("*", (Wild.ANY,))
EVERYWHERE = Area((ANYTHING,))


def shown(tokens: Glob) -> str:
    """The text of a pattern."""
    return "".join(token if isinstance(token, str) else _SIGNS[token] for token in tokens)


@lru_cache(maxsize=16384)
def wider(wide: Glob, narrow: Glob) -> bool:
    """Whether `wide` covers `narrow`."""
    if wide in ((Wild.ANY,), narrow):
        return True
    if is_literal(narrow):
        return matcher(wide)("".join(map(str, narrow)))
    return _head(narrow).startswith(_head(wide)) and covers(wide, narrow)


@lru_cache(maxsize=16384)
def _meet(one: Glob, other: Glob) -> bool:
    if (Wild.ANY,) in (one, other):
        return True
    head, against = _head(one), _head(other)
    if not (head.startswith(against) or against.startswith(head)):
        return False
    return intersects(one, other)


def _head(pattern: Glob) -> str:
    """The text that every match begins with."""
    return pattern[0] if pattern and isinstance(pattern[0], str) else ""


def common(one: Area, other: Area) -> Area | None:
    """What two areas have in common; None where it is nothing."""
    within = _narrowest((*one.within, *other.within))
    return _settled(Area(within, (*one.without, *other.without)))


def less(area: Area, taken: Area) -> tuple[Area, ...]:
    """What is left of `area` without `taken`, in parts that may overlap; the same if nothing is."""
    if common(area, taken) is None:
        return (area,)
    parts = [Area(area.within, (*area.without, pattern)) for pattern in taken.within]
    parts += [
        Area(_narrowest((*area.within, kept)), area.without)
        for kept in taken.without
        if kept not in area.without
    ]
    settled = (_settled(part) for part in parts)
    return tuple(dict.fromkeys(part for part in settled if part is not None))


def inside(area: Area, others: Sequence[Area]) -> bool:
    """Whether each resource of `area` is in one of `others`; False where that is not certain."""
    if any(_surely_inside(area, other) for other in others):
        return True
    met = tuple(other for other in others if _may_meet(area, other))
    if not met or (not area.without and len(met) == 1 and not met[0].without):
        return False if met else _settled(area) is None
    return _searched(area, met)


def _surely_inside(area: Area, other: Area) -> bool:
    return all(any(wider(o.tokens, p.tokens) for p in area.within) for o in other.within) and all(
        any(wider(e.tokens, w.tokens) for e in area.without)
        or not all(_meet(w.tokens, p.tokens) for p in area.within)
        for w in other.without
    )


def _may_meet(area: Area, other: Area) -> bool:
    return all(_meet(p.tokens, o.tokens) for p in area.within for o in other.within)


@lru_cache(maxsize=4096)
def _searched(area: Area, others: tuple[Area, ...]) -> bool:
    """`inside`, by looking for a resource of `area` that is in none of `others`."""
    patterns = [*area.without, *(p for other in others for p in (*other.within, *other.without))]

    def outside(flags: Sequence[bool]) -> bool:
        if any(flags[: len(area.without)]):
            return False
        at = len(area.without)
        for other in others:
            middle, end = at + len(other.within), at + len(other.within) + len(other.without)
            if all(flags[at:middle]) and not any(flags[middle:end]):
                return False
            at = end
        return True

    return not some_text([p.tokens for p in area.within], [p.tokens for p in patterns], outside)


def _surely_left(within: Sequence[Pattern], without: Sequence[Pattern]) -> bool:
    """Whether something is left for certain, none of `without` covering one of `within`."""
    if len(within) > 1:
        return False
    # Patterns that begin with some text leave the resources that begin otherwise.
    texts = within[0].tokens == ANYTHING.tokens and all(_head(p.tokens) for p in without)
    return len(without) < 2 or texts


def _narrowest(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """The patterns without those that cover another one."""
    kept: list[Pattern] = []
    for pattern in patterns:
        if any(wider(pattern.tokens, other.tokens) for other in kept):
            continue
        kept = [other for other in kept if not wider(other.tokens, pattern.tokens)]
        kept.append(pattern)
    return tuple(kept)


@lru_cache(maxsize=16384)
def _settled(area: Area) -> Area | None:
    """The area without exceptions that make no difference; None where nothing is in it."""
    within = area.within
    without: list[Pattern] = []
    for pattern in area.without:
        if any(wider(pattern.tokens, each.tokens) for each in within):
            return None
        if not all(_meet(pattern.tokens, each.tokens) for each in within):
            continue
        if not any(wider(other.tokens, pattern.tokens) for other in without):
            without = [o for o in without if not wider(pattern.tokens, o.tokens)]
            without.append(pattern)
    if not _surely_left(within, without):
        names = [p.tokens for p in within]
        if not some_text(names, [p.tokens for p in without], lambda flags: not any(flags)):
            return None
    return Area(within, tuple(without))
