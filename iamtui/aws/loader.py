"""Load an account: the identity first, then all other calls side by side, page by page.

Each lane is a daemon thread that works off its jobs and puts steps into one queue; the thread that
asked applies them in the order they come, so that `report` is never called from two threads.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from iamtui.account.credential_report import ReportRow
from iamtui.account.field import Unknown
from iamtui.account.merge import with_assigned_devices, with_report
from iamtui.account.model import Account, Source
from iamtui.aws import job_details, jobs
from iamtui.aws.api import Api
from iamtui.aws.backend import Progress, Report
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.aws.failures import CANNOT_SIGN, unknown_because
from iamtui.aws.jobs import Job, Step, with_source
from iamtui.errors import IamtuiError

_IDENTITY = Job((Source.IDENTITY,), "GetCallerIdentity", jobs.identity)

# The details take longest; the rest fits beside them.
_LANES = (
    (Job(job_details.SOURCES, "GetAccountAuthorizationDetails", job_details.details),),
    (
        Job((Source.CREDENTIAL_REPORT,), "GetCredentialReport", jobs.report),
        Job((Source.MFA_DEVICES,), "ListVirtualMFADevices", jobs.mfa_devices),
    ),
    (
        Job((Source.SUMMARY,), "GetAccountSummary", jobs.summary),
        Job((Source.ALIAS,), "ListAccountAliases", jobs.alias),
        Job((Source.AWS_POLICIES,), "ListPolicies", jobs.aws_policies),
    ),
)


@dataclass(frozen=True, slots=True)
class _Failed:
    """A job that ended early."""

    job: Job
    error: Exception


class _LaneEnded:
    """A lane that has no more jobs."""


_Event: TypeAlias = Step | _Failed | _LaneEnded


def load(api: Api, report: Report, cancel: Cancel) -> Account:
    """The whole account, as `Backend.load` says."""
    loading = _Loading(report)
    _run_job(_IDENTITY, api, cancel, loading.take)
    cancel.check()
    events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
    stop = Cancel()

    def wake() -> None:
        stop.cancel()
        events.put(_LaneEnded())

    forget = cancel.on_cancel(wake)
    try:
        for lane in _LANES:
            work = threading.Thread(target=_run_lane, args=(lane, api, stop, events), daemon=True)
            work.start()
        running = len(_LANES)
        while running:
            event = events.get()
            cancel.check()
            if isinstance(event, _LaneEnded):
                running -= 1
            else:
                loading.take(event)
    finally:
        forget()
        stop.cancel()
    return loading.result()


def _run_lane(
    lane: tuple[Job, ...], api: Api, stop: Cancel, events: queue.SimpleQueue[_Event]
) -> None:
    for job in lane:
        _run_job(job, api, stop, events.put)
    events.put(_LaneEnded())


def _run_job(job: Job, api: Api, cancel: Cancel, take: Callable[[Step | _Failed], None]) -> None:
    try:
        for step in job.steps(api, cancel):
            take(step)
    except Cancelled:
        return
    except Exception as error:  # noqa: BLE001 - raised or noted in the thread that asked
        take(_Failed(job, error))


class _Loading:
    """The account so far, and what is kept until the rest of it comes."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._account = Account()
        self._rows: Mapping[str, ReportRow] = {}
        self._errors: list[IamtuiError] = []

    def take(self, event: Step | _Failed) -> None:
        """Add a step to the account, or note why a job ended."""
        step = event if isinstance(event, Step) else self._noted(event)
        if step.report_rows is not None:
            self._rows = step.report_rows
        account = with_report(step.patch(self._account), self._rows)
        self._account = with_assigned_devices(account)
        for progress in step.progress:
            self._report(self._account, progress)

    def _noted(self, failed: _Failed) -> Step:
        error = failed.error
        if isinstance(error, CANNOT_SIGN) or not isinstance(error, IamtuiError):
            raise error
        self._errors.append(error)
        service = "sts" if failed.job is _IDENTITY else "iam"
        why = unknown_because(error, failed.job.operation, service)
        ended = tuple(Progress(source, 0, done=True) for source in failed.job.sources)
        return Step(lambda account: _failed(account, failed.job, why), ended)

    def result(self) -> Account:
        """The account; the first error where not one call was answered."""
        if self._errors and all(isinstance(how, Unknown) for how in self._account.sources.values()):
            raise self._errors[0]
        return self._account


def _failed(account: Account, job: Job, why: Unknown) -> Account:
    for source in job.sources:
        account = with_source(source, why)(account)
    fields: dict[Source, dict[str, Any]] = {
        Source.IDENTITY: {"id": why, "caller": why},
        Source.SUMMARY: {"summary": why},
        Source.ALIAS: {"alias": why},
        Source.CREDENTIAL_REPORT: {"report_time": why},
    }
    return replace(account, **fields.get(job.sources[0], {}))
