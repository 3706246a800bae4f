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
    """What of one entity is asked of AWS on its own, beyond what loading the account gives."""

    ENTITY = "its groups, policies, boundary, tags and other own fields"
    ACCESS_KEYS = "access keys with their ids and last use"
    MFA_DEVICES = "MFA devices"
    PASSWORD = "console password"  # noqa: S105 - a heading, not a password
    OTHER_CREDENTIALS = "signing certificates, SSH keys and service-specific credentials"
    VERSIONS = "policy versions with their documents"


@dataclass(frozen=True, slots=True)
class Read:
    """A question to AWS: what (`aspects`) of which entity."""

    entity: Entity
    aspects: frozenset[Aspect] = frozenset({Aspect.ENTITY})
