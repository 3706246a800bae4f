"""What changes by the policies that somebody holds, decided once for all who hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, TypeAlias

from iamtui.access.action_bits import Universe
from iamtui.access.all_actions import all_actions_of
from iamtui.access.group_changes import NOBODY, GroupChange, GroupComparison, Side
from iamtui.access.held_entries import HeldEntries, HeldStack
from iamtui.access.holders import holder_of
from iamtui.access.parts import AccountPolicies, Parts
from iamtui.access.statement_changes import changed_actions, differing
from iamtui.access.subject import principal_of
from iamtui.access.terms import Reader
from iamtui.account.entity import Entity
from iamtui.account.model import Account, Role, User
from iamtui.policy import NamedPolicy, Principal, PrincipalKind

_NONE = Parts(())
_Key: TypeAlias = tuple[object, ...]
_Holder: TypeAlias = User | Role | None


class Changed(NamedTuple):
    """Changes by policies; `universe` are all actions of which the differing policies speak."""

    changes: tuple[GroupChange, ...]
    universe: Universe


NO_CHANGE = Changed((), Universe(()))


class _About(NamedTuple):
    """The actions that a set of differing policies is about, and the statements about them."""

    universe: Universe
    entries: HeldEntries


class PolicyChanges:
    """Compares what principals hold in two accounts.

    With `exact` the trust policies of the account's roles are asked elsewhere; what is said of
    `sts:AssumeRole` here is about other accounts' roles only.
    """

    def __init__(
        self, before: Account, after: Account, now: datetime | None, *, exact: bool
    ) -> None:
        self.before = AccountPolicies(before)
        self.after = AccountPolicies(after, like=self.before)
        self._now = now
        self._comparison = GroupComparison(elsewhere_only=exact)
        self._abouts: dict[_Key, _About] = {}
        self._known: dict[_Key, Changed] = {}
        self._readers: dict[PrincipalKind, Reader] = {}

    def of(self, entity: Entity) -> Changed:
        """What changes for one user or role."""
        old, new = holder_of(self.before.account, entity), holder_of(self.after.account, entity)
        parts = _NONE if old is None else self.before.parts(entity, old)
        others = _NONE if new is None else self.after.parts(entity, new)
        was, now = _principals(old, new)
        about = self._about(parts, others, whole=was != now)
        if not about.universe.everything:
            return NO_CHANGE
        before, after = about.entries.stack(parts), about.entries.stack(others)
        if was is None or was != now or before.personal or after.personal:
            old_side, new_side = self._side(was, before), self._side(now, after)
            found = self._comparison.changes(old_side, new_side, about.universe, shared=False)
            return Changed(found, about.universe)
        reader = self._readers.get(was.kind) or Reader(was, self._now)
        self._readers[was.kind] = reader
        return self._shared(Side.of(before.stack, reader), Side.of(after.stack, reader), about)

    def nothing_left(self, entity: Entity) -> bool:
        """Whether no policy allows a user or role anything any more in the account after."""
        holder = holder_of(self.after.account, entity)
        parts = _NONE if holder is None else self.after.parts(entity, holder)
        return not any(
            named.unseen or any(not statement.denies for statement in named.policy.statements)
            for named in (*parts.own, *parts.groups)
        )

    def _side(self, who: Principal | None, held: HeldStack) -> Side:
        return NOBODY if who is None else Side.of(held.stack, Reader(who, self._now))

    def _shared(self, old: Side, new: Side, about: _About) -> Changed:
        """The changes for all to whom these statements apply, and on whom nothing depends."""
        key = (id(about), old.reader, old.layers, old.tokens, new.layers, new.tokens)
        found = self._known.get(key)
        if found is None:
            changes = self._comparison.changes(old, new, about.universe, shared=True)
            found = Changed(changes, about.universe)
            self._known[key] = found
        return found

    def _about(self, before: Parts, after: Parts, *, whole: bool) -> _About:
        """`whole`: everything that either side holds, not only what differs."""
        found = differing(before, after)
        key = tuple(map(id, _all(before, after))) if whole else found.key
        about = self._abouts.get(key)
        if about is None:
            universe = all_actions_of(
                n.policy for n in (_all(before, after) if whole else found.all)
            )
            if not whole:
                universe = Universe(universe.names(changed_actions(found, universe)))
            about = _About(universe, HeldEntries(universe))
            self._abouts[key] = about
        return about


def _principals(old: _Holder, new: _Holder) -> tuple[Principal | None, Principal | None]:
    before = None if old is None else principal_of(old)
    if new is old:
        return before, before
    return before, None if new is None else principal_of(new)


def _all(*sides: Parts) -> Iterator[NamedPolicy]:
    for parts in sides:
        yield from (*parts.own, *parts.groups)
        if parts.boundary is not None:
            yield parts.boundary
