"""When the services that an entity's policies allow were last called."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from iamtui.mock.accesses import Access, accesses, last_access, those_with
from iamtui.mock.entities import Group, Holder, Principal, Role, User
from iamtui.mock.errors import AwsError
from iamtui.mock.granted_services import services_granted
from iamtui.mock.layers import named_policy, policies_of
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import Store
from iamtui.mock.views import View
from iamtui.policy import NamedPolicy
from iamtui.policy.reference import services

# Services whose actions are tracked, as far as the mock has them: IAM User Guide, "IAM action last
# accessed information services and actions".
_TRACKED: Final = frozenset({"iam", "sts"})


@operation(
    "GenerateServiceLastAccessedDetails",
    differs="It takes a while, and knows the calls of the last 400 days to all services.",
)
def generate(request: Request) -> Result:
    """Order the details of an entity; they are there at once."""
    store, arn = request.store, request.text("Arn")
    holders_of(store, arn)
    job = str(uuid.uuid4())
    granularity = request.optional("Granularity") or "SERVICE_LEVEL"
    store.access_jobs[job] = (arn, granularity, store.now())
    return {"JobId": job}


@operation("GetServiceLastAccessedDetails")
def get(request: Request) -> Result:
    """The details ordered before: each service that the policies allow, called or not."""
    arn, granularity, ordered = _job(request)
    holders = holders_of(request.store, arn)
    chosen, end = page(request, _services(request.store, arn, holders), str)
    principals = those_with(holders)
    by_action = granularity == "ACTION_LEVEL"
    return {
        **_finished(ordered),
        "JobType": granularity,
        "ServicesLastAccessed": [_view(service, principals, by_action) for service in chosen],
        **end,
    }


@operation("GetServiceLastAccessedDetailsWithEntities")
def get_with_entities(request: Request) -> Result:
    """Which users and roles could call one service, the latest caller first."""
    arn, _, ordered = _job(request)
    service = request.text("ServiceNamespace")
    if service not in services():
        raise AwsError("NoSuchEntity", f"Service {service} does not exist.")
    principals = those_with(holders_of(request.store, arn))
    found = [(last_access([each], service), each) for each in principals]
    found.sort(key=lambda pair: (pair[0] is None, -pair[0].date.timestamp() if pair[0] else 0))
    places = {str(each.arn): f"{number:08}" for number, (_, each) in enumerate(found)}
    chosen, end = page(request, found, lambda pair: places[str(pair[1].arn)])
    return {**_finished(ordered), "EntityDetailsList": [_entity(*one) for one in chosen], **end}


def holders_of(store: Store, arn: str) -> list[Holder]:
    """The entity itself, or those that a policy is attached to. Raises NoSuchEntity."""
    everybody: tuple[Holder, ...] = (
        *store.users.values(),
        *store.groups.values(),
        *store.roles.values(),
    )
    if arn in store.policies:
        return [holder for holder in everybody if arn in holder.managed_policies]
    for holder in everybody:
        if holder.arn == arn:
            return [holder]
    raise AwsError("NoSuchEntity", f"ARN {arn} does not exist.")


def policies_in_use(holder: Holder) -> Iterator[tuple[Holder, NamedPolicy]]:
    """An entity's own policies and those of its groups, with who has them."""
    groups: Iterable[Group] = holder.groups if isinstance(holder, User) else ()
    for each in (holder, *groups):
        for named in policies_of(each):
            yield each, named


def _job(request: Request) -> tuple[str, str, datetime]:
    job = request.text("JobId")
    if job not in request.store.access_jobs:
        raise AwsError("NoSuchEntity", f"Job {job} does not exist.")
    return request.store.access_jobs[job]


def _finished(ordered: datetime) -> View:
    return {
        "JobStatus": "COMPLETED",
        "JobCreationDate": ordered,
        "JobCompletionDate": ordered,
    }


def _services(store: Store, arn: str, holders: list[Holder]) -> frozenset[str]:
    if arn in store.policies:
        return services_granted([named_policy(store.policies[arn])])
    return services_granted([named for each in holders for _, named in policies_in_use(each)])


def _view(service: str, principals: list[Principal], by_action: bool) -> View:
    used = [each for each in principals if last_access([each], service) is not None]
    last = last_access(used, service)
    view: View = {
        "ServiceName": services()[service],
        "ServiceNamespace": service,
        "LastAuthenticated": last.date if last else None,
        "LastAuthenticatedRegion": last.region if last else None,
        "LastAuthenticatedEntity": last.principal.arn if last else None,
        "TotalAuthenticatedEntities": len(used),
    }
    if by_action and service in _TRACKED:
        view["TrackedActionsLastAccessed"] = [_action(each) for each in _actions(service, used)]
    return view


def _actions(service: str, principals: list[Principal]) -> list[Access]:
    """The youngest access of each action, sorted by action."""
    youngest: dict[str, Access] = {}
    for access in (each for one in principals for each in accesses(one)):
        before = youngest.get(access.action)
        if access.service == service and access.action:
            youngest[access.action] = max(before or access, access, key=lambda each: each.date)
    return [youngest[name] for name in sorted(youngest)]


def _action(access: Access) -> View:
    return {
        "ActionName": access.action,
        "LastAccessedEntity": access.principal.arn,
        "LastAccessedTime": access.date,
        "LastAccessedRegion": access.region,
    }


def _entity(access: Access | None, principal: Principal) -> View:
    return {
        "EntityInfo": {
            "Arn": principal.arn,
            "Name": principal.name,
            "Type": "ROLE" if isinstance(principal, Role) else "USER",
            "Id": principal.id,
            "Path": principal.path,
        },
        "LastAuthenticated": access.date if access else None,
    }
