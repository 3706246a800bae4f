"""Roles: create, show, list, change, delete."""

from __future__ import annotations

from iamtui.mock.documents import check_trust
from iamtui.mock.entities import Role
from iamtui.mock.errors import AwsError, conflict
from iamtui.mock.labels import checked_tags, without_case
from iamtui.mock.paging import by_name, listed
from iamtui.mock.policy_arns import boundary_policy
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import unique_name
from iamtui.mock.trust import remember_trusted
from iamtui.mock.usage import PROTECTED_PATHS, refuse_protected, set_boundary
from iamtui.mock.views import as_given, role_listed, role_made, role_shown


def modifiable(request: Request) -> Role:
    """The role that the call names, if it may be changed by others than AWS."""
    role = request.store.role(request.text("RoleName"))
    refuse_protected(role)
    return role


@operation("CreateRole", differs="Principals of other accounts must be there too.")
def create_role(request: Request) -> Result:
    """A new role."""
    store, name = request.store, request.text("RoleName")
    unique_name("Role", name, store.roles)
    trust = request.text("AssumeRolePolicyDocument")
    check_trust(trust, store)
    labels = checked_tags(request.params.get("Tags", []), without_case)
    boundary = request.optional("PermissionsBoundary")
    policy = boundary_policy(store, boundary) if boundary else None
    check_quota(store, "RolesPerAccount", store.roles)
    path = request.optional("Path") or "/"
    if path.startswith(PROTECTED_PATHS):
        raise AwsError("InvalidInput", f"The path {path} is reserved for roles that AWS makes.")
    role = Role(store.account_id, name, path, trust, store.now())
    role.description = request.optional("Description") or ""
    role.max_duration = int(request.params.get("MaxSessionDuration", 3600))
    role.labels = labels
    set_boundary(role, policy)
    store.roles[name] = role
    remember_trusted(role, store)
    return {"Role": {**role_made(role, request.store), "Tags": as_given(labels)}}


@operation("GetRole")
def get_role(request: Request) -> Result:
    """One role."""
    return {"Role": role_shown(request.store.role(request.text("RoleName")), request.store)}


@operation("ListRoles")
def list_roles(request: Request) -> Result:
    """Roles under a path, without tags, boundaries and last use."""
    prefix = request.optional("PathPrefix") or "/"
    roles = [role for role in request.store.roles.values() if role.path.startswith(prefix)]
    return listed(request, "Roles", roles, by_name, lambda item: role_listed(item, request.store))


@operation("UpdateRole")
def update_role(request: Request) -> Result:
    """Another description or longest session; what is not given stays.

    Source: LocalStack's recorded answers, test_iam_roles.snapshot.json, test_update_role.
    """
    role = modifiable(request)
    description = request.optional("Description")
    role.description = role.description if description is None else description
    role.max_duration = int(request.params.get("MaxSessionDuration", role.max_duration))
    return {}


@operation("UpdateRoleDescription")
def update_role_description(request: Request) -> Result:
    """Another description."""
    role = modifiable(request)
    role.description = request.text("Description")
    return {"Role": {**role_made(role, request.store), "Description": role.description}}


@operation("UpdateAssumeRolePolicy", differs="Principals of other accounts must be there too.")
def update_assume_role_policy(request: Request) -> Result:
    """Another trust policy."""
    role = modifiable(request)
    document = request.text("PolicyDocument")
    check_trust(document, request.store)
    role.assume_role_policy_document = document
    remember_trusted(role, request.store)
    return None


@operation("DeleteRole")
def delete_role(request: Request) -> Result:
    """Delete a role without policies that is in no instance profile."""
    role = modifiable(request)
    if any(role in profile.roles for profile in request.store.profiles.values()):
        raise conflict("remove roles from instance profile")
    if role.managed_policies:
        raise conflict("detach all policies")
    if role.policies:
        raise conflict("delete policies")
    set_boundary(role, None)
    del request.store.roles[role.name]
    return None
