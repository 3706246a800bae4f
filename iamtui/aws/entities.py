"""Which part of an account an entity is, and the account without it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.merge import with_members
from iamtui.account.model import Account
from iamtui.aws.backend import Patch


def credentials_owner(entity: Entity) -> str | None:
    """The user whose keys an entity is about: itself, or the owner of an access key."""
    if entity.kind is EntityKind.USER:
        return entity.key
    if entity.kind is EntityKind.ACCESS_KEY:
        return entity.key.split("/", 1)[0]
    return None


_HOLDERS: Final = {
    EntityKind.USER: "users",
    EntityKind.GROUP: "groups",
    EntityKind.ROLE: "roles",
    EntityKind.POLICY: "policies",
    EntityKind.INSTANCE_PROFILE: "instance_profiles",
    EntityKind.MFA_DEVICE: "mfa_devices",
}


def gone(entity: Entity) -> Patch:
    """A patch that removes `entity`, or the user that an access key belonged to."""
    kind = EntityKind.USER if entity.kind is EntityKind.ACCESS_KEY else entity.kind
    key = credentials_owner(entity) or entity.key

    def patch(account: Account) -> Account:
        held = getattr(account, _HOLDERS[kind])
        if key not in held:
            return account
        left: Any = {name: one for name, one in held.items() if name != key}
        if kind is EntityKind.GROUP:
            account = with_members(account, key, frozenset())
        return replace(account, **{_HOLDERS[kind]: left})

    return patch
