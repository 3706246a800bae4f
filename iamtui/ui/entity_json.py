"""An entity as JSON text, for the J key and for copying."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Mapping
from datetime import datetime

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown
from iamtui.account.model import Account


def entity_json(account: Account, entity: Entity) -> str:
    """The fields of `entity`, indented; one that is not known says so. "" where it is not there."""
    value = _entity(account, entity)
    return "" if value is None else json.dumps(_plain(value), ensure_ascii=False, indent=2)


def _entity(account: Account, entity: Entity) -> object:
    match entity.kind:
        case EntityKind.USER:
            return account.users.get(entity.key)
        case EntityKind.GROUP:
            return account.groups.get(entity.key)
        case EntityKind.ROLE:
            return account.roles.get(entity.key)
        case EntityKind.POLICY:
            return account.policies.get(entity.key)
        case EntityKind.MFA_DEVICE:
            return account.mfa_devices.get(entity.key)
        case EntityKind.INSTANCE_PROFILE:
            return account.instance_profiles.get(entity.key)
        case EntityKind.ACCESS_KEY:
            return _access_key(account, entity.key)


def _access_key(account: Account, key: str) -> object:
    owner, _, key_id = key.partition("/")
    user = account.users.get(owner)
    keys = user.access_keys.otherwise(()) if user else ()
    return next((key for key in keys if key.id == Known(key_id)), None)


def _plain(value: object) -> object:
    if isinstance(value, Known):
        return _plain(value.value)
    if isinstance(value, Unknown):
        return {"unknown": str(value)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: _plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    return _document(value) if isinstance(value, str) else value


def _document(text: str) -> object:
    """A policy document as JSON of its own, so that it is indented with the rest."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
