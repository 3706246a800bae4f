"""Entities out of list and get calls, which tell less than `GetAccountAuthorizationDetails`.

A field that a call does not tell stays not known. The shapes are botocore's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from iamtui.account import authorization_details as details
from iamtui.account.authorization_details import Entry, document, moment, number
from iamtui.account.credential_report import ROOT_ACCOUNT
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import (
    AccessKey,
    Group,
    KeyStatus,
    LastUsed,
    ManagedPolicy,
    MfaDevice,
    Role,
    User,
)


def user(entry: Entry) -> User:
    """A user of `ListUsers` or `GetGroup`."""
    return User(**_identity(entry, "User"))


def whole_user(entry: Entry) -> User:
    """The user of `GetUser`, which tells boundary and tags besides."""
    return replace(
        user(entry),
        boundary=Known(details.boundary(entry)),
        tags=Known(details.tags(entry.get("Tags", ()))),
    )


def group(entry: Entry) -> Group:
    """A group of `ListGroups` or `GetGroup`."""
    return Group(**_identity(entry, "Group"))


def role(entry: Entry) -> Role:
    """A role of `ListRoles`."""
    return Role(
        **_identity(entry, "Role"),
        trust=document(entry.get("AssumeRolePolicyDocument")),
        description=Known(entry.get("Description", "")),
        max_session=number(entry, "MaxSessionDuration"),
    )


def whole_role(entry: Entry) -> Role:
    """The role of `GetRole`, which tells boundary, tags and last use besides."""
    return replace(
        role(entry),
        boundary=Known(details.boundary(entry)),
        tags=Known(details.tags(entry.get("Tags", ()))),
        last_used=Known(details.role_last_used(entry)),
    )


def policy(entry: Entry) -> ManagedPolicy:
    """A policy of `ListPolicies`."""
    return replace(details.policy(entry), versions=NOT_ASKED)


def whole_policy(entry: Entry) -> ManagedPolicy:
    """The policy of `GetPolicy`, which tells description and tags besides."""
    return replace(
        policy(entry),
        description=Known(entry.get("Description", "")),
        tags=Known(details.tags(entry.get("Tags", ()))),
    )


def mfa_device(entry: Entry) -> MfaDevice:
    """A device of `ListVirtualMFADevices`; that of the root user has an owner without a name."""
    owner = entry.get("User")
    name = owner.get("UserName", ROOT_ACCOUNT) if owner else None
    return MfaDevice(entry["SerialNumber"], name, moment(entry.get("EnableDate")))


def user_device(entry: Entry) -> MfaDevice:
    """A device of `ListMFADevices`."""
    return MfaDevice(entry["SerialNumber"], entry["UserName"], moment(entry.get("EnableDate")))


def access_key(entry: Entry) -> AccessKey:
    """A key of `ListAccessKeys`."""
    return AccessKey(
        id=Known(entry["AccessKeyId"]),
        status=KeyStatus.ACTIVE if entry["Status"] == "Active" else KeyStatus.INACTIVE,
        created=moment(entry.get("CreateDate")),
    )


def key_last_used(entry: Entry) -> LastUsed | None:
    """The `AccessKeyLastUsed` of `GetAccessKeyLastUsed`, None for a key that was never used."""
    at = moment(entry.get("LastUsedDate"))
    if at is None:
        return None
    region, service = (
        "" if entry.get(name, "N/A") == "N/A" else entry[name] for name in ("Region", "ServiceName")
    )
    return LastUsed(at, region, service)


def _identity(entry: Entry, kind: str) -> dict[str, Any]:
    return {
        "name": entry[f"{kind}Name"],
        "arn": entry["Arn"],
        "id": entry[f"{kind}Id"],
        "path": entry.get("Path", "/"),
        "created": moment(entry.get("CreateDate")),
    }
