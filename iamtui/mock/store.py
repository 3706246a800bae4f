"""The state of one account: moto's back end for what moto keeps, and beside it what it does not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from moto.iam.aws_managed_policies import aws_managed_policies_data
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

if TYPE_CHECKING:
    from iamtui.mock.sessions import Session

_REGION: Final = "us-east-1"


class Store:
    """All entities of an account, found by name (users, groups, roles, profiles) or by ARN."""

    def __init__(self, account_id: str, clock: Clock | None = None) -> None:
        self.account_id = account_id
        self.clock = clock or Clock()
        self.created = self.clock.now()
        self.moto = IAMBackend(_REGION, account_id)
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
        self.access_jobs: dict[str, tuple[str, datetime]] = {}
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
        """The user, or NoSuchEntity."""
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
            raise invalid(f"Invalid ARN:  Could not be parsed!: {arn}")
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
                "NoSuchEntity", f"VirtualMFADevice with serial number {serial} doesn't exist."
            )
        return self.devices[serial]

    def add_key(self, user: User, source: Source = FRESH) -> AccessKey:
        """Give `user` one more active access key."""
        key = AccessKey(user.name, self.account_id, self.now(), source)
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
    for name, data in json.loads(aws_managed_policies_data).items():
        policy = AwsPolicy(
            name,
            account_id,
            _REGION,
            default_version_id=data["DefaultVersionId"],
            path=data["Path"],
            document=json.dumps(data["Document"]),
            create_date=datetime.fromisoformat(data["CreateDate"]),
            update_date=datetime.fromisoformat(data["UpdateDate"]),
        )
        policy.id = Source(policy.arn).unique_id("ANPA")
        policies.append(policy)
    return policies
