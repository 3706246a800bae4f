"""moto's objects with what moto leaves out: boundaries, tags that survive a rename, MFA devices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.iam import models

from iamtui.mock.ids import FRESH, Source

_REGION = "us-east-1"


@dataclass(slots=True)
class MfaDevice:
    """An MFA device; a virtual one has a seed, a hardware or FIDO one (`seed` empty) has none."""

    serial: str
    seed: str
    owner: User | None = None
    enabled: datetime | None = None
    labels: dict[str, str] = field(default_factory=dict)
    drift: int = 0
    used_counters: set[int] = field(default_factory=set)


@dataclass(slots=True)
class ServiceCredential:
    """A service-specific credential (git over HTTPS, Keyspaces, Bedrock keys)."""

    id: str
    service: str
    user_name: str
    password: str
    created: datetime
    active: bool = True


@dataclass(slots=True)
class KeyUse:
    """When, where and with which service an access key was last used."""

    date: datetime
    region: str
    service: str


class _Unstacked:
    """What moto's CloudFormation asks of its resources; the mock has no stacks."""

    is_created: Any = None
    has_cfn_attr: Any = None
    update_from_cloudformation_json: Any = None
    delete_from_cloudformation_json: Any = None


class AccessKey(_Unstacked, models.AccessKey):
    """An access key of a user."""

    def __init__(
        self, user_name: str, account_id: str, created: datetime, source: Source = FRESH
    ) -> None:
        super().__init__(user_name, "AKIA", account_id)
        self.user_name: str = user_name
        self.access_key_id: str = source.access_key_id()
        self.secret_access_key: str = source.secret()
        self.create_date: datetime = created
        self.usable_from: datetime | None = None
        self.use: KeyUse | None = None


class User(_Unstacked, models.User):
    """A user, with its boundary, tags, groups, devices and password dates."""

    def __init__(
        self, account_id: str, name: str, path: str, created: datetime, source: Source = FRESH
    ) -> None:
        super().__init__(account_id, _REGION, name, path)
        self.id: str = source.unique_id("AIDA")
        self.create_date: datetime = created
        self.labels: dict[str, str] = {}
        self.boundary: Policy | AwsPolicy | None = None
        self.groups: list[Group] = []
        self.devices: list[MfaDevice] = []
        self.service_credentials: list[ServiceCredential] = []
        self.password_created: datetime | None = None
        self.password_changed: datetime | None = None
        self.last_sign_in: datetime | None = None
        self.keys: list[AccessKey] = []


class Group(models.Group):
    """A group; `members` and each member's `groups` say the same."""

    def __init__(
        self, account_id: str, name: str, path: str, created: datetime, source: Source = FRESH
    ) -> None:
        super().__init__(account_id, _REGION, name, path)
        self.id: str = source.unique_id("AGPA")
        self.create_date: datetime = created
        self.members: dict[str, User] = {}


class Role(_Unstacked, models.Role):
    """A role, with its boundary and tags."""

    def __init__(
        self,
        account_id: str,
        name: str,
        path: str,
        trust: str,
        created: datetime,
        source: Source = FRESH,
    ) -> None:
        role_id = source.unique_id("AROA")
        super().__init__(account_id, "aws", role_id, name, trust, path, None, "", [], None)
        self.create_date: datetime = created
        self.labels: dict[str, str] = {}
        self.boundary: Policy | AwsPolicy | None = None
        self.max_duration = 3600
        self.used: datetime | None = None
        self.used_region: str | None = None


class Policy(_Unstacked, models.ManagedPolicy):
    """A customer managed policy; `versions` oldest first."""

    def __init__(
        self,
        account_id: str,
        name: str,
        path: str,
        document: str,
        created: datetime,
        source: Source = FRESH,
    ) -> None:
        super().__init__(
            name,
            account_id,
            _REGION,
            document=document,
            path=path,
            create_date=created,
            update_date=created,
        )
        self.id: str = source.unique_id("ANPA")
        self.labels: dict[str, str] = {}
        self.boundary_count = 0


class AwsPolicy(_Unstacked, models.AWSManagedPolicy):
    """An AWS managed policy; `of_account` where the account's file lists it, in use or not."""

    of_account: bool = False

    labels: dict[str, str] = {}  # noqa: RUF012 - AWS managed policies have no tags
    boundary_count: int = 0


class InstanceProfile(_Unstacked, models.InstanceProfile):
    """An instance profile with at most one role."""

    def __init__(
        self, account_id: str, name: str, path: str, created: datetime, source: Source = FRESH
    ) -> None:
        super().__init__(account_id, _REGION, source.unique_id("AIPA"), name, path, [])
        self.create_date: datetime = created
        self.labels: dict[str, str] = {}


Principal = User | Role
Holder = User | Group | Role
ManagedPolicy = Policy | AwsPolicy
