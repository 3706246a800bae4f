"""What hangs together around a user, group or role, as a tree to be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamtui.access.held import Held, Holding, Way, held_policies
from iamtui.access.trust import allowing, names
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown
from iamtui.account.model import Account


@dataclass(frozen=True, slots=True)
class Node:
    """A thing, how it hangs on the one above (`relation`, "" for the root), what hangs on it.

    `entity` is where a link leads, None for what is no entity: an inline policy, a principal of
    another account, a part that is not known.
    """

    relation: str
    label: str
    entity: Entity | None = None
    children: tuple[Node, ...] = ()


def relation_tree(account: Account, entity: Entity) -> Node:
    """The tree around the user, group or role `entity`.

    A user: its groups with their policies, its own policies, its boundary, and the roles whose
    trust policy names it. A group: its policies and members. A role: its policies, its boundary,
    the principals it trusts, the roles that trust it, its instance profiles. An entity that the
    account does not hold has no children.
    """
    holdings = held_policies(account, entity)
    children = [_policy(holding) for holding in holdings if not _is_by_group(holding)]
    if entity.kind is EntityKind.USER:
        children = [*_groups(account, entity.key, holdings), *children]
    elif entity.kind is EntityKind.GROUP:
        members = account.index.members.get(entity.key, ())
        children += [Node("member", name, Entity(EntityKind.USER, name)) for name in members]
    elif entity.kind is EntityKind.ROLE:
        children += _around_role(account, entity.key)
    children += _assumable(account, entity)
    return Node("", entity.key, entity, tuple(children))


def _is_by_group(holding: Holding) -> bool:
    return bool(holding.group) or holding.way is Way.MEMBERSHIP


def _policy(holding: Holding) -> Node:
    if not isinstance(holding, Held):
        return Node(holding.way.value, str(holding.why))
    entity = Entity(EntityKind.POLICY, holding.arn) if holding.arn else None
    return Node(holding.way.value, holding.name, entity)


def _groups(account: Account, name: str, holdings: tuple[Holding, ...]) -> Iterator[Node]:
    user = account.users.get(name)
    if user is None:
        return
    if isinstance(user.groups, Unknown):
        yield Node("group", str(user.groups))
        return
    for group in user.groups.value:
        policies = tuple(_policy(holding) for holding in holdings if holding.group == group)
        yield Node("group", group, Entity(EntityKind.GROUP, group), policies)


def _around_role(account: Account, name: str) -> Iterator[Node]:
    role = account.roles.get(name)
    if role is None:
        return
    if isinstance(role.trust, Unknown):
        yield Node("trusts", str(role.trust))
    else:
        principals = {
            entry.value.value
            for statement in allowing(role.trust.value)
            for entry in statement.principals or ()
        }
        by_arn = account.index.by_arn
        yield from (Node("trusts", arn, by_arn.get(arn)) for arn in sorted(principals))
    for profile in account.index.profiles_of.get(name, ()):
        yield Node("instance profile", profile, Entity(EntityKind.INSTANCE_PROFILE, profile))


def _assumable(account: Account, entity: Entity) -> Iterator[Node]:
    if entity.kind is EntityKind.USER and entity.key in account.users:
        arn = account.users[entity.key].arn
    elif entity.kind is EntityKind.ROLE and entity.key in account.roles:
        arn = account.roles[entity.key].arn
    else:
        return
    for role in account.roles.values():
        if isinstance(role.trust, Known) and names(role.trust.value, arn):
            yield Node("may assume", role.name, Entity(EntityKind.ROLE, role.name))
