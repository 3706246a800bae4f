"""The calls that load an account, each a generator of steps towards it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import TypeAlias

from iamtui.account import credential_report
from iamtui.account.authorization_details import moment
from iamtui.account.credential_report import ReportRow
from iamtui.account.field import Field, Known
from iamtui.account.model import Account, Caller, ManagedPolicy, MfaDevice, Source
from iamtui.aws import listed
from iamtui.aws.api import Api
from iamtui.aws.backend import Patch, Progress
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import AccessDenied, NotReady

REPORT_SECONDS = 120.0
REPORT_POLLS = (0.25, 0.5, 1.0, 2.0)  # seconds; the last one repeats


@dataclass(frozen=True, slots=True)
class Step:
    """What one answer adds: a patch, how far its sources are, and rows of the credential report,
    which are kept for users that come later."""

    patch: Patch
    progress: tuple[Progress, ...]
    report_rows: Mapping[str, ReportRow] | None = None


Steps: TypeAlias = Iterator[Step]


@dataclass(frozen=True, slots=True)
class Job:
    """Steps towards `sources`, which stay unknown because of `operation` where they fail."""

    sources: tuple[Source, ...]
    operation: str
    steps: Callable[[Api, Cancel], Steps]


def answered(source: Source) -> Callable[[Account], Account]:
    """A patch that notes that `source` was read, now."""
    return with_source(source, Known(datetime.now(UTC)))


def with_source(source: Source, outcome: Field[datetime]) -> Callable[[Account], Account]:
    """A patch that notes how reading `source` ended."""
    return lambda account: replace(account, sources={**account.sources, source: outcome})


def caller(api: Api, cancel: Cancel) -> Caller:
    """Who signs the calls."""
    answer = api.ask("GetCallerIdentity", service="sts", cancel=cancel)
    return Caller(arn=answer["Arn"], user_id=answer["UserId"], account=answer["Account"])


def identity(api: Api, cancel: Cancel) -> Steps:
    """The caller and the account's id."""
    who = caller(api, cancel)

    def patch(account: Account) -> Account:
        named = replace(account, id=Known(who.account), caller=Known(who))
        return answered(Source.IDENTITY)(named)

    yield Step(patch, (Progress(Source.IDENTITY, 1, done=True),))


def summary(api: Api, cancel: Cancel) -> Steps:
    """The account's counters and quotas."""
    counters: Mapping[str, int] = api.ask("GetAccountSummary", cancel=cancel)["SummaryMap"]

    def patch(account: Account) -> Account:
        return answered(Source.SUMMARY)(replace(account, summary=Known(dict(counters))))

    yield Step(patch, (Progress(Source.SUMMARY, len(counters), done=True),))


def alias(api: Api, cancel: Cancel) -> Steps:
    """The account's alias, of which there is at most one."""
    aliases = api.ask("ListAccountAliases", cancel=cancel).get("AccountAliases", [])

    def patch(account: Account) -> Account:
        known = Known(aliases[0] if aliases else None)
        return answered(Source.ALIAS)(replace(account, alias=known))

    yield Step(patch, (Progress(Source.ALIAS, len(aliases), done=True),))


def mfa_devices(api: Api, cancel: Cancel) -> Steps:
    """All virtual MFA devices, assigned or not."""
    count = 0
    for page in api.pages("ListVirtualMFADevices", {"AssignmentStatus": "Any"}, cancel=cancel):
        devices = [listed.mfa_device(entry) for entry in page["VirtualMFADevices"]]
        count += len(devices)
        new = {device.serial: device for device in devices}
        yield Step(_add_devices(new), (Progress(Source.MFA_DEVICES, count, done=False),))
    yield finished(Source.MFA_DEVICES, count)


def _add_devices(new: Mapping[str, MfaDevice]) -> Patch:
    return lambda account: replace(account, mfa_devices={**account.mfa_devices, **new})


def aws_policies(api: Api, cancel: Cancel) -> Steps:
    """The names of all AWS managed policies; those in use come with more from the details."""
    count = 0
    for page in api.pages("ListPolicies", {"Scope": "AWS"}, cancel=cancel):
        policies = [listed.policy(entry) for entry in page["Policies"]]
        count += len(policies)
        new = {policy.arn: policy for policy in policies}
        yield Step(_fill_policies(new), (Progress(Source.AWS_POLICIES, count, done=False),))
    yield finished(Source.AWS_POLICIES, count)


def _fill_policies(new: Mapping[str, ManagedPolicy]) -> Patch:
    return lambda account: replace(account, policies={**new, **account.policies})


def finished(source: Source, count: int) -> Step:
    """The step that says that all of `source` was read."""
    return Step(answered(source), (Progress(source, count, done=True),))


def report(api: Api, cancel: Cancel) -> Steps:
    """The credential report: have it written, wait for it, read it.

    An identity that may only read takes the report that another one had written.
    """
    try:
        _have_report_written(api, cancel)
    except AccessDenied:
        cancel.check()
    answer = api.ask("GetCredentialReport", cancel=cancel)
    rows = credential_report.parse(answer["Content"].decode()).users
    written = moment(answer.get("GeneratedTime"))

    def patch(account: Account) -> Account:
        timed = replace(account, report_time=Known(written)) if written else account
        return answered(Source.CREDENTIAL_REPORT)(timed)

    yield Step(patch, (Progress(Source.CREDENTIAL_REPORT, len(rows), done=True),), rows)


def _have_report_written(api: Api, cancel: Cancel) -> None:
    give_up = time.monotonic() + REPORT_SECONDS
    pauses = chain(REPORT_POLLS, repeat(REPORT_POLLS[-1]))
    while api.ask("GenerateCredentialReport", cancel=cancel).get("State") != "COMPLETE":
        if time.monotonic() > give_up:
            raise NotReady(
                f"AWS did not write the credential report within {REPORT_SECONDS:.0f} seconds.",
                "Try again with r.",
            )
        cancel.wait(next(pauses))
