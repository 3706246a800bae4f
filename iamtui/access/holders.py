"""The users and roles of accounts by their entities."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import Account, Role, User


def holder_of(account: Account, entity: Entity) -> User | Role | None:
    """The user or role `entity`; None where the account has none of that name."""
    if entity.kind is EntityKind.USER:
        return account.users.get(entity.key)
    return account.roles.get(entity.key) if entity.kind is EntityKind.ROLE else None


def all_holders(before: Account, after: Account) -> tuple[Entity, ...]:
    """Every user, then every role of either account."""
    users = dict.fromkeys((*before.users, *after.users))
    roles = dict.fromkeys((*before.roles, *after.roles))
    return (
        *(Entity(EntityKind.USER, name) for name in users),
        *(Entity(EntityKind.ROLE, name) for name in roles),
    )
