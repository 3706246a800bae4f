"""How two answers to "where is it allowed?" differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from iamtui.access.areas import Area, common, inside, less
from iamtui.access.scopes import Piece, Pieces
from iamtui.policy import Condition

# What is left of an area is shown exactly as long as it is in a few parts.
_FEW = 8

_Asked: TypeAlias = tuple[object, ...]


class Turn(Enum):
    """What became of a permission."""

    GAINED = "gained"
    LOST = "lost"
    NOW_CONDITIONAL = "now conditional"
    NOW_UNCONDITIONAL = "now unconditional"
    CONDITIONS_CHANGED = "conditions changed"


@dataclass(frozen=True, slots=True)
class PieceChange:
    """`piece` says where, and on which conditions it was or is allowed."""

    turn: Turn
    piece: Piece


def piece_changes(before: Pieces, after: Pieces) -> tuple[PieceChange, ...]:
    """What is allowed after and was not before, and so on; () where both say the same."""
    if same(before, after):
        return ()
    return (
        *_new(Turn.GAINED, after, before),
        *_new(Turn.LOST, before, after),
        *_doubted(Turn.NOW_CONDITIONAL, before, after),
        *_doubted(Turn.NOW_UNCONDITIONAL, after, before),
        *_otherwise(before, after),
    )


def same(before: Pieces, after: Pieces) -> bool:
    """Whether two answers are written alike, whichever policies say so."""
    return {_shape(piece) for piece in before} == {_shape(piece) for piece in after}


def _new(turn: Turn, here: Pieces, there: Pieces) -> Iterator[PieceChange]:
    """What is allowed `here` and not at all `there`."""
    known = [piece.area for piece in there]
    certain = [piece.area for piece in here if piece.certain]
    for piece in here:
        taken = known if piece.certain else [*known, *certain]
        for area in _left(piece.area, taken):
            yield PieceChange(turn, replace(piece, area=area))


def _doubted(turn: Turn, sure: Pieces, unsure: Pieces) -> Iterator[PieceChange]:
    """What is certain in `sure` and depends on something in `unsure`."""
    certain = [piece.area for piece in unsure if piece.certain]
    for doubt in unsure:
        if doubt.certain:
            continue
        for piece in sure:
            area = common(piece.area, doubt.area) if piece.certain else None
            if area is not None:
                for left in _left(area, certain):
                    yield PieceChange(turn, replace(doubt, area=left))


def _otherwise(before: Pieces, after: Pieces) -> Iterator[PieceChange]:
    """What depends on something in both, and not on the same."""
    sure = [piece.area for piece in (*before, *after) if piece.certain]
    old = [piece for piece in before if not piece.certain]
    new = [piece for piece in after if not piece.certain]
    for one in new:
        for other in old:
            if _asked(one) == _asked(other) or (_kept(one, old) and _kept(other, new)):
                continue
            area = common(one.area, other.area)
            if area is not None:
                for left in _left(area, sure):
                    yield PieceChange(Turn.CONDITIONS_CHANGED, replace(one, area=left))


def _kept(piece: Piece, others: Iterable[Piece]) -> bool:
    """Whether some other piece says all that `piece` does, on the same conditions."""
    return any(
        _asked(other) == _asked(piece) and inside(piece.area, (other.area,)) for other in others
    )


def _left(area: Area, taken: Sequence[Area]) -> tuple[Area, ...]:
    """The parts of `area` outside `taken`; all of it where that would be many parts."""
    if inside(area, taken):
        return ()
    parts: tuple[Area, ...] = (area,)
    for each in taken:
        parts = tuple(dict.fromkeys(left for part in parts for left in less(part, each)))
        if len(parts) > _FEW:
            return (area,)
    return parts


def _shape(piece: Piece) -> _Asked:
    return piece.area, piece.certain, _asked(piece)


def _asked(piece: Piece) -> _Asked:
    """What a piece depends on; where in a document a condition stands makes no difference."""
    return _meaning(piece.conditions), _meaning(piece.unless), frozenset(piece.reasons)


def _meaning(conditions: Iterable[Condition]) -> frozenset[_Asked]:
    return frozenset(
        (
            condition.operator.value.lower(),
            condition.key.value.lower(),
            frozenset(value.value for value in condition.values),
        )
        for condition in conditions
    )
