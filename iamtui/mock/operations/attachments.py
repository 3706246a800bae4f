"""Managed policies attached to users, groups and roles."""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import Holder
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.paging import listed
from iamtui.mock.policy_arns import attachable_policy
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.usage import attach, refuse_protected
from iamtui.mock.views import View, attached

_MOST: Final = 10
_OF_A_SERVICE: Final = "Cannot attach a Service Role Policy to a Customer Role."


def holder_of(request: Request, kind: str) -> Holder:
    """The user, group or role that the call names; a protected role only to read it."""
    name = request.text(f"{kind}Name")
    if kind == "User":
        return request.store.user(name)
    if kind == "Group":
        return request.store.group(name)
    role = request.store.role(name)
    if not request.operation.startswith(("List", "Get")):
        refuse_protected(role)
    return role


def _register(kind: str) -> None:
    @operation(f"Attach{kind}Policy")
    def attach_policy(request: Request) -> Result:
        """Attach a managed policy; ten at most, and once more changes nothing."""
        holder, arn = holder_of(request, kind), request.text("PolicyArn")
        policy = attachable_policy(request.store, arn)
        if policy.path.startswith("/aws-service-role/"):
            raise AwsError("PolicyNotAttachable", _OF_A_SERVICE)
        if arn not in holder.managed_policies and len(holder.managed_policies) >= _MOST:
            raise quota(f"PoliciesPer{kind}", _MOST)
        attach(holder, policy)
        return None

    @operation(f"Detach{kind}Policy")
    def detach_policy(request: Request) -> Result:
        """Detach a managed policy that is attached."""
        holder, arn = holder_of(request, kind), request.text("PolicyArn")
        if arn not in holder.managed_policies:
            raise AwsError("NoSuchEntity", f"Policy {arn} was not found.")
        holder.managed_policies[arn].detach_from(holder)
        return None

    @operation(f"ListAttached{kind}Policies")
    def list_attached(request: Request) -> Result:
        """The managed policies attached, under a path."""
        prefix = request.optional("PathPrefix") or "/"
        holder = holder_of(request, kind)
        views = [
            view
            for view, policy in zip(attached(holder), holder.managed_policies.values(), strict=True)
            if policy.path.startswith(prefix)
        ]
        return listed(request, "AttachedPolicies", views, _by_policy_name, lambda view: view)


def _by_policy_name(view: View) -> str:
    return str(view["PolicyName"]).lower()


for _kind in ("User", "Group", "Role"):
    _register(_kind)
