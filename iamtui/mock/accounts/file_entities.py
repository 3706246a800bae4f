"""The entities of an account file, put into a store one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

from moto.iam.models import PolicyVersion

from iamtui.mock.entities import (
    AwsPolicy,
    Group,
    Holder,
    InstanceProfile,
    Policy,
    Principal,
    Role,
    User,
)
from iamtui.mock.store import Store
from iamtui.mock.usage import attach, set_boundary

Item = dict[str, Any]
_NAME_FIELDS: Final = {
    "user": "UserName",
    "group": "GroupName",
    "role": "RoleName",
    "policy": "PolicyName",
}


class Loader:
    """Puts items of a file into `store`; `remarks` says what could not be."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.remarks: list[str] = []
        self._names: dict[str, set[str]] = {kind: set() for kind in _NAME_FIELDS}

    def load(self, kind: str, item: Item) -> None:
        """Load one user, group, role or policy, or remark why not."""
        name = str(item.get(_NAME_FIELDS[kind], ""))
        loaders: dict[str, Callable[[Item], None]] = {
            "user": self._user,
            "group": self._group,
            "role": self._role,
            "policy": self._policy,
        }
        try:
            if kind == "policy" and str(item["Arn"]).startswith("arn:aws:iam::aws:"):
                self._aws_policy(item)
                return
            if not name or name.lower() in self._names[kind]:
                self.remarks.append(f"The {kind} {name!r} was left out: its name occurs twice.")
                return
            loaders[kind](item)
            self._names[kind].add(name.lower())
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            self.remarks.append(f"The {kind} {name!r} was left out: its entry is not complete.")

    def _user(self, item: Item) -> None:
        user = User(_account(item), item["UserName"], item["Path"], _date(item["CreateDate"]))
        user.id = item["UserId"]
        user.labels = _labels(item)
        groups = list(item.get("GroupList", []))
        self._policies_of(user, "user", item.get("UserPolicyList", []), item)
        self.store.users[user.name] = user
        for name in groups:
            if name in self.store.groups:
                self.store.join(user, self.store.groups[name])
            else:
                self._remark("user", str(user.name), f"the group {name!r} is not in the file")
        if "PasswordLastUsed" in item:
            user.last_sign_in = _date(item["PasswordLastUsed"])

    def _group(self, item: Item) -> None:
        group = Group(_account(item), item["GroupName"], item["Path"], _date(item["CreateDate"]))
        group.id = item["GroupId"]
        self._policies_of(group, "group", item.get("GroupPolicyList", []), item)
        self.store.groups[group.name] = group

    def _role(self, item: Item) -> None:
        trust = _document(item["AssumeRolePolicyDocument"])
        created = _date(item["CreateDate"])
        role = Role(_account(item), item["RoleName"], item["Path"], trust, created)
        role.id = item["RoleId"]
        role.description = item.get("Description", "")
        role.max_duration = int(item.get("MaxSessionDuration", 3600))
        role.labels = _labels(item)
        used = item.get("RoleLastUsed") or {}
        if "LastUsedDate" in used:
            role.used, role.used_region = _date(used["LastUsedDate"]), used.get("Region")
        profiles = [_profile(entry, role) for entry in item.get("InstanceProfileList", [])]
        self._policies_of(role, "role", item.get("RolePolicyList", []), item)
        self.store.roles[role.name] = role
        self.store.profiles.update({profile.name: profile for profile in profiles})

    def _policy(self, item: Item) -> None:
        versions = sorted(item["PolicyVersionList"], key=lambda entry: _number(entry["VersionId"]))
        created = _date(item["CreateDate"])
        policy = Policy(_account(item), item["PolicyName"], item["Path"], "", created)
        policy.id = item["PolicyId"]
        policy.description = item.get("Description", "")
        policy.labels = _labels(item)
        policy.update_date = _date(item["UpdateDate"])
        policy.versions = [_version(policy.arn, entry) for entry in versions]
        policy.default_version_id = item["DefaultVersionId"]
        policy.next_version_num = _number(versions[-1]["VersionId"]) + 1
        self.store.policies[policy.arn] = policy

    def _aws_policy(self, item: Item) -> None:
        """AWS's policy as the file has it, since the account's evaluations depend on its text."""
        known = self.store.policies.get(item["Arn"])
        if not isinstance(known, AwsPolicy):
            known = AwsPolicy(
                item["PolicyName"],
                self.store.account_id,
                "us-east-1",
                path=item["Path"],
                document="",
            )
        versions = [_version(item["Arn"], entry) for entry in item["PolicyVersionList"]]
        known.versions = sorted(versions, key=lambda version: _number(version.version_id))
        known.of_account = True
        known.id = item["PolicyId"]
        known.default_version_id = item["DefaultVersionId"]
        known.create_date = _date(item["CreateDate"])
        known.update_date = _date(item["UpdateDate"])
        self.store.policies[item["Arn"]] = known

    def _policies_of(self, holder: Holder, kind: str, inline: Iterable[Item], item: Item) -> None:
        for entry in inline:
            holder.policies[entry["PolicyName"]] = _document(entry["PolicyDocument"])
        for entry in item.get("AttachedManagedPolicies", []):
            arn = entry["PolicyArn"]
            if arn in self.store.policies:
                attach(holder, self.store.policies[arn])
            else:
                self._remark(kind, str(holder.name), f"the policy {arn} is not known")
        bound = (item.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
        if bound is not None and isinstance(holder, Principal):
            if bound in self.store.policies:
                set_boundary(holder, self.store.policies[bound])
            else:
                self._remark(kind, str(holder.name), f"its boundary {bound} is not known")

    def _remark(self, kind: str, name: str, why: str) -> None:
        self.remarks.append(f"The {kind} {name!r} was loaded without a part: {why}.")


def _account(item: Item) -> str:
    return str(item["Arn"]).split(":")[4]


def _labels(item: Item) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


def _profile(item: Item, role: Role) -> InstanceProfile:
    created = _date(item["CreateDate"])
    profile = InstanceProfile(_account(item), item["InstanceProfileName"], item["Path"], created)
    profile.id = item["InstanceProfileId"]
    profile.labels = _labels(item)
    profile.roles = [role]
    return profile


def _version(arn: str, item: Item) -> PolicyVersion:
    document = _document(item["Document"])
    created = _date(item["CreateDate"])
    return PolicyVersion(
        arn, document, bool(item["IsDefaultVersion"]), str(item["VersionId"]), created
    )


def _number(version_id: str) -> int:
    return int(version_id.removeprefix("v"))


def _document(document: Any) -> str:
    """A policy's text; files hold it as an object, as text, or percent-encoded as the API does."""
    if not isinstance(document, str):
        return json.dumps(document)
    return unquote(document) if document.startswith("%7B") else document


def _date(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
