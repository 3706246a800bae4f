"""Which policies give an entity access to a service."""

from __future__ import annotations

from iamtui.mock.entities import Group, Holder, Role
from iamtui.mock.errors import AwsError
from iamtui.mock.granted_services import services_granted
from iamtui.mock.operations.last_accessed import holders_of, policies_in_use
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import View
from iamtui.policy import NamedPolicy


@operation("ListPoliciesGrantingServiceAccess")
def list_policies_granting(request: Request) -> Result:
    """For each service asked about, the policies of a user (with its groups), group or role.

    Boundaries are not counted. Source: IAM API reference, ListPoliciesGrantingServiceAccess.
    """
    arn = request.text("Arn")
    if arn in request.store.policies:
        raise AwsError("InvalidInput", f"{arn} is not the ARN of a user, group or role.")
    (holder,) = holders_of(request.store, arn)
    asked = [str(service) for service in request.params["ServiceNamespaces"]]
    entries = [{"ServiceNamespace": each, "Policies": _granting(holder, each)} for each in asked]
    places = {id(entry): f"{number:08}" for number, entry in enumerate(entries)}
    chosen, end = page(request, entries, lambda entry: places[id(entry)])
    return {"PoliciesGrantingServiceAccess": chosen, **end}


def _granting(holder: Holder, service: str) -> list[View]:
    return [
        _view(owner, named)
        for owner, named in policies_in_use(holder)
        if service in services_granted([named])
    ]


def _view(owner: Holder, named: NamedPolicy) -> View:
    if named.name.startswith("arn:"):
        name = named.name.rpartition("/")[2]
        return {"PolicyName": name, "PolicyType": "MANAGED", "PolicyArn": named.name}
    kind = "ROLE" if isinstance(owner, Role) else "GROUP" if isinstance(owner, Group) else "USER"
    return {
        "PolicyName": named.name,
        "PolicyType": "INLINE",
        "EntityType": kind,
        "EntityName": owner.name,
    }
