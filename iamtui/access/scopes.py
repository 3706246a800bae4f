"""Where an action is allowed: the resources that the statements about it leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from iamtui.access.areas import EVERYWHERE, Area, common, inside, less
from iamtui.access.stack import Entries, Entry, Stack
from iamtui.access.terms import Reader
from iamtui.access.unread import why_unread
from iamtui.policy import Condition, NamedPolicy
from iamtui.policy.tri import NO, YES

T = TypeVar("T")

# A statement with hundreds of resources met by as many denials: from here on a denial that may
# apply makes all that it touches conditional instead of splitting it.
_MANY = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Resources on which an action is allowed: for certain, or (not `certain`) if `conditions` are
    met, none of the denying statements of `unless` applies, and what `reasons` say permits it.

    `sources` are the policies that allow it.
    """

    area: Area
    certain: bool
    conditions: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    reasons: tuple[str, ...] = ()
    sources: tuple[NamedPolicy, ...] = ()

    def doubted(self, *reasons: str) -> Piece:
        """The same, but not certain for further reasons."""
        return replace(self, certain=False, reasons=_union(self.reasons, reasons))


Pieces: TypeAlias = tuple[Piece, ...]


def pieces(stack: Stack, reader: Reader, action: str) -> Pieces:
    """Where a lower-case action is allowed by the entries of `stack`, which are all about it."""
    found = tuple(_allowed(stack.own, reader, action))
    for limit in stack.limits:
        found = _limited(found, tuple(_allowed(limit, reader, action)))
    return restricted(found, stack, reader, action)


def restricted(found: Pieces, stack: Stack, reader: Reader, action: str) -> Pieces:
    """What the levels of the organization and the denying entries of `stack` leave of `found`."""
    for level in stack.levels:
        found = _limited(found, tuple(_allowed(level, reader, action)))
    return simplified(_denied(found, stack.denies, reader, action))


def simplified(found: Iterable[Piece]) -> Pieces:
    """Without pieces that say no more than others do; the certain ones first."""
    merged: dict[tuple[object, ...], Piece] = {}
    for piece in found:
        key = (piece.area, piece.certain, piece.conditions, piece.unless, piece.reasons)
        same = merged.get(key)
        sources = piece.sources if same is None else _union(same.sources, piece.sources)
        merged[key] = replace(piece, sources=sources)
    ordered = sorted(merged.values(), key=lambda piece: not piece.certain)
    kept: list[Piece] = []
    for piece in sorted(ordered, key=_width):
        if not any(_says_no_more(piece, other) for other in kept):
            kept = [other for other in kept if not _says_no_more(other, piece)]
            kept.append(piece)
    certain = [piece.area for piece in kept if piece.certain]
    return tuple(
        piece
        for piece in ordered
        if piece in kept and (piece.certain or not inside(piece.area, certain))
    )


def _width(piece: Piece) -> tuple[bool, int]:
    """A rough order that looks at wide pieces first."""
    return not piece.certain, len(piece.area.within[0].text) + len(piece.area.without)


def _says_no_more(piece: Piece, other: Piece) -> bool:
    """Whether `other` allows all that `piece` allows, under no further conditions."""
    if other.certain:
        return inside(piece.area, (other.area,))
    if piece.certain:
        return False
    further = (
        set(other.conditions) <= set(piece.conditions)
        and set(other.unless) <= set(piece.unless)
        and set(other.reasons) <= set(piece.reasons)
    )
    return further and inside(piece.area, (other.area,))


def _allowed(entries: Entries, reader: Reader, action: str) -> Iterator[Piece]:
    for entry in entries:
        named = entry.named
        if entry.statement is None:
            yield Piece(EVERYWHERE, False, reasons=(why_unread(named),), sources=(named,))
            continue
        terms = reader.terms(entry.statement)
        for areas, sure in ((terms.certain, True), (terms.uncertain, False)):
            for area in areas:
                answer = reader.conditions(entry.statement, action, area)
                if answer.met == NO:
                    continue
                conditions = named.policy.conditions(entry.statement, answer.undecided)
                reasons = () if sure else (_variable_in(area),)
                certain = sure and answer.met == YES
                yield Piece(area, certain, conditions, (), reasons, (named,))


def _variable_in(area: Area) -> str:
    return f"Which resources {area.within[-1].text} names depends on the request."


def _limited(found: Pieces, limit: Pieces) -> Pieces:
    """What a limit leaves: the common parts; a piece that it holds whole stays as it is."""
    left: list[Piece] = []
    for piece in found:
        holding = [other for other in limit if other.certain]
        if any(inside(piece.area, (other.area,)) for other in holding):
            left.append(piece)
            continue
        for other in limit:
            area = common(piece.area, other.area)
            if area is not None:
                left.append(_both(piece, other, area))
    return tuple(left)


def _both(piece: Piece, limit: Piece, area: Area) -> Piece:
    return replace(
        piece,
        area=area,
        certain=piece.certain and limit.certain,
        conditions=_union(piece.conditions, limit.conditions),
        reasons=_union(piece.reasons, limit.reasons),
    )


def _denied(found: Pieces, denies: Entries, reader: Reader, action: str) -> Pieces:
    for entry in denies:
        left: dict[Piece, None] = {}
        for piece in found:
            left.update(dict.fromkeys(_after(piece, entry, reader, action, len(found))))
        found = tuple(left)
    return found


def _after(piece: Piece, entry: Entry, reader: Reader, action: str, many: int) -> Sequence[Piece]:
    """What one denying entry leaves of one piece."""
    if entry.statement is None:
        return (piece.doubted(why_unread(entry.named)),)
    answer = reader.conditions(entry.statement, action, piece.area)
    if answer.met == NO:
        return (piece,)
    unless = entry.named.policy.conditions(entry.statement, answer.undecided)
    terms = reader.terms(entry.statement)
    left: list[Piece] = [piece]
    for areas, sure in ((terms.certain, True), (terms.uncertain, False)):
        for area in areas:
            if sure and answer.met == YES:
                left = [part for each in left for part in _cut(each, area)]
            else:
                reasons = () if sure else (_variable_in(area),)
                left = [p for each in left for p in _doubted(each, area, unless, reasons, many)]
    return left


def _cut(piece: Piece, area: Area) -> list[Piece]:
    return [replace(piece, area=part) for part in less(piece.area, area)]


def _doubted(
    piece: Piece,
    area: Area,
    unless: tuple[Condition, ...],
    reasons: tuple[str, ...],
    many: int,
) -> list[Piece]:
    """A piece of which `area` may be denied: that part is not certain any more."""
    shared = common(piece.area, area)
    if shared is None:
        return [piece]
    unsure = replace(
        piece,
        certain=False,
        unless=_union(piece.unless, unless),
        reasons=_union(piece.reasons, reasons),
    )
    if not piece.certain or many > _MANY:
        return [unsure]
    return [replace(unsure, area=shared), *_cut(piece, area)]


def _union(one: tuple[T, ...], other: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*one, *other)))
