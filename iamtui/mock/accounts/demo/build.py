"""From the tables to the account: the same ids, keys, secrets and seeds every time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from moto.iam.models import PolicyVersion

from iamtui.mock.accounts.demo.documents import DOCUMENTS
from iamtui.mock.accounts.demo.rows import GroupRow, KeyRow, PolicyRow, RoleRow, UserRow
from iamtui.mock.accounts.demo.trusts import TRUSTS
from iamtui.mock.entities import (
    Group,
    Holder,
    InstanceProfile,
    KeyUse,
    ManagedPolicy,
    MfaDevice,
    Policy,
    Role,
    User,
)
from iamtui.mock.ids import Source
from iamtui.mock.store import Store
from iamtui.mock.usage import attach, set_boundary

_AWS: Final = "arn:aws:iam::aws:policy/"
_VERSION_DAYS: Final = 40


class Builder:
    """Puts rows into `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._policies: dict[str, ManagedPolicy] = {}

    def policy(self, row: PolicyRow) -> None:
        """A customer managed policy with its versions."""
        created, source = self._ago(row.age), Source(f"demo/policy/{row.name}")
        policy = Policy(self._store.account_id, row.name, row.path, "", created, source)
        policy.description, policy.labels = row.description, dict(row.tags)
        policy.versions = [
            PolicyVersion(
                policy.arn,
                DOCUMENTS[name],
                number == row.default,
                f"v{number + 1}",
                created + timedelta(days=_VERSION_DAYS * number),
            )
            for number, name in enumerate(row.versions)
        ]
        policy.update_date = policy.versions[-1].create_date
        policy.default_version_id = f"v{row.default + 1}"
        policy.next_version_num = len(row.versions) + 1
        self._policies[row.name] = policy
        self._store.policies[policy.arn] = policy

    def group(self, row: GroupRow) -> None:
        """A group with its policies."""
        source = Source(f"demo/group/{row.name}")
        group = Group(self._store.account_id, row.name, row.path, self._ago(row.age), source)
        self._give_policies(group, row.attached, row.inline)
        self._store.groups[row.name] = group

    def user(self, row: UserRow) -> None:
        """A user with groups, policies and credentials."""
        source = Source(f"demo/user/{row.name}")
        user = User(self._store.account_id, row.name, row.path, self._ago(row.age), source)
        user.labels = dict(row.tags)
        self._give_policies(user, row.attached, row.inline)
        self._store.users[row.name] = user
        for name in row.groups:
            self._store.join(user, self._store.group(name))
        if row.boundary is not None:
            set_boundary(user, self._policy(row.boundary))
        if row.password is not None:
            user.password = source.secret()
            user.password_created = user.password_changed = self._ago(row.password.age)
            user.password_reset_required = row.password.reset_required
            if row.password.used is not None:
                user.last_sign_in = self._ago(row.password.used, hours=3)
        for key in row.keys:
            self._key(user, key, source)
        for name in row.mfa:
            device = MfaDevice(self._store.arn("mfa", "/", name), source.seed())
            self._store.devices[device.serial] = device
            self._store.give_device(user, device)
            device.enabled = self._ago(max(row.age - 2, 0))

    def role(self, row: RoleRow) -> None:
        """A role with its policies and instance profile."""
        source = Source(f"demo/role/{row.name}")
        account, created = self._store.account_id, self._ago(row.age)
        role = Role(account, row.name, row.path, TRUSTS[row.trust], created, source)
        role.description, role.labels = row.description, dict(row.tags)
        role.max_duration = row.hours * 3600
        if row.used is not None:
            role.used, role.used_region = self._ago(row.used, hours=1), "eu-central-1"
        self._give_policies(role, row.attached, row.inline)
        if row.boundary is not None:
            set_boundary(role, self._policy(row.boundary))
        self._store.roles[row.name] = role
        if row.profile is not None:
            profile = InstanceProfile(account, row.profile, row.path, created, source)
            profile.roles = [role]
            self._store.profiles[row.profile] = profile

    def _key(self, user: User, row: KeyRow, source: Source) -> None:
        key = self._store.add_key(user, source)
        key.create_date = self._ago(row.age)
        key.status = "Active" if row.active else "Inactive"
        if row.used is not None:
            key.use = KeyUse(self._ago(row.used, hours=2), row.region, row.service)

    def _give_policies(
        self, holder: Holder, attached: tuple[str, ...], inline: tuple[str, ...]
    ) -> None:
        for name in attached:
            attach(holder, self._policy(name))
        for name in inline:
            holder.policies[name] = DOCUMENTS[name]

    def _policy(self, name: str) -> ManagedPolicy:
        return self._policies.get(name) or self._store.policy(_AWS + name)

    def _ago(self, days: int, hours: int = 0) -> datetime:
        return self._store.now() - timedelta(days=days, hours=hours)
