"""Runs a plan step by step: journal, send, journal; stops at the first failure and tells all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from iamtui.account.operation import Irreversible, invert, reduce, touched, words
from iamtui.aws.backend import Backend, Cancel
from iamtui.changes.change import Step
from iamtui.errors import IamtuiError, OutcomeUnknown
from iamtui.execution.guard import Grant, Guard
from iamtui.execution.journal import Entry, Journal, redacted
from iamtui.execution.plan import Plan
from iamtui.execution.restore import keep_restore_file


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: the steps done, and where it stopped, the step and the error.

    `unknown` says that the failed step was sent and may have been applied.
    """

    plan: Plan
    run: str
    done: tuple[Step, ...]
    failed: Step | None = None
    error: IamtuiError | None = None
    unknown: bool = False

    @property
    def left(self) -> tuple[Step, ...]:
        """The steps that were not done, the failed one first."""
        return self.plan.steps[len(self.done) :]

    @property
    def result(self) -> str:
        """`done`, `unknown`, `failed` or `cancelled`."""
        if self.failed is not None:
            return "unknown" if self.unknown else "failed"
        return "cancelled" if self.left else "done"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who runs plans, for the journal: the caller's ARN, the profile, the account's id."""

    caller: str
    profile: str
    account: str


class Runner:
    """Sends the calls of plans that the Guard has granted."""

    def __init__(
        self,
        backend: Backend,
        guard: Guard,
        journal: Journal,
        actor: Actor,
        clock: Callable[[], datetime],
    ) -> None:
        self._backend = backend
        self._guard = guard
        self._journal = journal
        self._actor = actor
        self._clock = clock

    def run(
        self,
        grant: Grant,
        cancel: Cancel,
        report: Callable[[Step], None] = lambda _step: None,
        undoes: str = "",
    ) -> Outcome:
        """Run the granted plan; `report` is told of each step that is done.

        Cancelling takes effect between two steps. Raises RefusedError where the grant is not good
        and OSError where the journal cannot be written: then nothing was sent.
        """
        self._guard.check(grant)
        plan, run = grant.plan, uuid.uuid4().hex
        keep_restore_file(plan, self._actor.account, self._clock())
        planned = self._entry(run, "planned")
        self._journal.append(
            replace(planned, undoes=undoes, words=plan.title, change=plan.change.name)
        )
        outcome = self._steps(plan, run, cancel, report)
        self._journal.append(replace(self._entry(run, "ended"), error=outcome.result))
        return outcome

    def _steps(
        self, plan: Plan, run: str, cancel: Cancel, report: Callable[[Step], None]
    ) -> Outcome:
        done: tuple[Step, ...] = ()
        for step in plan.steps:
            if cancel.cancelled:
                break
            self._journal.append(self._about(run, "sent", step))
            try:
                self._send(step)
            except OutcomeUnknown as error:
                self._journal.append(self._about(run, "unknown", step, str(error)))
                return Outcome(plan, run, done, step, error, unknown=True)
            except IamtuiError as error:
                self._journal.append(self._about(run, "failed", step, str(error)))
                return Outcome(plan, run, done, step, error)
            done = (*done, step)
            self._write_done(run, step)
            report(step)
        return Outcome(plan, run, done)

    def _send(self, step: Step) -> None:
        try:
            self._backend.send(step.call)
        except OutcomeUnknown:
            if not self._was_applied(step):
                raise

    def _was_applied(self, step: Step) -> bool:
        """Whether AWS shows the effect of a call whose answer was lost."""
        read = touched(step.call)
        try:
            patch = self._backend.fetch(read.entity, read.aspects, Cancel())
            now = patch(step.before)
            return reduce(now, step.call) is now
        except IamtuiError:
            return False

    def _write_done(self, run: str, step: Step) -> None:
        entry = self._about(run, "done", step)
        inverse = invert(step.before, step.call)
        if isinstance(inverse, Irreversible):
            entry = replace(entry, error=inverse.reason)
        else:
            entry = replace(
                entry, inverse_operation=inverse.operation, inverse=dict(inverse.parameters)
            )
        self._journal.append(entry)

    def _about(self, run: str, event: str, step: Step, error: str = "") -> Entry:
        return replace(
            self._entry(run, event),
            words=words(step.before, step.call),
            operation=step.call.operation,
            parameters=redacted(step.call.parameters),
            error=error,
        )

    def _entry(self, run: str, event: str) -> Entry:
        return Entry(
            time=self._clock().isoformat(timespec="milliseconds"),
            event=event,
            plan=run,
            account=self._actor.account,
            caller=self._actor.caller,
            profile=self._actor.profile,
        )
