"""When users and roles last called which service and action, as far as the mock saw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iamtui.mock.entities import Holder, Principal, User
from iamtui.mock.store import Store


@dataclass(frozen=True, slots=True)
class Access:
    """The last attempt of `principal` to call a service; `action` is "" where nobody knows it."""

    principal: Principal
    service: str
    action: str
    date: datetime
    region: str


def record(store: Store, principal: Principal, service: str, action: str, region: str) -> None:
    """Remember an attempt; whether it was allowed makes no difference.

    Source: IAM User Guide, "Refine permissions using last accessed information": "all attempts".
    """
    principal.accesses[service, action] = (store.now(), region)


def accesses(principal: Principal) -> Iterator[Access]:
    """What `principal` called last, an action each, and what its access keys were used for."""
    for (service, action), (date, region) in principal.accesses.items():
        yield Access(principal, service, action, date, region)
    if isinstance(principal, User):
        for key in principal.keys:
            if key.use is not None:
                yield Access(principal, key.use.service, "", key.use.date, key.use.region)


def last_access(principals: list[Principal], service: str) -> Access | None:
    """The youngest access of any of `principals` to a service."""
    found = (each for one in principals for each in accesses(one) if each.service == service)
    return max(found, key=lambda each: each.date, default=None)


def those_with(holders: list[Holder]) -> list[Principal]:
    """The users and roles among `holders`, and the members of the groups; each once."""
    found: dict[str, Principal] = {}
    for holder in holders:
        several = (holder,) if isinstance(holder, Principal) else holder.members.values()
        found.update((str(one.arn), one) for one in several)
    return list(found.values())
