"""Where the pieces of two documents, all about the same actions, say something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from iamtui.policy.condition_facts import Facts, taken_apart, weakest
from iamtui.policy.pieces import Piece, Reach


class State(NamedTuple):
    """What holds in an area: the conditions of which one set must be met, and who says so.

    `alternatives` is empty where nothing reaches the whole area.
    """

    alternatives: frozenset[Facts]
    pieces: tuple[Piece, ...]


class Change(NamedTuple):
    """An area with another state; `inside` are areas within or across it with one of their own."""

    reach: Reach
    before: State
    after: State
    inside: tuple[Reach, ...]


def changes(before: Sequence[Piece], after: Sequence[Piece]) -> list[Change]:
    """The areas that either side names whose state changes, the widest of them."""
    if {(p.reach, p.facts) for p in before} == {(p.reach, p.facts) for p in after}:
        return []
    reaches = list(dict.fromkeys(piece.reach for piece in (*before, *after)))
    states = {reach: (_state(reach, before), _state(reach, after)) for reach in reaches}
    differing = [reach for reach in reaches if _moved(*states[reach])]
    return [
        Change(reach, *states[reach], _inside(reach, states))
        for reach in differing
        if not any(_is_part(reach, other, states) for other in differing)
    ]


_States = dict[Reach, tuple[State, State]]


def _state(reach: Reach, pieces: Sequence[Piece]) -> State:
    covering = [piece for piece in pieces if piece.reach.covers(reach)]
    enough = weakest([piece.facts for piece in covering])
    kept = tuple(piece for piece in covering if piece.facts in enough)
    return State(taken_apart(enough), kept)


def _moved(before: State, after: State) -> bool:
    return before.alternatives != after.alternatives


def _alike(one: tuple[State, State], other: tuple[State, State]) -> bool:
    return all(a.alternatives == b.alternatives for a, b in zip(one, other, strict=True))


def _is_part(reach: Reach, other: Reach, states: _States) -> bool:
    """Whether `other` tells the same of more; of two that cover each other, the first by text."""
    if reach == other or not _alike(states[reach], states[other]) or not other.covers(reach):
        return False
    return not reach.covers(other) or _text(other) < _text(reach)


def _inside(reach: Reach, states: _States) -> tuple[Reach, ...]:
    return tuple(
        other
        for other, state in states.items()
        if reach.meets(other) and not other.covers(reach) and not _alike(state, states[reach])
    )


def _text(reach: Reach) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return reach.resources.texts, reach.principals.texts
