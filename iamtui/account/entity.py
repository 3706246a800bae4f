"""The name of one thing in an account: its kind and the key it is filed under."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class EntityKind(enum.Enum):
    """The kinds of entity; the value is AWS's word for one of them."""

    USER = "user"
    GROUP = "group"
    ROLE = "role"
    POLICY = "policy"
    ACCESS_KEY = "access key"
    MFA_DEVICE = "MFA device"
    INSTANCE_PROFILE = "instance profile"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: a user, group, role or instance profile by name, a policy by ARN, an MFA device
    by serial number, an access key as `user/key id` (or `user/#n` while its id is not known)."""

    kind: EntityKind
    key: str

    def __str__(self) -> str:
        return f"{self.kind.value} {self.key}"


class Aspect(enum.Enum):
    """What is asked of AWS about one entity, beyond what loading the account gives; the value is
    what screens call it."""

    ENTITY = "details"
    ACCESS_KEYS = "access keys"
    KEY_USE = "last use of access keys"
    MFA_DEVICES = "MFA devices"
    PASSWORD = "console password"  # noqa: S105 - the name of an aspect
    OTHER_CREDENTIALS = "other credentials"
    VERSIONS = "policy versions"


@dataclass(frozen=True, slots=True)
class Read:
    """A question to AWS: what (`aspects`) of which entity."""

    entity: Entity
    aspects: frozenset[Aspect] = frozenset({Aspect.ENTITY})
