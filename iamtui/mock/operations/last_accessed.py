"""When the services that an entity's policies allow were last used.

The mock knows one use of each access key, the last one; what it knows no use of was never used.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Final

from iamtui.mock.entities import Holder, KeyUse, User
from iamtui.mock.errors import AwsError
from iamtui.mock.layers import policies_of
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import Store
from iamtui.mock.views import View
from iamtui.policy import Effect, NamedPolicy

# What `*` allows: the services of this policy, which names nearly all.
_EVERY_SERVICE: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@operation("GenerateServiceLastAccessedDetails")
def generate(request: Request) -> Result:
    """Order the details of an entity; they are there at once."""
    store, arn = request.store, request.text("Arn")
    _holders(store, arn)
    job = str(uuid.uuid4())
    store.access_jobs[job] = (arn, store.now())
    return {"JobId": job}


@operation("GetServiceLastAccessedDetails")
def get(request: Request) -> Result:
    """The details ordered before."""
    store, job = request.store, request.text("JobId")
    if job not in store.access_jobs:
        raise AwsError("NoSuchEntity", f"Job {job} does not exist.")
    arn, ordered = store.access_jobs[job]
    holders = _holders(store, arn)
    services, end = page(request, _services(store, arn, holders), str)
    users = list(_users(holders))
    return {
        "JobStatus": "COMPLETED",
        "JobType": "SERVICE_LEVEL",
        "JobCreationDate": ordered,
        "JobCompletionDate": ordered,
        "ServicesLastAccessed": [_view(service, users) for service in services],
        **end,
    }


def _holders(store: Store, arn: str) -> list[Holder]:
    """The entity itself, or those that a policy is attached to."""
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


def _users(holders: Iterable[Holder]) -> Iterator[User]:
    for holder in holders:
        if isinstance(holder, User):
            yield holder


def _services(store: Store, arn: str, holders: list[Holder]) -> set[str]:
    if arn in store.policies:
        return set(_allowed(store, [_default_version(store, arn)]))
    named = [policy for holder in holders for policy in policies_of(holder)]
    groups = [group for user in _users(holders) for group in user.groups]
    named += [policy for group in groups for policy in policies_of(group)]
    return set(_allowed(store, named))


def _allowed(store: Store, policies: Iterable[NamedPolicy]) -> Iterator[str]:
    for named in policies:
        for statement in named.policy.document.statements:
            if statement.effect is not Effect.ALLOW:
                continue
            for action in statement.actions or ():
                service = action.value.partition(":")[0].lower()
                if service == "*":
                    yield from _allowed(store, [_default_version(store, _EVERY_SERVICE)])
                else:
                    yield service


def _default_version(store: Store, arn: str) -> NamedPolicy:
    versions = store.policy(arn).versions
    return NamedPolicy.of(arn, next((v.document for v in versions if v.is_default), ""))


def _view(service: str, users: list[User]) -> View:
    uses: list[tuple[KeyUse, User]] = [
        (key.use, user)
        for user in users
        for key in user.keys
        if key.use is not None and key.use.service == service
    ]
    last = max(uses, key=lambda pair: pair[0].date, default=None)
    return {
        "ServiceName": service,
        "ServiceNamespace": service,
        "LastAuthenticated": last[0].date if last else None,
        "LastAuthenticatedRegion": last[0].region if last else None,
        "LastAuthenticatedEntity": last[1].arn if last else None,
        "TotalAuthenticatedEntities": len({user.name for _, user in uses}),
    }
