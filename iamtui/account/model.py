"""What an account's IAM holds, as immutable values.

The shapes follow `GetAccountAuthorizationDetails`, completed by the credential report and the
list calls. A plain field is one that every way of listing an entity gives (name, path, ARN, id);
all others are `Field`s. Times are aware datetimes in UTC. Names are unique without regard to case
in AWS; the spelling is the one the entity was created with.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from iamtui.account.field import NOT_ASKED, Field

if TYPE_CHECKING:
    from iamtui.account.index import Index


class KeyStatus(enum.Enum):
    """The state of an access key, in AWS's words."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


@dataclass(frozen=True, slots=True)
class LastUsed:
    """When, where and for what a credential was last used."""

    at: datetime
    region: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An access key. The credential report tells all but its id, `ListAccessKeys` the id."""

    id: Field[str]
    status: KeyStatus
    created: datetime | None
    last_used: Field[LastUsed | None] = NOT_ASKED


@dataclass(frozen=True, slots=True)
class Password:
    """Console access: whether there is a password, and what the credential report says of it."""

    enabled: bool
    last_used: datetime | None = None
    last_changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class MfaDevice:
    """An MFA device; `user` is the name of its owner, None while it is assigned to nobody."""

    serial: str
    user: str | None
    enabled: datetime | None = None
    tags: Field[Mapping[str, str]] = NOT_ASKED

    @property
    def name(self) -> str:
        """The end of its ARN, or the serial number of hardware."""
        return self.serial.rpartition("/")[2]

    @property
    def is_virtual(self) -> bool:
        """Whether it is a virtual (TOTP) device: those have an ARN of type `mfa`."""
        return ":mfa/" in self.serial

    @property
    def is_fido(self) -> bool:
        """Whether it is a passkey or security key, which STS takes no codes from."""
        return ":u2f/" in self.serial


@dataclass(frozen=True, slots=True)
class InlinePolicy:
    """A policy that lives inside one user, group or role; `document` is its JSON text."""

    name: str
    document: str


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user. `attached` and `boundary` hold policy ARNs, `groups` group names."""

    name: str
    arn: str
    id: str
    path: str = "/"
    created: datetime | None = None
    groups: Field[tuple[str, ...]] = NOT_ASKED
    attached: Field[tuple[str, ...]] = NOT_ASKED
    inline: Field[tuple[InlinePolicy, ...]] = NOT_ASKED
    boundary: Field[str | None] = NOT_ASKED
    tags: Field[Mapping[str, str]] = NOT_ASKED
    password: Field[Password] = NOT_ASKED
    access_keys: Field[tuple[AccessKey, ...]] = NOT_ASKED
    mfa_active: Field[bool] = NOT_ASKED
    mfa_devices: Field[tuple[str, ...]] = NOT_ASKED
    signing_certificates: Field[tuple[str, ...]] = NOT_ASKED
    ssh_keys: Field[tuple[str, ...]] = NOT_ASKED
    service_credentials: Field[tuple[str, ...]] = NOT_ASKED


@dataclass(frozen=True, slots=True)
class Group:
    """An IAM group. Its members are in the account's index: users know their groups."""

    name: str
    arn: str
    id: str
    path: str = "/"
    created: datetime | None = None
    attached: Field[tuple[str, ...]] = NOT_ASKED
    inline: Field[tuple[InlinePolicy, ...]] = NOT_ASKED


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role. `trust` is its trust policy's JSON text."""

    name: str
    arn: str
    id: str
    path: str = "/"
    created: datetime | None = None
    trust: Field[str] = NOT_ASKED
    attached: Field[tuple[str, ...]] = NOT_ASKED
    inline: Field[tuple[InlinePolicy, ...]] = NOT_ASKED
    boundary: Field[str | None] = NOT_ASKED
    tags: Field[Mapping[str, str]] = NOT_ASKED
    last_used: Field[LastUsed | None] = NOT_ASKED
    instance_profiles: Field[tuple[str, ...]] = NOT_ASKED
    description: Field[str] = NOT_ASKED
    max_session: Field[int] = NOT_ASKED

    @property
    def is_service_linked(self) -> bool:
        """Whether an AWS service owns it; IAM calls cannot change such a role."""
        return self.path.startswith("/aws-service-role/")

    @property
    def is_sso_reserved(self) -> bool:
        """Whether IAM Identity Center owns it; only Identity Center changes such a role."""
        return self.path.startswith("/aws-reserved/sso.amazonaws.com/")


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One of up to five versions of a managed policy; `document` is its JSON text."""

    id: str
    is_default: bool
    created: datetime | None = None
    document: Field[str] = NOT_ASKED


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A customer managed or AWS managed policy. Counts are AWS's own."""

    name: str
    arn: str
    id: str
    path: str = "/"
    created: datetime | None = None
    updated: datetime | None = None
    default_version: str = "v1"
    attachment_count: Field[int] = NOT_ASKED
    boundary_count: Field[int] = NOT_ASKED
    versions: Field[tuple[PolicyVersion, ...]] = NOT_ASKED
    description: Field[str] = NOT_ASKED
    tags: Field[Mapping[str, str]] = NOT_ASKED

    @property
    def is_aws_managed(self) -> bool:
        """Whether AWS owns it: such a policy's ARN has `aws` in place of an account id."""
        return ":iam::aws:" in self.arn


@dataclass(frozen=True, slots=True)
class InstanceProfile:
    """An instance profile; `roles` holds the name of its role (AWS allows one)."""

    name: str
    arn: str
    id: str
    path: str = "/"
    created: datetime | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, as `sts:GetCallerIdentity` says."""

    arn: str
    user_id: str
    account: str

    @property
    def user_name(self) -> str | None:
        """The user's name where the caller is an IAM user, else None."""
        kind, _, rest = self.arn.partition(":user/")
        return rest.rsplit("/", 1)[-1] if kind and rest else None

    @property
    def is_root(self) -> bool:
        """Whether it is the account's root user."""
        return self.arn.endswith(":root")


class Source(enum.Enum):
    """The calls that an account is loaded by; the value is what screens call them."""

    IDENTITY = "caller identity"
    DETAILS = "account details"
    USERS = "users"
    GROUPS = "groups"
    ROLES = "roles"
    POLICIES = "customer managed policies"
    AWS_POLICIES = "AWS managed policies"
    MFA_DEVICES = "virtual MFA devices"
    CREDENTIAL_REPORT = "credential report"
    SUMMARY = "account summary"
    ALIAS = "account alias"


# Not slotted: `index` is computed once per account and kept in the instance's dictionary.
@dataclass(frozen=True)
class Account:
    """An account's IAM at one moment.

    `users`, `groups`, `roles` and `instance_profiles` are keyed by name, `policies` by ARN and
    `mfa_devices` by serial number. `sources` says of each loading call how it went: the time it
    was answered, or why not. `Mapping`s are never changed in place.
    """

    id: Field[str] = NOT_ASKED
    alias: Field[str | None] = NOT_ASKED
    caller: Field[Caller] = NOT_ASKED
    users: Mapping[str, User] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    policies: Mapping[str, ManagedPolicy] = field(default_factory=dict)
    instance_profiles: Mapping[str, InstanceProfile] = field(default_factory=dict)
    mfa_devices: Mapping[str, MfaDevice] = field(default_factory=dict)
    summary: Field[Mapping[str, int]] = NOT_ASKED
    report_time: Field[datetime] = NOT_ASKED
    sources: Mapping[Source, Field[datetime]] = field(default_factory=dict)

    @cached_property
    def index(self) -> Index:
        """Who uses what: the links of this account read backwards."""
        from iamtui.account.index import Index

        return Index.of(self)
