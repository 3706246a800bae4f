"""Managed policies: create, show, list, delete, and who uses one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from iamtui.mock.documents import check_managed
from iamtui.mock.entities import Group, Holder, ManagedPolicy, Policy, Role, User
from iamtui.mock.errors import AwsError
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.paging import by_name, listed, page
from iamtui.mock.policy_arns import attachable_policy
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import Store
from iamtui.mock.views import as_given, policy_listed, policy_shown

_VERSIONS_FIRST: Final = (
    "This policy has more than one version. Before you delete a policy, you must delete "
    "the policy's versions. The default version is deleted with the policy."
)


@operation("CreatePolicy")
def create_policy(request: Request) -> Result:
    """A new customer managed policy, version v1."""
    store, name = request.store, request.text("PolicyName")
    _check_unique(store, name)
    document = request.text("PolicyDocument")
    check_managed(document)
    labels = checked_tags(request.params.get("Tags", []), with_case)
    check_quota(store, "PoliciesPerAccount", store.customer_policies())
    path = request.optional("Path") or "/"
    policy = Policy(store.account_id, name, path, document, store.now())
    policy.description = request.optional("Description") or ""
    policy.labels = labels
    store.policies[policy.arn] = policy
    return {"Policy": {**policy_listed(policy), "Tags": as_given(labels)}}


@operation("GetPolicy", differs="AWS's own policies have descriptions.")
def get_policy(request: Request) -> Result:
    """One managed policy, without its document."""
    return {"Policy": policy_shown(request.store.policy(request.text("PolicyArn")))}


@operation("ListPolicies")
def list_policies(request: Request) -> Result:
    """Managed policies by scope, path and use."""
    policies = [policy for policy in request.store.policies.values() if _wanted(policy, request)]
    return listed(request, "Policies", policies, by_name, policy_listed)


@operation("DeletePolicy")
def delete_policy(request: Request) -> Result:
    """Delete a policy that nobody uses and that has no version but the default one."""
    policy = request.store.customer_policy(request.text("PolicyArn"))
    if policy.attachment_count or policy.boundary_count:
        raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise AwsError("DeleteConflict", _VERSIONS_FIRST)
    del request.store.policies[policy.arn]
    return None


@operation("ListEntitiesForPolicy")
def list_entities_for_policy(request: Request) -> Result:
    """The users, groups and roles that a policy is attached to or bounds."""
    policy = attachable_policy(request.store, request.text("PolicyArn"))
    chosen, end = page(request, _entities(policy, request), _entity_key)
    return {
        "PolicyGroups": [
            {"GroupName": item.name, "GroupId": item.id}
            for item in chosen
            if isinstance(item, Group)
        ],
        "PolicyUsers": [
            {"UserName": item.name, "UserId": item.id} for item in chosen if isinstance(item, User)
        ],
        "PolicyRoles": [
            {"RoleName": item.name, "RoleId": item.id} for item in chosen if isinstance(item, Role)
        ],
        **end,
    }


def _entities(policy: ManagedPolicy, request: Request) -> Iterator[Holder]:
    kinds = {"User": User, "Group": Group, "Role": Role}
    wanted = kinds.get(request.optional("EntityFilter") or "", (User, Group, Role))
    usage = request.optional("PolicyUsageFilter")
    prefix = request.optional("PathPrefix") or "/"
    store = request.store
    for holder in (*store.groups.values(), *store.users.values(), *store.roles.values()):
        if not isinstance(holder, wanted) or not holder.path.startswith(prefix):
            continue
        bound = isinstance(holder, User | Role) and holder.boundary is policy
        attached = policy.arn in holder.managed_policies
        if (attached and usage != "PermissionsBoundary") or (
            bound and usage != "PermissionsPolicy"
        ):
            yield holder


def _entity_key(holder: Holder) -> str:
    rank = 0 if isinstance(holder, Group) else 1 if isinstance(holder, User) else 2
    return f"{rank}{holder.name.lower()}"


def _wanted(policy: ManagedPolicy, request: Request) -> bool:
    scope = request.optional("Scope") or "All"
    if scope != "All" and (scope == "Local") != isinstance(policy, Policy):
        return False
    if not policy.path.startswith(request.optional("PathPrefix") or "/"):
        return False
    usage = request.optional("PolicyUsageFilter")
    if usage == "PermissionsBoundary" and not policy.boundary_count:
        return False
    if usage == "PermissionsPolicy" and not policy.attachment_count:
        return False
    used = bool(policy.attachment_count or policy.boundary_count)
    return used or not request.params.get("OnlyAttached", False)


def _check_unique(store: Store, name: str) -> None:
    lowered = name.lower()
    if any(policy.name.lower() == lowered for policy in store.customer_policies()):
        raise AwsError(
            "EntityAlreadyExists",
            f"A policy called {name} already exists. Duplicate names are not allowed.",
        )
