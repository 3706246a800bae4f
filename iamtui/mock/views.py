"""Entities as IAM shows them: a list leaves out what only a Get gives.

Which fields a list omits: IAM API reference, ListUsers, ListRoles and ListPolicies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from iamtui.mock.entities import (
    AwsPolicy,
    Group,
    Holder,
    InstanceProfile,
    ManagedPolicy,
    Role,
    User,
)
from iamtui.mock.store import Store
from iamtui.mock.trust import trust_document

View = dict[str, Any]


def encoded(document: str) -> str:
    """A policy document as IAM answers it: percent-encoded as RFC 3986 says."""
    return quote(document, safe="")


def tag_list(labels: Mapping[str, str]) -> list[View]:
    """Tags in the order of their keys."""
    return [{"Key": key, "Value": labels[key]} for key in sorted(labels)]


def as_given(labels: Mapping[str, str]) -> list[View] | None:
    """Tags in the order in which the call that makes an entity gave them; None if it gave none."""
    return [{"Key": key, "Value": value} for key, value in labels.items()] or None


def boundary_view(boundary: ManagedPolicy | None) -> View | None:
    """A permissions boundary."""
    if boundary is None:
        return None
    return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary.arn}


def user_listed(user: User) -> View:
    """A user in a list."""
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.create_date,
        "PasswordLastUsed": user.last_sign_in if user.password else None,
    }


def user_shown(user: User) -> View:
    """A user by itself."""
    return {
        **user_listed(user),
        "PermissionsBoundary": boundary_view(user.boundary),
        "Tags": tag_list(user.labels) or None,
    }


def group_listed(group: Group) -> View:
    """A group, in a list or by itself."""
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group.arn,
        "CreateDate": group.create_date,
    }


def role_embedded(role: Role, store: Store) -> View:
    """A role inside its instance profile."""
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.create_date,
        "AssumeRolePolicyDocument": encoded(trust_document(role, store)),
    }


def role_listed(role: Role, store: Store) -> View:
    """A role in a list."""
    return {
        **role_embedded(role, store),
        "Description": role.description or None,
        "MaxSessionDuration": role.max_duration,
    }


def role_made(role: Role, store: Store) -> View:
    """A role as the call that makes it answers: without description and longest session.

    Source: LocalStack's recorded answers, test_iam_roles.snapshot.json.
    """
    boundary, tags = boundary_view(role.boundary), tag_list(role.labels) or None
    return {**role_embedded(role, store), "PermissionsBoundary": boundary, "Tags": tags}


def role_shown(role: Role, store: Store) -> View:
    """A role by itself."""
    return {
        **role_listed(role, store),
        "PermissionsBoundary": boundary_view(role.boundary),
        "Tags": tag_list(role.labels) or None,
        "RoleLastUsed": role_use(role),
    }


def role_use(role: Role) -> View:
    """When and where a role was last used; empty where it never was."""
    if role.used is None:
        return {}
    return {"LastUsedDate": role.used, "Region": role.used_region}


def policy_listed(policy: ManagedPolicy) -> View:
    """A managed policy in a list."""
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": policy.attachment_count,
        "PermissionsBoundaryUsageCount": policy.boundary_count,
        "IsAttachable": True,
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
    }


def policy_shown(policy: ManagedPolicy) -> View:
    """A managed policy by itself."""
    return {
        **policy_listed(policy),
        "Description": policy.description or None,
        "Tags": tag_list(policy.labels) if not isinstance(policy, AwsPolicy) else [],
    }


def version_listed(version: Any) -> View:
    """A policy version without its document."""
    return {
        "VersionId": version.version_id,
        "IsDefaultVersion": version.is_default,
        "CreateDate": version.create_date,
    }


def version_shown(version: Any) -> View:
    """A policy version with its document."""
    return {**version_listed(version), "Document": encoded(version.document)}


def profile_listed(profile: InstanceProfile, store: Store) -> View:
    """An instance profile with its role."""
    return {
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.id,
        "Arn": profile.arn,
        "CreateDate": profile.create_date,
        "Roles": [role_embedded(role, store) for role in profile.roles if isinstance(role, Role)],
    }


def profile_shown(profile: InstanceProfile, store: Store) -> View:
    """An instance profile by itself."""
    return {**profile_listed(profile, store), "Tags": tag_list(profile.labels)}


def attached(holder: Holder) -> list[View]:
    """The managed policies attached to a user, group or role."""
    return [
        {"PolicyName": policy.name, "PolicyArn": policy.arn}
        for policy in holder.managed_policies.values()
    ]


def inline(holder: Holder) -> list[View]:
    """The inline policies of a user, group or role, with their documents."""
    return [
        {"PolicyName": name, "PolicyDocument": encoded(document)}
        for name, document in holder.policies.items()
    ]
