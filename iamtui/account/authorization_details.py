"""Entities out of the answer of `GetAccountAuthorizationDetails`.

The shapes are those of botocore and of the JSON that the `aws` command line writes: times as
datetimes or ISO texts, documents percent-encoded (RFC 3986, as AWS sends them), as JSON text or
parsed. A list that the answer leaves out is empty: AWS gives every detail of an entity here.
Lists come out sorted, so that two pictures of one account compare equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from sys import intern
from typing import Any, TypeAlias
from urllib.parse import unquote

from iamtui.account.field import NOT_ASKED, Field, Known
from iamtui.account.model import (
    Account,
    Group,
    InlinePolicy,
    InstanceProfile,
    LastUsed,
    ManagedPolicy,
    PolicyVersion,
    Role,
    User,
)

Entry: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Details:
    """The entities of one page; any page may hold any of the kinds."""

    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    roles: tuple[Role, ...] = ()
    policies: tuple[ManagedPolicy, ...] = ()
    instance_profiles: tuple[InstanceProfile, ...] = ()


def parse(page: Entry) -> Details:
    """The entities of one page of `GetAccountAuthorizationDetails`."""
    roles = page.get("RoleDetailList", ())
    profiles = {
        p["InstanceProfileName"]: p for r in roles for p in r.get("InstanceProfileList", ())
    }
    return Details(
        users=tuple(map(user, page.get("UserDetailList", ()))),
        groups=tuple(map(group, page.get("GroupDetailList", ()))),
        roles=tuple(map(role, roles)),
        policies=tuple(map(policy, page.get("Policies", ()))),
        instance_profiles=tuple(map(instance_profile, profiles.values())),
    )


def with_details(account: Account, details: Details) -> Account:
    """`account` with the entities of `details` in place of those of the same names."""
    return replace(
        account,
        users={**account.users, **{u.name: u for u in details.users}},
        groups={**account.groups, **{g.name: g for g in details.groups}},
        roles={**account.roles, **{r.name: r for r in details.roles}},
        policies={**account.policies, **{p.arn: p for p in details.policies}},
        instance_profiles={
            **account.instance_profiles,
            **{p.name: p for p in details.instance_profiles},
        },
    )


def user(entry: Entry) -> User:
    """A user of `UserDetailList`."""
    return User(
        name=entry["UserName"],
        arn=entry["Arn"],
        id=entry["UserId"],
        path=intern(entry.get("Path", "/")),
        created=moment(entry.get("CreateDate")),
        groups=Known(tuple(sorted(map(intern, entry.get("GroupList", ()))))),
        attached=Known(arns(entry.get("AttachedManagedPolicies", ()))),
        inline=Known(inline_policies(entry.get("UserPolicyList", ()))),
        boundary=Known(boundary(entry)),
        tags=Known(tags(entry.get("Tags", ()))),
    )


def group(entry: Entry) -> Group:
    """A group of `GroupDetailList`."""
    return Group(
        name=entry["GroupName"],
        arn=entry["Arn"],
        id=entry["GroupId"],
        path=intern(entry.get("Path", "/")),
        created=moment(entry.get("CreateDate")),
        attached=Known(arns(entry.get("AttachedManagedPolicies", ()))),
        inline=Known(inline_policies(entry.get("GroupPolicyList", ()))),
    )


def role(entry: Entry) -> Role:
    """A role of `RoleDetailList`, which leaves out its description and longest session."""
    profiles = (p["InstanceProfileName"] for p in entry.get("InstanceProfileList", ()))
    return Role(
        name=entry["RoleName"],
        arn=entry["Arn"],
        id=entry["RoleId"],
        path=intern(entry.get("Path", "/")),
        created=moment(entry.get("CreateDate")),
        trust=document(entry.get("AssumeRolePolicyDocument")),
        attached=Known(arns(entry.get("AttachedManagedPolicies", ()))),
        inline=Known(inline_policies(entry.get("RolePolicyList", ()))),
        boundary=Known(boundary(entry)),
        tags=Known(tags(entry.get("Tags", ()))),
        last_used=Known(role_last_used(entry)),
        instance_profiles=Known(tuple(sorted(profiles))),
    )


def policy(entry: Entry) -> ManagedPolicy:
    """A policy of `Policies`; its name is the end of its ARN where a server leaves it out."""
    arn = intern(entry["Arn"])
    return ManagedPolicy(
        name=entry.get("PolicyName") or arn.rsplit("/", 1)[-1],
        arn=arn,
        id=entry.get("PolicyId", ""),
        path=intern(entry.get("Path", "/")),
        created=moment(entry.get("CreateDate")),
        updated=moment(entry.get("UpdateDate")),
        default_version=intern(entry.get("DefaultVersionId", "v1")),
        attachment_count=number(entry, "AttachmentCount"),
        boundary_count=number(entry, "PermissionsBoundaryUsageCount"),
        versions=Known(policy_versions(entry.get("PolicyVersionList", ()))),
    )


def instance_profile(entry: Entry) -> InstanceProfile:
    """An instance profile, as it stands in a role or in a list."""
    return InstanceProfile(
        name=entry["InstanceProfileName"],
        arn=entry["Arn"],
        id=entry["InstanceProfileId"],
        path=intern(entry.get("Path", "/")),
        created=moment(entry.get("CreateDate")),
        roles=tuple(sorted(r["RoleName"] for r in entry.get("Roles", ()))),
    )


def arns(attached: Iterable[Entry]) -> tuple[str, ...]:
    """The ARNs of attached policies, sorted."""
    return tuple(sorted(intern(one["PolicyArn"]) for one in attached))


def inline_policies(entries: Iterable[Entry]) -> tuple[InlinePolicy, ...]:
    """Inline policies, sorted by name."""
    found = [InlinePolicy(e["PolicyName"], document_text(e["PolicyDocument"])) for e in entries]
    return tuple(sorted(found, key=lambda one: one.name))


def policy_versions(entries: Iterable[Entry]) -> tuple[PolicyVersion, ...]:
    """The versions of a managed policy, newest first.

    An id is `v`, a number and, AWS's pattern allows, a dot with more.
    """
    found = [policy_version(entry) for entry in entries]
    return tuple(sorted(found, key=lambda one: int(one.id[1:].partition(".")[0]), reverse=True))


def policy_version(entry: Entry) -> PolicyVersion:
    """One version of a managed policy; lists of versions leave out its document."""
    return PolicyVersion(
        id=intern(entry["VersionId"]),
        is_default=entry.get("IsDefaultVersion", False),
        created=moment(entry.get("CreateDate")),
        document=document(entry.get("Document")),
    )


def tags(entries: Iterable[Entry]) -> dict[str, str]:
    """Tags, sorted by key."""
    return dict(sorted((intern(tag["Key"]), tag["Value"]) for tag in entries))


def boundary(entry: Entry) -> str | None:
    """The ARN of the permissions boundary, None where there is none."""
    attached = entry.get("PermissionsBoundary")
    return intern(attached["PermissionsBoundaryArn"]) if attached else None


def role_last_used(entry: Entry) -> LastUsed | None:
    """When a role was last used, None where it never was."""
    use = entry.get("RoleLastUsed") or {}
    at = moment(use.get("LastUsedDate"))
    return LastUsed(at, region=use.get("Region", "")) if at else None


def number(entry: Entry, name: str) -> Field[int]:
    """A count, not known where the answer leaves it out."""
    value = entry.get(name)
    return NOT_ASKED if value is None else Known(value)


def moment(value: datetime | str | None) -> datetime | None:
    """A time in UTC, out of a datetime or an ISO text."""
    if value is None:
        return None
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    if time.tzinfo is UTC:
        return time
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def document(value: str | Mapping[str, Any] | None) -> Field[str]:
    """A policy document as JSON text, not known where the answer leaves it out."""
    return NOT_ASKED if value is None else Known(document_text(value))


def document_text(value: str | Mapping[str, Any]) -> str:
    """A policy document as its JSON text.

    Percent-encoded text holds no brace, JSON text always does; so a `%41` within JSON text stays.
    """
    if not isinstance(value, str):
        return json.dumps(value)
    return value if "{" in value else unquote(value)
