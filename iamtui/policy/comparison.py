"""What changes between two versions of a policy: not its text, but what it allows and denies.

Order, spelling and the way in which permissions are spread over statements make no difference.
Both versions are taken apart into pieces (an action, an area of resources and principals, a set of
conditions); for each area that either version names, what holds there before and after is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from iamtui.policy.changed_areas import Change, State, changes
from iamtui.policy.document import Condition, Document, Effect
from iamtui.policy.named_actions import ActionGroup, action_groups, in_patterns
from iamtui.policy.pieces import Reach, pieces_of


class ChangeKind(Enum):
    """What happens to a permission; the value is the word that screens show."""

    GRANTED = "granted"
    REVOKED = "revoked"
    DENIED = "denied"
    NO_LONGER_DENIED = "no longer denied"
    CONDITIONS = "conditions changed"


@dataclass(frozen=True, slots=True)
class ChangedPermission:
    """One row of a comparison.

    `actions`, without `but_actions`, is a short list of patterns that names exactly the real
    actions that change; a pattern that names no real action stands as it is written. `resources`
    and `principals` are as written, after "all but" where a Not… element has them, and empty where
    nothing limits them. `inside` are resources among these for which this row does not hold: they
    keep what they had, or have a row of their own.
    `before` and `after` are the sets of conditions of which one must be met (an empty set: without
    conditions; no set: not at all), with the indexes of the statements that say so.
    """

    kind: ChangeKind
    effect: Effect
    actions: tuple[str, ...]
    but_actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[str, ...]
    inside: tuple[str, ...]
    before: tuple[tuple[Condition, ...], ...]
    after: tuple[tuple[Condition, ...], ...]
    statements_before: tuple[int, ...]
    statements_after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows, and whether both documents could be read to their end.

    Where they could not, they may differ in more than the rows.
    """

    rows: tuple[ChangedPermission, ...]
    complete: bool

    @property
    def same(self) -> bool:
        """Whether both documents mean the same for certain."""
        return self.complete and not self.rows


def compare(before: Document, after: Document) -> Comparison:
    """What `after` allows and denies other than `before`, statement against statement.

    Whether a Deny takes an Allow back is not looked at: that is up to a request.
    """
    rows = _Rows()
    for group in action_groups(before, after):
        sides = (
            [piece for each in group.before for piece in pieces_of(each, before)],
            [piece for each in group.after for piece in pieces_of(each, after)],
        )
        for change in changes(*sides):
            rows.add(change, group)
    complete = (before.complete and after.complete) or before.text == after.text
    return Comparison(rows.merged(), complete)


_Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A change of some actions, before what can be told in one breath is put together."""

    actions: frozenset[str]
    unknown: frozenset[str]
    resources: frozenset[str]
    principals: frozenset[str]
    inside: frozenset[str]
    before: State
    after: State
    effect: Effect

    def joined(self, other: _Row) -> _Row:
        """Both in one; their states are alike."""
        return replace(
            self,
            actions=self.actions | other.actions,
            unknown=self.unknown | other.unknown,
            resources=self.resources | other.resources,
            principals=self.principals | other.principals,
            inside=self.inside | other.inside,
            before=self.before._replace(pieces=self.before.pieces + other.before.pieces),
            after=self.after._replace(pieces=self.after.pieces + other.after.pieces),
        )


class _Rows:
    """Collects changes, and puts those together that differ in one respect only."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []

    def add(self, change: Change, group: ActionGroup) -> None:
        reach = change.reach
        self._rows.append(
            _Row(
                actions=group.actions,
                unknown=group.unknown,
                resources=frozenset(reach.resources.texts),
                principals=frozenset(reach.principals.texts),
                inside=frozenset(text for each in change.inside for text in _inside(each, reach)),
                before=change.before,
                after=change.after,
                effect=reach.effect,
            )
        )

    def merged(self) -> tuple[ChangedPermission, ...]:
        rows = self._rows
        for respect in (
            lambda row: (row.resources, row.principals, row.inside),
            lambda row: (row.actions, row.unknown, row.principals, row.inside - row.resources),
            lambda row: (row.actions, row.unknown, row.resources, row.inside),
        ):
            rows = _joined(rows, respect)
        return tuple(sorted(map(_permission, rows), key=_order))


def _joined(rows: list[_Row], same: Callable[[_Row], _Key]) -> list[_Row]:
    found: dict[_Key, _Row] = {}
    for row in rows:
        key = (row.effect, row.before.alternatives, row.after.alternatives, *same(row))
        found[key] = found[key].joined(row) if key in found else row
    return list(found.values())


def _inside(inner: Reach, outer: Reach) -> tuple[str, ...]:
    """What tells `inner` apart: its resources, or where these are the same its principals."""
    same = inner.resources == outer.resources
    return inner.principals.texts if same else inner.resources.texts


def _permission(row: _Row) -> ChangedPermission:
    patterns, missing = in_patterns(row.actions)
    return ChangedPermission(
        kind=_kind(row),
        effect=row.effect,
        actions=(*patterns, *sorted(row.unknown)),
        but_actions=missing,
        resources=tuple(sorted(row.resources)),
        principals=tuple(sorted(row.principals)),
        inside=tuple(sorted(row.inside - row.resources)),
        before=_conditions(row.before),
        after=_conditions(row.after),
        statements_before=_statements(row.before),
        statements_after=_statements(row.after),
    )


def _kind(row: _Row) -> ChangeKind:
    allows = row.effect is Effect.ALLOW
    if not row.before.alternatives:
        return ChangeKind.GRANTED if allows else ChangeKind.DENIED
    if not row.after.alternatives:
        return ChangeKind.REVOKED if allows else ChangeKind.NO_LONGER_DENIED
    return ChangeKind.CONDITIONS


def _conditions(state: State) -> tuple[tuple[Condition, ...], ...]:
    """Each set of conditions once, as the first statement has it, however the others write it."""
    last_to_first = sorted(state.pieces, key=lambda piece: piece.statement, reverse=True)
    found = {piece.facts: piece.conditions for piece in last_to_first}
    return tuple(sorted(found.values(), key=_written))


def _written(conditions: tuple[Condition, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(c.operator.value, c.key.value, tuple(v.value for v in c.values)) for c in conditions]


def _statements(state: State) -> tuple[int, ...]:
    return tuple(sorted({piece.statement for piece in state.pieces}))


_KINDS = list(ChangeKind)


def _order(row: ChangedPermission) -> tuple[int, str, tuple[str, ...], tuple[str, ...]]:
    return _KINDS.index(row.kind), row.effect.value, row.actions, row.resources
