"""What loading leaves out of groups, roles, managed policies and instance profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from iamtui.account import authorization_details as details
from iamtui.account.authorization_details import document_text
from iamtui.account.edit import with_device, with_group, with_policy, with_role
from iamtui.account.field import Field, Known
from iamtui.account.merge import with_known_tags, with_members
from iamtui.account.model import (
    Account,
    Group,
    InstanceProfile,
    ManagedPolicy,
    MfaDevice,
    PolicyVersion,
    Role,
)
from iamtui.aws import listed
from iamtui.aws.api import Api
from iamtui.aws.backend import Patch
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import NotFound
from iamtui.aws.failures import field, field_of_part
from iamtui.aws.fetch_user import attached, inline


def group(api: Api, name: str, cancel: Cancel) -> Patch:
    """The group with its policies, and who is in it."""

    def ask() -> tuple[Group, frozenset[str]]:
        pages = list(api.pages("GetGroup", {"GroupName": name}, cancel=cancel))
        members = frozenset(user["UserName"] for page in pages for user in page["Users"])
        return listed.group(pages[0]["Group"]), members

    got = field("GetGroup", ask)
    fields: dict[str, Any] = {
        "attached": field(
            "ListAttachedGroupPolicies", lambda: attached(api, "Group", name, cancel)
        ),
        "inline": inline(api, "Group", name, cancel),
    }

    def patch(account: Account) -> Account:
        if isinstance(got, Known):
            whole, members = got.value
            account = with_members(account, name, members)
            return with_group(account, replace(whole, **fields))
        old = account.groups.get(name)
        return account if old is None else with_group(account, replace(old, **fields))

    return patch


def virtual_device(api: Api, key: str, cancel: Cancel) -> Patch:
    """The virtual MFA device of the serial `key`, or of the one that ends with it (`:mfa/name`);
    raises NotFound where it is not there.

    IAM names one device only by listing all: `GetMFADevice` knows assigned ones only. A device of
    another sort is listed for its user alone.
    """
    if not MfaDevice(key, None).is_virtual:
        return lambda account: account

    def ask() -> MfaDevice:
        pages = api.pages("ListVirtualMFADevices", {"AssignmentStatus": "Any"}, cancel=cancel)
        for page in pages:
            for device in page["VirtualMFADevices"]:
                if device["SerialNumber"].endswith(key):
                    return listed.mfa_device(device)
        raise NotFound(f"There is no virtual MFA device {key}.", "Refresh with r.")

    got = field("ListVirtualMFADevices", ask)

    def patch(account: Account) -> Account:
        if not isinstance(got, Known):
            return account
        return with_device(account, with_known_tags(account, got.value))

    return patch


def device_tags(api: Api, serial: str, cancel: Cancel) -> Patch:
    """The tags of a virtual MFA device; others have none."""
    if not MfaDevice(serial, None).is_virtual:
        return lambda account: account
    about = {"SerialNumber": serial}

    def ask() -> Mapping[str, str]:
        pages = api.pages("ListMFADeviceTags", about, cancel=cancel)
        return details.tags(tag for page in pages for tag in page["Tags"])

    got = field("ListMFADeviceTags", ask)

    def patch(account: Account) -> Account:
        old = account.mfa_devices.get(serial)
        return account if old is None else with_device(account, replace(old, tags=got))

    return patch


def role(api: Api, name: str, cancel: Cancel) -> Patch:
    """The role with its policies and instance profiles."""
    about = {"RoleName": name}
    got = field("GetRole", lambda: api.ask("GetRole", about, cancel=cancel)["Role"])

    def profiles() -> tuple[str, ...]:
        pages = api.pages("ListInstanceProfilesForRole", about, cancel=cancel)
        return tuple(sorted(p["InstanceProfileName"] for g in pages for p in g["InstanceProfiles"]))

    fields: dict[str, Any] = {
        "attached": field("ListAttachedRolePolicies", lambda: attached(api, "Role", name, cancel)),
        "inline": inline(api, "Role", name, cancel),
        "instance_profiles": field("ListInstanceProfilesForRole", profiles),
    }

    def patch(account: Account) -> Account:
        if isinstance(got, Known):
            return with_role(account, replace(listed.whole_role(got.value), **fields))
        old = account.roles.get(name)
        return account if old is None else with_role(account, _without_get(old, got, fields))

    return patch


def _without_get(old: Role, why: Any, fields: dict[str, Any]) -> Role:
    """`old` where `GetRole` was not answered: what an earlier answer told stays."""
    asked = ("boundary", "tags", "last_used", "description", "max_session", "trust")
    missing = {name: why for name in asked if not isinstance(getattr(old, name), Known)}
    return replace(old, **missing, **fields)


def policy(api: Api, arn: str, cancel: Cancel) -> Patch:
    """The policy's counts, default version, description and tags."""
    about = {"PolicyArn": arn}
    got = field("GetPolicy", lambda: api.ask("GetPolicy", about, cancel=cancel)["Policy"])

    def patch(account: Account) -> Account:
        old = account.policies.get(arn)
        if isinstance(got, Known):
            whole = listed.whole_policy(got.value)
            return with_policy(account, replace(whole, versions=old.versions) if old else whole)
        if old is None:
            return account
        return with_policy(account, replace(old, description=got, tags=got))

    return patch


def versions(api: Api, arn: str, cancel: Cancel) -> Patch:
    """The policy's versions with their documents.

    AWS's own policies have versions by the dozen, of which the default one is read.
    """
    about = {"PolicyArn": arn}

    def ask() -> tuple[PolicyVersion, ...]:
        pages = api.pages("ListPolicyVersions", about, cancel=cancel)
        return details.policy_versions(v for page in pages for v in page["Versions"])

    def read(version: str) -> str:
        asked = {**about, "VersionId": version}
        answer = api.ask("GetPolicyVersion", asked, cancel=cancel)["PolicyVersion"]
        return document_text(answer["Document"])

    got = field("ListPolicyVersions", ask)
    if isinstance(got, Known):
        everything = ":iam::aws:" not in arn
        got = Known(
            tuple(
                replace(v, document=field_of_part("GetPolicyVersion", lambda v=v: read(v.id)))  # type: ignore[misc]
                if everything or v.is_default
                else v
                for v in got.value
            )
        )

    def patch(account: Account) -> Account:
        old = account.policies.get(arn)
        return account if old is None else with_policy(account, _with_versions(old, got))

    return patch


def _with_versions(policy: ManagedPolicy, got: Field[tuple[PolicyVersion, ...]]) -> ManagedPolicy:
    default = next((v.id for v in got.otherwise(()) if v.is_default), policy.default_version)
    return replace(policy, versions=got, default_version=default)


def instance_profile(api: Api, name: str, cancel: Cancel) -> Patch:
    """The instance profile with its role."""

    def ask() -> InstanceProfile:
        answer = api.ask("GetInstanceProfile", {"InstanceProfileName": name}, cancel=cancel)
        return details.instance_profile(answer["InstanceProfile"])

    got = field("GetInstanceProfile", ask)

    def patch(account: Account) -> Account:
        if not isinstance(got, Known):
            return account
        return replace(account, instance_profiles={**account.instance_profiles, name: got.value})

    return patch
