"""The kinds of entity that are listed and shown, in the order of their keys."""

from __future__ import annotations

from iamtui.account.entity import EntityKind
from iamtui.ui.kind import Kind
from iamtui.ui.kinds.access_keys import ACCESS_KEYS
from iamtui.ui.kinds.groups import GROUPS
from iamtui.ui.kinds.instance_profiles import INSTANCE_PROFILES
from iamtui.ui.kinds.mfa_devices import MFA_DEVICES
from iamtui.ui.kinds.policies import POLICIES
from iamtui.ui.kinds.roles import ROLES
from iamtui.ui.kinds.users import USERS

KINDS: tuple[Kind, ...] = (
    USERS,
    GROUPS,
    ROLES,
    POLICIES,
    ACCESS_KEYS,
    MFA_DEVICES,
    INSTANCE_PROFILES,
)

_BY_ENTITY = {kind.entity: kind for kind in KINDS}


def kind_of(entity: EntityKind) -> Kind:
    """How entities of this kind are listed and shown."""
    return _BY_ENTITY[entity]
