"""The state of one account: moto's back end for what moto keeps, and beside it what it does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from moto.iam.models import IAMBackend

from iamtui.mock.clock import Clock
from iamtui.mock.entities import (
    AccessKey,
    AwsPolicy,
    Group,
    InstanceProfile,
    ManagedPolicy,
    MfaDevice,
    Policy,
    Role,
    User,
)
from iamtui.mock.errors import AwsError, already_exists, invalid, no_such
from iamtui.mock.ids import FRESH, Source
from iamtui.mock.root import ROOT_NAME, Root
from iamtui.mock.settings import Settings
from iamtui.policy.managed import managed_policies

if TYPE_CHECKING:
    from iamtui.mock.sessions import Session

_REGION: Final = "us-east-1"


class Store:
    """All entities of an account, found by name (users, groups, roles, profiles) or by ARN.

    `lag` is how many seconds it takes until lists show what was made, and twice as many until a
    new access key always works; `quota_factor` by how much its quotas were raised.
    """

    lag: float = 0.0
    quota_factor: int = 1

    def __init__(self, account_id: str, clock: Clock | None = None) -> None:
        self.account_id = account_id
        self.clock = clock or Clock()
        self.created = self.clock.now()
        self.moto = IAMBackend(_REGION, account_id)
        self.root = Root(account_id, self.created)
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.roles: dict[str, Role] = {}
        self.profiles: dict[str, InstanceProfile] = {}
        self.policies: dict[str, ManagedPolicy] = {p.arn: p for p in _aws_policies(account_id)}
        self.keys: dict[str, AccessKey] = {}
        self.devices: dict[str, MfaDevice] = {}
        self.sessions: dict[str, Session] = {}
        self.report: tuple[datetime, str] | None = None
        self.deletion_tasks: set[str] = set()
        self.access_jobs: dict[str, tuple[str, str, datetime]] = {}
        self.settings = Settings()
        self.other_labels: dict[str, dict[str, str]] = {}
        self._share_with_moto()

    def _share_with_moto(self) -> None:
        """moto's own methods (certificates, SSH keys, summary) see the same dictionaries."""
        self.moto.users = self.users  # type: ignore[assignment]
        self.moto.groups = self.groups  # type: ignore[assignment]
        self.moto.roles = self.roles  # type: ignore[assignment]
        self.moto.instance_profiles = self.profiles  # type: ignore[assignment]
        self.moto.managed_policies = self.policies  # type: ignore[assignment]

    def now(self) -> datetime:
        """The mock's time, to the second, as IAM gives its dates."""
        return self.clock.now().replace(microsecond=0)

    def arn(self, kind: str, path: str, name: str) -> str:
        """The ARN of an entity of this account, such as `arn:aws:iam::1…:user/path/name`."""
        return f"arn:aws:iam::{self.account_id}:{kind}{path}{name}"

    def user(self, name: str) -> User:
        """The user (or under its own name the root user), or NoSuchEntity."""
        if name == ROOT_NAME:
            return self.root
        if name not in self.users:
            raise no_such("user", name)
        return self.users[name]

    def group(self, name: str) -> Group:
        """The group, or NoSuchEntity."""
        if name not in self.groups:
            raise no_such("group", name)
        return self.groups[name]

    def role(self, name: str) -> Role:
        """The role, or NoSuchEntity."""
        if name not in self.roles:
            raise no_such("role", name)
        return self.roles[name]

    def profile(self, name: str) -> InstanceProfile:
        """The instance profile, or NoSuchEntity."""
        if name not in self.profiles:
            raise AwsError("NoSuchEntity", f"Instance Profile {name} cannot be found.")
        return self.profiles[name]

    def policy(self, arn: str) -> ManagedPolicy:
        """The managed policy; NoSuchEntity, or ValidationError where `arn` is none."""
        if not arn.startswith("arn:"):
            raise invalid("Invalid ARN:  Could not be parsed!")
        if arn not in self.policies:
            raise AwsError("NoSuchEntity", f"Policy {arn} was not found.")
        return self.policies[arn]

    def customer_policy(self, arn: str) -> Policy:
        """The customer policy; AWS's own cannot be changed."""
        policy = self.policy(arn)
        if not isinstance(policy, Policy):
            raise AwsError("AccessDenied", f"Policy {arn} is managed by AWS and cannot be changed.")
        return policy

    def customer_policies(self) -> list[Policy]:
        """The account's own managed policies."""
        return [policy for policy in self.policies.values() if isinstance(policy, Policy)]

    def role_by_arn(self, arn: str) -> Role | None:
        """The role of that ARN, if the account has it."""
        role = self.roles.get(arn.rpartition("/")[2])
        return role if role is not None and role.arn == arn else None

    def device(self, serial: str) -> MfaDevice:
        """The MFA device, or NoSuchEntity."""
        if serial not in self.devices:
            raise AwsError(
                "NoSuchEntity", f"MFA Device with serial number {serial} does not exist."
            )
        return self.devices[serial]

    def add_key(self, user: User, source: Source = FRESH) -> AccessKey:
        """Give `user` one more active access key."""
        key = AccessKey(user.name, self.account_id, self.now(), source)
        if self.lag:
            key.hold_back(self.clock.now(), timedelta(seconds=self.lag))
        user.keys.append(key)
        self.keys[key.access_key_id] = key
        return key

    def give_device(self, user: User, device: MfaDevice) -> None:
        """Assign an MFA device to a user."""
        device.owner, device.enabled = user, self.now()
        user.devices.append(device)

    def join(self, user: User, group: Group) -> None:
        """Make `user` a member of `group`; no matter if it is one."""
        if user.name not in group.members:
            group.members[user.name] = user
            user.groups.append(group)


def unique_name(kind: str, name: str, taken: Iterable[str]) -> None:
    """Raise EntityAlreadyExists where the name is taken, whatever its case.

    Source: IAM User Guide, "IAM and AWS STS quotas": names are unique without regard to case.
    """
    lowered = name.lower()
    if any(other.lower() == lowered for other in taken):
        raise already_exists(kind, name)


def _aws_policies(account_id: str) -> list[AwsPolicy]:
    policies = []
    for text in managed_policies().values():
        policy = AwsPolicy(
            text.name,
            account_id,
            _REGION,
            default_version_id=text.version_id,
            path=text.path,
            document=text.document,
            create_date=text.created,
            update_date=text.updated,
        )
        policy.id = Source(policy.arn).unique_id("ANPA")
        policies.append(policy)
    return policies
