"""Roles: create, show, list, change, delete."""

from __future__ import annotations

from iamtui.mock.documents import check_trust
from iamtui.mock.entities import Role
from iamtui.mock.errors import conflict
from iamtui.mock.labels import checked_tags, without_case
from iamtui.mock.paging import by_name, listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import unique_name
from iamtui.mock.usage import refuse_protected, set_boundary
from iamtui.mock.views import role_listed, role_shown


def modifiable(request: Request) -> Role:
    """The role that the call names, if it may be changed by others than AWS."""
    role = request.store.role(request.text("RoleName"))
    refuse_protected(role)
    return role


@operation("CreateRole")
def create_role(request: Request) -> Result:
    """A new role."""
    store, name = request.store, request.text("RoleName")
    unique_name("Role", name, store.roles)
    trust = request.text("AssumeRolePolicyDocument")
    check_trust(trust)
    labels = checked_tags(request.params.get("Tags", []), without_case)
    boundary = request.optional("PermissionsBoundary")
    policy = store.policy(boundary) if boundary else None
    role = Role(store.account_id, name, request.optional("Path") or "/", trust, store.now())
    role.description = request.optional("Description") or ""
    role.max_duration = int(request.params.get("MaxSessionDuration", 3600))
    role.labels = labels
    set_boundary(role, policy)
    store.roles[name] = role
    return {"Role": role_shown(role)}


@operation("GetRole")
def get_role(request: Request) -> Result:
    """One role."""
    return {"Role": role_shown(request.store.role(request.text("RoleName")))}


@operation("ListRoles")
def list_roles(request: Request) -> Result:
    """Roles under a path, without tags, boundaries and last use."""
    prefix = request.optional("PathPrefix") or "/"
    roles = [role for role in request.store.roles.values() if role.path.startswith(prefix)]
    return listed(request, "Roles", roles, by_name, role_listed)


@operation("UpdateRole")
def update_role(request: Request) -> Result:
    """Another description or longest session; AWS takes an absent description for an empty one."""
    role = modifiable(request)
    role.description = request.optional("Description") or ""
    role.max_duration = int(request.params.get("MaxSessionDuration", 3600))
    return {}


@operation("UpdateRoleDescription")
def update_role_description(request: Request) -> Result:
    """Another description."""
    role = modifiable(request)
    role.description = request.text("Description")
    return {"Role": role_shown(role)}


@operation("UpdateAssumeRolePolicy")
def update_assume_role_policy(request: Request) -> Result:
    """Another trust policy."""
    role = modifiable(request)
    document = request.text("PolicyDocument")
    check_trust(document)
    role.assume_role_policy_document = document
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
