"""Every policy that reaches a user, group or role, and the way it came by."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from iamtui.access.holders import holder_of
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown
from iamtui.account.model import Account, Group, Role, User


class Way(enum.Enum):
    """How a policy reaches its holder; the value is what screens call it."""

    ATTACHED = "attached"
    INLINE = "inline"
    BOUNDARY = "boundary"
    MEMBERSHIP = "groups"


@dataclass(frozen=True, slots=True)
class Held:
    """A policy that reaches an entity: directly, or through the group named `group`.

    `arn` is "" for an inline policy; `document` is the JSON text of what is in force.
    """

    way: Way
    name: str
    document: Field[str]
    arn: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A place where further policies may come from, and why nobody knows."""

    way: Way
    why: Unknown
    group: str = ""


Holding: TypeAlias = Held | NotKnown


def held_policies(account: Account, entity: Entity) -> tuple[Holding, ...]:
    """What reaches the user, group or role `entity`: inline, attached, by group, the boundary.

    A `NotKnown` stands for each part that nobody could read: the tuple is then not the whole. Gives
    () for entities of other kinds, and for one that the account does not hold.
    """
    holder: User | Group | Role | None = holder_of(account, entity)
    if entity.kind is EntityKind.GROUP:
        holder = account.groups.get(entity.key)
    return tuple(_reaching(account, holder)) if holder is not None else ()


def document_in_force(account: Account, arn: str) -> Field[str]:
    """The JSON text of the default version of the managed policy `arn`."""
    policy = account.policies.get(arn)
    if policy is None:
        return NOT_ASKED
    if isinstance(policy.versions, Unknown):
        return policy.versions
    defaults = (version.document for version in policy.versions.value if version.is_default)
    return next(defaults, NOT_ASKED)


def _reaching(account: Account, holder: User | Group | Role) -> Iterator[Holding]:
    yield from _own(account, holder)
    if isinstance(holder, User):
        yield from _by_groups(account, holder)
    if not isinstance(holder, Group):
        yield from _boundary(account, holder.boundary)


def _own(account: Account, holder: User | Group | Role, group: str = "") -> Iterator[Holding]:
    if isinstance(holder.inline, Known):
        for policy in holder.inline.value:
            yield Held(Way.INLINE, policy.name, Known(policy.document), group=group)
    else:
        yield NotKnown(Way.INLINE, holder.inline, group)
    if isinstance(holder.attached, Known):
        for arn in holder.attached.value:
            yield held_managed(account, Way.ATTACHED, arn, group)
    else:
        yield NotKnown(Way.ATTACHED, holder.attached, group)


def _by_groups(account: Account, user: User) -> Iterator[Holding]:
    if isinstance(user.groups, Unknown):
        yield NotKnown(Way.MEMBERSHIP, user.groups)
        return
    for name in user.groups.value:
        group = account.groups.get(name)
        if group is None:
            yield NotKnown(Way.MEMBERSHIP, NOT_ASKED, name)
        else:
            yield from _own(account, group, name)


def _boundary(account: Account, boundary: Field[str | None]) -> Iterator[Holding]:
    if isinstance(boundary, Unknown):
        yield NotKnown(Way.BOUNDARY, boundary)
    elif boundary.value is not None:
        yield held_managed(account, Way.BOUNDARY, boundary.value)


def held_managed(account: Account, way: Way, arn: str, group: str = "") -> Held:
    """The managed policy `arn` as something held, whether the account knows it or not."""
    policy = account.policies.get(arn)
    name = policy.name if policy else arn.rsplit("/", 1)[-1]
    return Held(way, name, document_in_force(account, arn), arn, group)
