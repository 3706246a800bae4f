"""Users, groups, roles and customer managed policies: all in one call, or list by list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from iamtui.account import authorization_details
from iamtui.account.authorization_details import Details, with_details
from iamtui.account.model import Account, Source, User
from iamtui.aws import listed
from iamtui.aws.api import Api
from iamtui.aws.backend import Progress
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import AccessDenied, AnswerUnreadable, ServiceFailed
from iamtui.aws.failures import CANNOT_SIGN, unknown_because
from iamtui.aws.jobs import Step, Steps, answered, finished, with_source
from iamtui.errors import IamtuiError

OPERATION = "GetAccountAuthorizationDetails"
# An answer that cannot be read is asked for once more before the lists are, which tell less.
ATTEMPTS = 2
LISTED = (Source.USERS, Source.GROUPS, Source.ROLES, Source.POLICIES)
SOURCES = (Source.DETAILS, *LISTED)


def details(api: Api, cancel: Cancel) -> Steps:
    """`GetAccountAuthorizationDetails`; where it is denied or stays broken, the four lists."""
    broken: IamtuiError | None = None
    for _ in range(ATTEMPTS):
        try:
            yield from _details(api, cancel)
        except (AnswerUnreadable, ServiceFailed) as error:
            broken = error
        except AccessDenied as error:
            broken = error
            break
        else:
            return
    if broken is not None:
        hole = unknown_because(broken, OPERATION)
        yield Step(with_source(Source.DETAILS, hole), (Progress(Source.DETAILS, 0, done=True),))
    yield from lists(api, cancel)


def _details(api: Api, cancel: Cancel) -> Steps:
    counts: Counter[Source] = Counter()
    for page in api.pages(OPERATION, cancel=cancel):
        found = authorization_details.parse(page)
        grown = _count(found)
        counts.update(grown)
        yield Step(
            lambda account, found=found: with_details(account, found),  # type: ignore[misc]
            tuple(Progress(source, counts[source], done=False) for source in grown),
        )
    for source in SOURCES:
        yield finished(source, counts[source])


def _count(found: Details) -> dict[Source, int]:
    counts = {
        Source.USERS: len(found.users),
        Source.GROUPS: len(found.groups),
        Source.ROLES: len(found.roles),
        Source.POLICIES: sum(not policy.is_aws_managed for policy in found.policies),
    }
    return {source: count for source, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class _List:
    """One of the lists: what is asked, where its entries are, and where they go."""

    source: Source
    operation: str
    parameters: Mapping[str, str]
    entries: str
    add: Callable[[Account, list[Mapping[str, Any]]], Account]


# What the details gave before they broke off is more than what a list tells, and stays.
_LISTS = (
    _List(
        Source.USERS,
        "ListUsers",
        {},
        "Users",
        lambda a, es: replace(a, users={u.name: u for u in map(listed.user, es)} | dict(a.users)),
    ),
    _List(
        Source.GROUPS,
        "ListGroups",
        {},
        "Groups",
        lambda a, es: replace(
            a, groups={g.name: g for g in map(listed.group, es)} | dict(a.groups)
        ),
    ),
    _List(
        Source.ROLES,
        "ListRoles",
        {},
        "Roles",
        lambda a, es: replace(a, roles={r.name: r for r in map(listed.role, es)} | dict(a.roles)),
    ),
    _List(
        Source.POLICIES,
        "ListPolicies",
        {"Scope": "Local"},
        "Policies",
        lambda a, es: replace(
            a, policies={p.arn: p for p in map(listed.policy, es)} | dict(a.policies)
        ),
    ),
)


def lists(api: Api, cancel: Cancel) -> Steps:
    """The four lists, each on its own: one that is denied leaves the others."""
    for one in _LISTS:
        yield from _steps(one, api, cancel)


def _steps(one: _List, api: Api, cancel: Cancel) -> Steps:
    count = 0
    try:
        for page in api.pages(one.operation, one.parameters, cancel=cancel):
            entries = page.get(one.entries, [])
            count += len(entries)
            yield Step(
                lambda account, entries=entries: one.add(account, entries),  # type: ignore[misc]
                (Progress(one.source, count, done=False),),
            )
    except CANNOT_SIGN:
        raise
    except IamtuiError as error:
        failed = with_source(one.source, unknown_because(error, one.operation))
        patch = (lambda a: with_own_user(failed(a))) if one.source is Source.USERS else failed
        yield Step(patch, (Progress(one.source, count, done=True),))
        return
    yield Step(answered(one.source), (Progress(one.source, count, done=True),))


def with_own_user(account: Account) -> Account:
    """`account` with the caller as its one user, for those who may see only themselves."""
    caller = account.caller.otherwise(None)
    if caller is None or caller.user_name is None or caller.user_name in account.users:
        return account
    path = "/" + caller.arn.partition(":user/")[2].removesuffix(caller.user_name)
    own = User(caller.user_name, caller.arn, caller.user_id, path)
    return replace(account, users={**account.users, own.name: own})
