"""GetAccountAuthorizationDetails: the account in one paged sequence of four lists.

Users come first, then groups, roles and policies, under one Marker; a page carries all four lists,
most of them empty. Of AWS's own policies only those in use are given, unless the filter asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from iamtui.mock.entities import AwsPolicy, Group, ManagedPolicy, Role, User
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import (
    View,
    attached,
    boundary_view,
    group_listed,
    inline,
    policy_listed,
    profile_listed,
    role_listed,
    role_use,
    tag_list,
    user_listed,
    version_shown,
)

Item = User | Group | Role | ManagedPolicy

_KINDS: Final = ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy")


@operation("GetAccountAuthorizationDetails", differs="AWS's own policies have older versions.")
def get_account_authorization_details(request: Request) -> Result:
    """A page of users, groups, roles and policies with all that they may do."""
    chosen, end = page(request, _items(request), _key)
    profiles = _profiles_by_role(request)
    return {
        "UserDetailList": [_user(item) for item in chosen if isinstance(item, User)],
        "GroupDetailList": [_group(item) for item in chosen if isinstance(item, Group)],
        "RoleDetailList": [
            _role(role_listed(item, request.store), item, profiles.get(item.name, []))
            for item in chosen
            if isinstance(item, Role)
        ],
        "Policies": [_policy(item) for item in chosen if isinstance(item, ManagedPolicy)],
        **end,
    }


def _items(request: Request) -> Iterator[Item]:
    store, asked = request.store, request.params.get("Filter") or []
    wanted = asked or _KINDS
    if "User" in wanted:
        yield from store.users.values()
    if "Group" in wanted:
        yield from store.groups.values()
    if "Role" in wanted:
        yield from store.roles.values()
    for policy in store.policies.values():
        if not isinstance(policy, AwsPolicy):
            if "LocalManagedPolicy" in wanted:
                yield policy
        elif "AWSManagedPolicy" in asked or (not asked and _in_use(policy)):
            yield policy


def _in_use(policy: AwsPolicy) -> bool:
    return bool(policy.attachment_count or policy.boundary_count or policy.of_account)


def _key(item: Item) -> str:
    rank = "3"
    for number, kind in enumerate((User, Group, Role)):
        if isinstance(item, kind):
            rank = str(number)
    return f"{rank}{item.name.lower()} {item.id}"


def _profiles_by_role(request: Request) -> dict[str, list[View]]:
    profiles: dict[str, list[View]] = {}
    for profile in request.store.profiles.values():
        for role in profile.roles:
            profiles.setdefault(str(role.name), []).append(profile_listed(profile, request.store))
    return profiles


def _user(user: User) -> View:
    return {
        **user_listed(user),
        "UserPolicyList": inline(user) or None,
        "GroupList": sorted(group.name for group in user.groups),
        "AttachedManagedPolicies": attached(user),
        "PermissionsBoundary": boundary_view(user.boundary),
        "Tags": tag_list(user.labels),
    }


def _group(group: Group) -> View:
    policies = {"GroupPolicyList": inline(group), "AttachedManagedPolicies": attached(group)}
    return {**group_listed(group), **policies}


def _role(seen: View, role: Role, profiles: list[View]) -> View:
    return {
        **seen,
        "InstanceProfileList": profiles,
        "RolePolicyList": inline(role),
        "AttachedManagedPolicies": attached(role),
        "PermissionsBoundary": boundary_view(role.boundary),
        "Tags": tag_list(role.labels),
        "RoleLastUsed": role_use(role),
    }


def _policy(policy: ManagedPolicy) -> View:
    versions = [version_shown(version) for version in reversed(policy.versions)]
    return {
        **policy_listed(policy),
        "Description": policy.description or None,
        "PolicyVersionList": versions,
    }
