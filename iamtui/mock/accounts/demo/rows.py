"""The shape of the demo account's tables; ages are in days before now."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An access key; `used` None if it never was."""

    age: int
    used: int | None = None
    active: bool = True
    service: str = "s3"
    region: str = "eu-central-1"


@dataclass(frozen=True, slots=True)
class PasswordRow:
    """A console password; `used` None if nobody signed in with it."""

    age: int
    used: int | None = None
    reset_required: bool = False


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user and what hangs on it; policies by the name in `policies.POLICIES` or by AWS's."""

    name: str
    path: str
    age: int
    groups: tuple[str, ...] = ()
    password: PasswordRow | None = None
    keys: tuple[KeyRow, ...] = ()
    mfa: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()
    boundary: str | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group and its policies."""

    name: str
    path: str
    age: int
    attached: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role: who may assume it (a key of `trusts.TRUSTS`) and what it may do."""

    name: str
    path: str
    age: int
    trust: str
    attached: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()
    boundary: str | None = None
    description: str = ""
    used: int | None = None
    hours: int = 1
    tags: dict[str, str] = field(default_factory=dict)
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A customer managed policy: its versions oldest first, and which is the default one."""

    name: str
    path: str
    age: int
    versions: tuple[str, ...]
    default: int = 0
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)
