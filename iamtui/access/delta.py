"""What one user or role gains and loses, as it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from iamtui.access.action_bits import Universe
from iamtui.access.group_changes import GroupChange
from iamtui.access.permission import Scope
from iamtui.access.piece_changes import PieceChange, Turn
from iamtui.access.scopes import Piece
from iamtui.account.entity import Entity
from iamtui.policy import Condition, Verdict
from iamtui.policy.action_sets import minimise


@dataclass(frozen=True, slots=True)
class Delta:
    """Actions whose verdict changed on the same resources.

    `resources` say where. `verdict` is ALLOWED, or CONDITIONAL: if `conditions` are met, if the
    denials that depend on `unless` do not apply, and with what `reasons` say. For what is gained or
    lost it is the verdict that is gained or lost; otherwise CONDITIONAL, with what it depends or
    did depend on.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    verdict: Verdict
    conditions: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """The shortest list of patterns that names exactly `actions`."""
        return _minimised(self.actions)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one user or role gains and loses.

    `now_conditional` was allowed for certain and is not any more, `now_unconditional` the reverse,
    and `conditions_changed` depends on other conditions than before. For a role, `trusted` and
    `untrusted` are the principals outside the account that may newly, or may no longer, assume it.
    """

    entity: Entity
    gained: tuple[Delta, ...] = ()
    lost: tuple[Delta, ...] = ()
    now_conditional: tuple[Delta, ...] = ()
    now_unconditional: tuple[Delta, ...] = ()
    conditions_changed: tuple[Delta, ...] = ()
    trusted: tuple[str, ...] = ()
    untrusted: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return self == Difference(self.entity)


_Key: TypeAlias = tuple[
    tuple[str, ...], bool, tuple[Condition, ...], tuple[Condition, ...], tuple[str, ...]
]


class Deltas:
    """Puts the changes of groups of actions together for display; for one universe of actions.

    What changes alike is worked out once, for all who are shown it.
    """

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._keys: dict[int, tuple[object, list[tuple[Turn, _Key]]]] = {}
        self._made: dict[tuple[_Key, int], Delta] = {}

    def by_turn(self, changes: Iterable[GroupChange]) -> Mapping[Turn, tuple[Delta, ...]]:
        """The deltas of each sort; those that say the same of different actions are one."""
        actions: dict[tuple[Turn, _Key], int] = {}
        for group in changes:
            for key in self._of(group.changes):
                actions[key] = actions.get(key, 0) | group.bits
        found: dict[Turn, list[Delta]] = {turn: [] for turn in Turn}
        for (turn, shown_as), bits in actions.items():
            found[turn].append(self._delta(shown_as, bits))
        return {turn: tuple(made) for turn, made in found.items()}

    def _of(self, changes: tuple[PieceChange, ...]) -> list[tuple[Turn, _Key]]:
        known = self._keys.get(id(changes))
        if known is None:
            keys = [
                (turn, key)
                for turn in Turn
                for key in _keys(change.piece for change in changes if change.turn is turn)
            ]
            known = (changes, keys)  # keeps the changes alive, and their id their own
            self._keys[id(changes)] = known
        return known[1]

    def _delta(self, key: _Key, bits: int) -> Delta:
        found = self._made.get((key, bits))
        if found is None:
            resources, certain, conditions, unless, reasons = key
            verdict = Verdict.ALLOWED if certain else Verdict.CONDITIONAL
            actions = self._universe.names(bits)
            found = Delta(actions, resources, verdict, conditions, unless, reasons)
            self._made[key, bits] = found
        return found


def _keys(pieces: Iterable[Piece]) -> Iterable[_Key]:
    """Where pieces are, put together where they depend on the same."""
    resources: dict[tuple[object, ...], dict[str, None]] = {}
    first: dict[tuple[object, ...], Piece] = {}
    for piece in pieces:
        same = (piece.certain, piece.conditions, piece.unless, piece.reasons)
        first.setdefault(same, piece)
        resources.setdefault(same, {})[shown(piece)] = None
    return [
        (tuple(sorted(texts)), piece.certain, piece.conditions, piece.unless, piece.reasons)
        for piece, texts in zip(first.values(), resources.values(), strict=True)
    ]


def shown(piece: Piece) -> str:
    """The resources of a piece as text."""
    first, *within = (pattern.text for pattern in piece.area.within)
    without = tuple(pattern.text for pattern in piece.area.without)
    return str(Scope(first, Verdict.ALLOWED, tuple(within), without))


# Most of what is gained and lost is never shown, so that it is worked out when it is.
@lru_cache(maxsize=256)
def _minimised(actions: tuple[str, ...]) -> tuple[str, ...]:
    return minimise(actions)
