"""Who may newly assume which roles of an account, and who no longer may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from iamtui.access.action_bits import Universe
from iamtui.access.group_changes import GroupChange
from iamtui.access.holders import holder_of
from iamtui.access.parts import AccountPolicies
from iamtui.access.piece_changes import piece_changes
from iamtui.access.roles_assumed import ASSUMING, roles_assumed
from iamtui.access.scopes import Pieces
from iamtui.access.subject import Subject, principal_of
from iamtui.account.entity import Entity

UNIVERSE = Universe(ASSUMING)


class AssumingChanges:
    """Compares the decisions of two accounts on `sts:AssumeRole` and its kin, role by role."""

    def __init__(
        self, before: AccountPolicies, after: AccountPolicies, now: datetime | None
    ) -> None:
        self._sides = (before, after)
        self._now = now

    def of(self, entity: Entity, roles: Iterable[str]) -> tuple[GroupChange, ...]:
        """What changes for one user or role, of what it may do with the roles of these names.

        The actions are bits of `UNIVERSE`.
        """
        names = tuple(roles)
        found: list[GroupChange] = []
        for number, action in enumerate(ASSUMING):
            old, new = (self._pieces(side, entity, action, names) for side in self._sides)
            changes = piece_changes(old, new)
            if changes:
                found.append(GroupChange(1 << number, changes))
        return tuple(found)

    def _pieces(
        self, side: AccountPolicies, entity: Entity, action: str, names: tuple[str, ...]
    ) -> Pieces:
        holder = holder_of(side.account, entity)
        if holder is None:
            return ()
        who = Subject(entity, principal_of(holder), side.parts(entity, holder).layers)
        roles = [role for name in names if (role := side.account.roles.get(name)) is not None]
        return tuple(roles_assumed(side.account, who, action, roles, self._now))
