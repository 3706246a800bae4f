"""Service-linked roles, which only their service may change."""

from __future__ import annotations

import json
import uuid

from iamtui.mock.entities import Role
from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import unique_name
from iamtui.mock.views import role_shown

_PATH = "/aws-service-role/"


@operation("CreateServiceLinkedRole")
def create_service_linked_role(request: Request) -> Result:
    """`AWSServiceRoleFor…` of a service."""
    store, service = request.store, request.text("AWSServiceName")
    if not service.endswith(".amazonaws.com"):
        raise AwsError("InvalidInput", f"Service {service} is not valid.")
    suffix = request.optional("CustomSuffix")
    stem = "".join(part.capitalize() for part in service.split(".")[0].split("-"))
    name = f"AWSServiceRoleFor{stem}" + (f"_{suffix}" if suffix else "")
    unique_name("Role", name, store.roles)
    role = Role(store.account_id, name, f"{_PATH}{service}/", _trust(service), store.now())
    role.description = request.optional("Description") or ""
    store.roles[name] = role
    return {"Role": role_shown(role)}


@operation("DeleteServiceLinkedRole")
def delete_service_linked_role(request: Request) -> Result:
    """Hand in the deletion; it is done when the answer comes."""
    role = request.store.role(request.text("RoleName"))
    if not role.path.startswith(_PATH):
        raise AwsError("InvalidInput", f"Role {role.name} is not a service-linked role.")
    del request.store.roles[role.name]
    task = f"task{role.path}{role.name}/{uuid.uuid4()}"
    request.store.deletion_tasks.add(task)
    return {"DeletionTaskId": task}


@operation("GetServiceLinkedRoleDeletionStatus")
def deletion_status(request: Request) -> Result:
    """How far a deletion is."""
    if request.text("DeletionTaskId") not in request.store.deletion_tasks:
        raise AwsError("NoSuchEntity", "No such deletion task.")
    return {"Status": "SUCCEEDED"}


def _trust(service: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
