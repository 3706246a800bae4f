"""Which users and roles a change may touch: by what they hold, not by what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iamtui.access.held import document_in_force
from iamtui.access.holders import holder_of
from iamtui.account.entity import Entity
from iamtui.account.field import Field
from iamtui.account.model import Account, Group, Role, User


def affected(before: Account, after: Account, entities: Iterable[Entity]) -> Iterator[Entity]:
    """Those of `entities` that hold other policies, or are other principals, than before."""
    policies = changed_policies(before, after)
    groups = _changed_groups(before, after, policies)
    for entity in entities:
        old, new = holder_of(before, entity), holder_of(after, entity)
        if old is None and new is None:
            continue
        if old is None or new is None or _differ(old, new) or _reached(new, policies, groups):
            yield entity


def _reached(holder: User | Role, policies: frozenset[str], groups: frozenset[str]) -> bool:
    if not policies and not groups:
        return False
    if _held(holder.attached, policies) or holder.boundary.otherwise(None) in policies:
        return True
    return isinstance(holder, User) and _held(holder.groups, groups)


def changed_policies(before: Account, after: Account) -> frozenset[str]:
    """The ARNs of managed policies of which another document is in force than before."""
    arns = {**before.policies, **after.policies}
    return frozenset(
        arn
        for arn in arns
        if before.policies.get(arn) is not after.policies.get(arn)
        and document_in_force(before, arn) != document_in_force(after, arn)
    )


def changed_trust(before: Account, after: Account) -> tuple[str, ...]:
    """The names of the roles that exist in one account only, or whose trust policy or tags differ.

    A trust policy may ask for the tags of its role.
    """
    names = dict.fromkeys((*before.roles, *after.roles))
    return tuple(
        name for name in names if _trust_differs(before.roles.get(name), after.roles.get(name))
    )


def _trust_differs(old: Role | None, new: Role | None) -> bool:
    if old is new:
        return False
    if old is None or new is None:
        return True
    return (old.trust, old.tags, old.arn) != (new.trust, new.tags, new.arn)


def _differ(old: User | Role, new: User | Role) -> bool:
    if old is new:
        return False
    if isinstance(old, User) and isinstance(new, User) and old.groups != new.groups:
        return True
    return _policies(old) != _policies(new) or (old.arn, old.id) != (new.arn, new.id)


def _policies(holder: User | Role) -> tuple[object, ...]:
    return (holder.attached, holder.inline, holder.boundary, holder.tags)


def _changed_groups(before: Account, after: Account, policies: frozenset[str]) -> frozenset[str]:
    names = {**before.groups, **after.groups}
    return frozenset(
        name
        for name in names
        if _group_differs(before.groups.get(name), after.groups.get(name), policies)
    )


def _group_differs(old: Group | None, new: Group | None, policies: frozenset[str]) -> bool:
    if old is None or new is None:
        return old is not new
    if old is not new and (old.attached, old.inline) != (new.attached, new.inline):
        return True
    return _held(new.attached, policies)


def _held(names: Field[tuple[str, ...]], changed: frozenset[str]) -> bool:
    return not changed.isdisjoint(names.otherwise(()))
