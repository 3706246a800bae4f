"""The policies of all users and roles of an account, each made ready once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from iamtui.access.held import Held, NotKnown, Way, held_managed, held_policies
from iamtui.access.mentions import Mentions
from iamtui.access.subject import HeldPolicy, held_policy
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown
from iamtui.account.model import Account, InlinePolicy, Role, User
from iamtui.policy import Layers


class Parts(NamedTuple):
    """The policies of one user or role."""

    own: tuple[HeldPolicy, ...]
    groups: tuple[HeldPolicy, ...] = ()
    boundary: HeldPolicy | None = None

    @property
    def layers(self) -> Layers:
        """The same as layers of a decision."""
        return Layers(identity=self.own, groups=self.groups, boundary=self.boundary)


class Holder(NamedTuple):
    """A user or role with its policies; `numbers` are what `mentions` names them by."""

    entity: Entity
    holder: User | Role
    parts: Parts
    numbers: tuple[int, ...]


class AccountPolicies:
    """Makes `Parts`; a policy that many hold is one object in all of them.

    As `subject` does it for one entity, but 5,000 of them share the work. Keeps the account alive.
    Policies that are the same in the account of `like` are the same objects as there.
    """

    def __init__(self, account: Account, like: AccountPolicies | None = None) -> None:
        self.account = account
        self._like = like
        self._attachable: dict[str, HeldPolicy] = {}
        self._boundaries: dict[str, HeldPolicy] = {}
        self._groups: dict[str, tuple[HeldPolicy, ...]] = {}
        self._parts: dict[Entity, Parts] = {}
        self.mentions = Mentions()

    @cached_property
    def everybody(self) -> tuple[Holder, ...]:
        """Every user, then every role, whose policies `mentions` knows from then on."""
        add = self.mentions.add
        found = []
        for entity, holder in self.holders():
            parts = self.parts(entity, holder)
            numbers = [add(named) for named in (*parts.own, *parts.groups)]
            if parts.boundary is not None:
                numbers.append(add(parts.boundary))
            found.append(Holder(entity, holder, parts, tuple(numbers)))
        return tuple(found)

    def holders(self) -> Iterator[tuple[Entity, User | Role]]:
        """Every user, then every role, in the account's order."""
        for user_name, user in self.account.users.items():
            yield Entity(EntityKind.USER, user_name), user
        for role_name, role in self.account.roles.items():
            yield Entity(EntityKind.ROLE, role_name), role

    def parts(self, entity: Entity, holder: User | Role) -> Parts:
        """The policies of a user or role."""
        found = self._parts.get(entity)
        if found is None:
            own = [*self._inline(holder.inline), *self._attached(holder.attached)]
            groups = self._by_groups(holder) if isinstance(holder, User) else ()
            found = Parts(tuple(own), groups, self._boundary(holder.boundary))
            self._parts[entity] = found
        return found

    def _inline(self, inline: Field[tuple[InlinePolicy, ...]]) -> list[HeldPolicy]:
        if isinstance(inline, Unknown):
            return [held_policy(NotKnown(Way.INLINE, inline))]
        return [
            held_policy(Held(Way.INLINE, policy.name, Known(policy.document)))
            for policy in inline.value
        ]

    def _attached(self, attached: Field[tuple[str, ...]]) -> list[HeldPolicy]:
        if isinstance(attached, Unknown):
            return [held_policy(NotKnown(Way.ATTACHED, attached))]
        known = self._attachable
        return [known.get(arn) or self.managed(Way.ATTACHED, arn) for arn in attached.value]

    def _boundary(self, boundary: Field[str | None]) -> HeldPolicy | None:
        if isinstance(boundary, Unknown):
            return held_policy(NotKnown(Way.BOUNDARY, boundary))
        return None if boundary.value is None else self.managed(Way.BOUNDARY, boundary.value)

    def managed(self, way: Way, arn: str) -> HeldPolicy:
        """A managed policy as it is attached, or as a boundary."""
        known = self._boundaries if way is Way.BOUNDARY else self._attachable
        found = known.get(arn)
        if found is None:
            found = self._same(way, arn) or held_policy(held_managed(self.account, way, arn))
            known[arn] = found
        return found

    def _same(self, way: Way, arn: str) -> HeldPolicy | None:
        if self._like is None:
            return None
        same = self._like.account.policies.get(arn) is self.account.policies.get(arn)
        return self._like.managed(way, arn) if same else None

    def _by_groups(self, user: User) -> tuple[HeldPolicy, ...]:
        if isinstance(user.groups, Unknown):
            return (held_policy(NotKnown(Way.MEMBERSHIP, user.groups)),)
        return tuple([held for name in user.groups.value for held in self._group(name)])

    def _group(self, name: str) -> tuple[HeldPolicy, ...]:
        found = self._groups.get(name)
        if found is None:
            if name in self.account.groups:
                holdings = held_policies(self.account, Entity(EntityKind.GROUP, name))
                found = tuple(held_policy(replace(each, group=name)) for each in holdings)
            else:
                found = (held_policy(NotKnown(Way.MEMBERSHIP, NOT_ASKED, name)),)
            self._groups[name] = found
        return found
