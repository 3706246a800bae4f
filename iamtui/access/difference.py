"""What users and roles may do after a change and could not before, and the other way round.

Only those are looked at whose policies differ, and only for actions of which the differing
statements speak. Principals to whom the same statements apply share one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from iamtui.access.action_bits import Universe
from iamtui.access.affected import affected, changed_trust
from iamtui.access.asking import ASSUMING
from iamtui.access.assuming_changes import UNIVERSE as ASSUMED
from iamtui.access.assuming_changes import AssumingChanges
from iamtui.access.delta import Delta, Deltas, Difference
from iamtui.access.group_changes import GroupChange
from iamtui.access.holders import all_holders
from iamtui.access.outsiders import outsiders
from iamtui.access.piece_changes import Turn
from iamtui.access.policy_changes import NO_CHANGE, Changed, PolicyChanges
from iamtui.access.roles_assumed import roles_are_listed
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import Account
from iamtui.policy import Verdict

__all__ = ["Delta", "Difference", "permission_difference"]

_ByTurn: TypeAlias = Mapping[Turn, tuple[Delta, ...]]

_NOTHING = Difference(Entity(EntityKind.USER, ""))
_ABLE = (Verdict.ALLOWED, Verdict.CONDITIONAL)
# For more principals than this the trust policies of all roles are not asked one by one: what they
# gain or lose of sts:AssumeRole is then told as conditional on them.
_FEW = 50


def permission_difference(
    before: Account,
    after: Account,
    entities: Iterable[Entity] | None = None,
    *,
    now: datetime | None = None,
) -> tuple[Difference, ...]:
    """The differences of `entities` (None: all users and roles) between two accounts.

    Users and roles without a difference are left out. One that is created gains all it may do, one
    that is deleted loses it. For the account's own resources and those that policies name; see
    `effective_permissions` for what resource policies have to do with it.
    """
    wanted = all_holders(before, after) if entities is None else tuple(entities)
    comparing = _Comparing(before, after, wanted, now)
    found = map(comparing.difference, comparing.worth_asking)
    return tuple(difference for difference in found if not difference.empty)


class _Comparing:
    """Two accounts, and who differs between them."""

    def __init__(
        self, before: Account, after: Account, wanted: tuple[Entity, ...], now: datetime | None
    ) -> None:
        self._accounts = (before, after)
        self._now = now
        touched = frozenset(affected(before, after, wanted))
        self._touched = touched
        listed = roles_are_listed(before) and roles_are_listed(after)
        self._exact = listed and len(touched) <= _FEW
        self._policies = PolicyChanges(before, after, now, exact=self._exact)
        self._assuming = AssumingChanges(self._policies.before, self._policies.after, now)
        self._roles = tuple(dict.fromkeys((*before.roles, *after.roles)))
        self._trusts = changed_trust(before, after)
        # Who may assume a role whose trust policy changed can be anybody.
        self.worth_asking = wanted if self._trusts else [e for e in wanted if e in touched]
        self._shown: dict[int, tuple[Changed, Difference]] = {}
        self._deltas: dict[int, Deltas] = {}

    def difference(self, entity: Entity) -> Difference:
        """The difference of one user or role; it may be empty."""
        changed = self._policies.of(entity) if entity in self._touched else NO_CHANGE
        found = replace(self._told(changed), entity=entity)
        roles = self._trusts
        if self._exact and changed.universe.of_actions(ASSUMING):
            roles = self._roles
        moves = self._assuming.of(entity, roles) if roles else ()
        if moves:
            found = _joined(found, self._by_turn(moves, ASSUMED))
        if entity.kind is EntityKind.ROLE and entity.key in self._trusts:
            old, new = (self._trusted(account, entity) for account in self._accounts)
            gone = tuple(name for name in old if name not in new)
            found = replace(found, trusted=tuple(n for n in new if n not in old), untrusted=gone)
        return found

    def _told(self, changed: Changed) -> Difference:
        """The difference by policies; principals with the same changes share all but the name."""
        known = self._shown.get(id(changed))
        if known is None:
            by_turn = self._by_turn(changed.changes, changed.universe)
            known = (changed, _joined(_NOTHING, by_turn))
            self._shown[id(changed)] = known
        return known[1]

    def _by_turn(self, changes: tuple[GroupChange, ...], universe: Universe) -> _ByTurn:
        made = self._deltas.get(id(universe))
        if made is None:
            made = Deltas(universe)
            self._deltas[id(universe)] = made
        return made.by_turn(changes)

    def _trusted(self, account: Account, entity: Entity) -> tuple[str, ...]:
        """The principals outside the account that may assume a role."""
        role = account.roles.get(entity.key)
        if role is None:
            return ()
        found = outsiders(account, ("sts:AssumeRole",), role.arn, {}, self._now)
        return tuple(each.name for each in found if each.decision.verdict in _ABLE)


def _joined(known: Difference, more: _ByTurn) -> Difference:
    return Difference(
        known.entity,
        (*known.gained, *more[Turn.GAINED]),
        (*known.lost, *more[Turn.LOST]),
        (*known.now_conditional, *more[Turn.NOW_CONDITIONAL]),
        (*known.now_unconditional, *more[Turn.NOW_UNCONDITIONAL]),
        (*known.conditions_changed, *more[Turn.CONDITIONS_CHANGED]),
    )
