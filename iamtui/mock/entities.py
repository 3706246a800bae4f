"""moto's objects with what moto leaves out: boundaries, tags that survive a rename, MFA devices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
    """A service-specific credential (git over HTTPS, Keyspaces, Bedrock keys).

    `alias` is its public part, which a rename of the user leaves as it is.
    """

    id: str
    service: str
    user_name: str
    password: str
    created: datetime
    active: bool = True
    alias: str = ""
    expires: datetime | None = None


@dataclass(slots=True)
class KeyUse:
    """When, where and with which service an access key was last used."""

    date: datetime
    region: str
    service: str


Accesses = dict[tuple[str, str], tuple[datetime, str]]
"""By service and operation of its API: when it was called last, and in which region."""


class _Unstacked:
    """What moto's CloudFormation asks of its resources; the mock has no stacks."""

    is_created: Any = None
    has_cfn_attr: Any = None
    update_from_cloudformation_json: Any = None
    delete_from_cloudformation_json: Any = None


class AccessKey:
    """An access key of a user, unknown until `usable_from`, and until `settled` now and then."""

    settled: datetime | None = None
    asked: int = 0

    def __init__(
        self, user_name: str, account_id: str, created: datetime, source: Source = FRESH
    ) -> None:
        self.account_id: str = account_id
        self.user_name: str = user_name
        self.status = "Active"
        self.access_key_id: str = source.access_key_id()
        self.secret_access_key: str = source.secret()
        self.create_date: datetime = created
        self.usable_from: datetime | None = None
        self.use: KeyUse | None = None

    def hold_back(self, now: datetime, lag: timedelta) -> None:
        """Let the key be unknown for `lag`, and for as long again unknown to every other call."""
        self.usable_from, self.settled = now + lag, now + 2 * lag

    def is_known(self, now: datetime) -> bool:
        """Whether the part of AWS that a call reaches `now` knows the key already."""
        if self.usable_from is not None and self.usable_from > now:
            return False
        self.asked += 1
        return self.settled is None or self.settled <= now or self.asked % 2 == 1


class User(_Unstacked, models.User):
    """A user, with its boundary, tags, groups, devices and password dates."""

    former_passwords: tuple[str, ...] = ()

    def __init__(
        self, account_id: str, name: str, path: str, created: datetime, source: Source = FRESH
    ) -> None:
        super().__init__(account_id, _REGION, name, path)
        self.id: str = source.unique_id("AIDA")
        self.create_date: datetime = created
        self.labels: dict[str, str] = {}
        self.boundary: Policy | AwsPolicy | None = None
        self.accesses: Accesses = {}
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
        self.accesses: Accesses = {}
        self.max_duration = 3600
        self.trusted_ids: dict[str, str] = {}
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


class SamlProvider(models.SAMLProvider):
    """A SAML provider; of its private keys only the ids are kept, with their dates."""

    def __init__(self, account_id: str, name: str, metadata: str, created: datetime) -> None:
        super().__init__(account_id, _REGION, name, metadata)
        self.create_date: datetime = created
        self.unique_id: str = Source(f"{self.arn}/{created}").unique_id("SAMLP")
        self.encryption = "Allowed"
        self.private_keys: dict[str, datetime] = {}


class ServerCertificate(models.Certificate):
    """A TLS certificate with its key, found by name."""

    def __init__(
        self,
        account_id: str,
        name: str,
        path: str,
        body: str,
        created: datetime,
        source: Source = FRESH,
    ) -> None:
        super().__init__(account_id, _REGION, name, body, "", None, path)
        self.id: str = source.unique_id("ASCA")
        self.upload_date: datetime = created
        self.labels: dict[str, str] = {}


Principal = User | Role
Holder = User | Group | Role
ManagedPolicy = Policy | AwsPolicy
