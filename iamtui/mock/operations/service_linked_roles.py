"""Service-linked roles, which only their service may change.

AWS's words: answers of AWS that LocalStack recorded, test_iam.snapshot.json.
"""

from __future__ import annotations

import json
import uuid
from typing import Final

from iamtui.mock.entities import Role
from iamtui.mock.errors import AwsError
from iamtui.mock.linked_services import LinkedService, linked_service
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.usage import attach, set_boundary
from iamtui.mock.views import role_made

_PATH: Final = "/aws-service-role/"
_POLICIES: Final = ("aws-service-role/", "")


@operation(
    "CreateServiceLinkedRole",
    differs="AWS refuses services without such a role; the mock makes up a name for them.",
)
def create_service_linked_role(request: Request) -> Result:
    """`AWSServiceRoleFor…` of a service, with the policy that AWS gives it."""
    store, service = request.store, request.text("AWSServiceName")
    linked = linked_service(service)
    if linked is None:
        raise AwsError("InvalidInput", f"Service {service} is not valid.")
    name = _name(linked, service, request.optional("CustomSuffix"))
    if any(other.lower() == name.lower() for other in store.roles):
        words = "has been taken in this account, please try a different suffix."
        raise AwsError("InvalidInput", f"Service role name {name} {words}")
    role = Role(store.account_id, name, f"{_PATH}{service}/", _trust(service), store.now())
    role.description = request.optional("Description") or ""
    store.roles[name] = role
    for path in _POLICIES:
        arn = f"arn:aws:iam::aws:policy/{path}{linked.policy}"
        if arn in store.policies:
            attach(role, store.policies[arn])
    return {"Role": role_made(role, store)}


@operation("DeleteServiceLinkedRole", differs="A service may still need its role, and says so.")
def delete_service_linked_role(request: Request) -> Result:
    """Hand in the deletion; it is done when the answer comes."""
    role = request.store.role(request.text("RoleName"))
    if not role.path.startswith(_PATH):
        raise AwsError("InvalidInput", f"Role {role.name} is not a service-linked role.")
    for policy in list(role.managed_policies.values()):
        policy.detach_from(role)
    set_boundary(role, None)
    del request.store.roles[role.name]
    task = f"task{role.path}{role.name}/{uuid.uuid4()}"
    request.store.deletion_tasks.add(task)
    return {"DeletionTaskId": task}


@operation("GetServiceLinkedRoleDeletionStatus", differs="A deletion takes a while.")
def deletion_status(request: Request) -> Result:
    """How far a deletion is."""
    task = request.text("DeletionTaskId")
    if task not in request.store.deletion_tasks:
        raise AwsError("NoSuchEntity", f"Deletion task {task} cannot be found.")
    return {"Status": "SUCCEEDED"}


def _name(linked: LinkedService, service: str, suffix: str | None) -> str:
    if suffix is None:
        return linked.role_name
    if not linked.takes_suffix:
        raise AwsError("InvalidInput", f"Custom suffix is not allowed for {service}")
    return f"{linked.role_name}_{suffix}"


def _trust(service: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
