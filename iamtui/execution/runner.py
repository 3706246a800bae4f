"""Runs a plan step by step: journal, send, journal; stops at the first failure and tells all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from iamtui.account.call import Call
from iamtui.account.new_key import bound
from iamtui.account.operation import has_effect, touched
from iamtui.aws.backend import Backend, Cancel
from iamtui.changes.change import Step
from iamtui.errors import IamtuiError, OutcomeUnknown, RefusedError
from iamtui.execution.guard import Grant, Guard
from iamtui.execution.journal import Journal, JournalUnusable
from iamtui.execution.plan import Plan
from iamtui.execution.record import Record
from iamtui.execution.restore import keep_restore_file


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: the steps done, and where it stopped, the step and the error.

    `unknown` says that the failed step was sent and may have been applied. An error without a
    failed step is that of the journal: it lacks the last step that was done, or the end.
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
        """`done`, `unknown`, `failed`, `cancelled`, or `unrecorded` where the journal failed."""
        if self.failed is not None:
            return "unknown" if self.unknown else "failed"
        if self.error is not None:
            return "unrecorded"
        return "cancelled" if self.left else "done"


class Runner:
    """Sends the calls of plans that the Guard has granted, on one backend and no other.

    `profile` is the name that the journal gives it. `send` sends a call in the backend's place
    where secrets go with it or come back; it raises as the backend's does, and gives the call with
    what was answered where that is to be known of it.
    """

    def __init__(
        self,
        backend: Backend,
        guard: Guard,
        journal: Journal,
        profile: str,
        clock: Callable[[], datetime],
        send: Callable[[Call], Call | None] | None = None,
    ) -> None:
        self._backend = backend
        self._call: Callable[[Call], Call | None] = send or backend.send
        self._guard = guard
        self._journal = journal
        self._profile = profile
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
        or AWS takes the calls for somebody else's, and JournalUnusable and other IamtuiErrors
        where nothing can be noted: whatever is raised, nothing was sent.
        """
        self._guard.redeem(grant, self._clock())
        self._check_caller(grant)
        keep_restore_file(grant.plan, self._clock())
        record = Record(self._journal, grant, self._profile, self._clock)
        record.planned(undoes)
        outcome = self._steps(record, grant, cancel, report)
        unwritten = record.ended(outcome.result)
        if unwritten is not None and outcome.error is None:
            return replace(outcome, error=_not_recorded("The plan was run", unwritten))
        return outcome

    def _check_caller(self, grant: Grant) -> None:
        """Ask AWS whose calls these would be: a profile of ~/.aws may lead elsewhere by now."""
        now = self._backend.identity()
        # The name of a role's session may change, what stands before it is the role's own id.
        ids = {caller.user_id.partition(":")[0] for caller in (now, grant.caller)}
        if len(ids) > 1 or now.account != grant.plan.account:
            raise RefusedError(
                f"You were {grant.caller.arn} and are now {now.arn}, so nothing was changed.",
                "Open the profile again with P.",
            )

    def _steps(
        self, record: Record, grant: Grant, cancel: Cancel, report: Callable[[Step], None]
    ) -> Outcome:
        done: tuple[Step, ...] = ()
        for planned in grant.plan.steps:
            step = _bound(planned, done)
            if cancel.cancelled:
                break
            try:
                with contextlib.suppress(IamtuiError):
                    self._backend.renew()
                self._guard.check_session(grant, self._backend.mfa_session, self._clock())
                record.sent(step)
                step = self._send(step)
            except OutcomeUnknown as error:
                told = _with(error, record.unknown(step, error))
                return Outcome(grant.plan, record.run, done, step, told, unknown=True)
            except IamtuiError as error:
                told = _with(error, record.failed(step, error))
                return Outcome(grant.plan, record.run, done, step, told)
            done = (*done, step)
            unwritten = record.done(step)
            report(step)
            if unwritten is not None:
                told = _not_recorded("The last step was done", unwritten)
                return Outcome(grant.plan, record.run, done, error=told)
        return Outcome(grant.plan, record.run, done)

    def _send(self, step: Step) -> Step:
        """Send `step`, and give it as it was answered.

        A lost answer counts as done where AWS shows the effect. Whatever else goes wrong while it
        is being sent may come after AWS has done it.
        """
        try:
            answered = self._call(step.call)
        except OutcomeUnknown as error:
            lost = error
        except IamtuiError:
            raise
        except Exception as error:  # noqa: BLE001 - told by its type: its text may hold a secret
            lost = OutcomeUnknown(
                f"iamtui made a mistake of its own ({type(error).__name__}) while a step was "
                "being sent; it may have been applied.",
                "Look before sending it again, and please report it.",
            )
        else:
            return step if answered is None else replace(step, call=answered)
        if not self._was_applied(step):
            raise lost
        return step

    def _was_applied(self, step: Step) -> bool:
        """Whether AWS shows the effect of a call whose answer was lost; False too where it
        cannot be asked."""
        read = touched(step.call)
        try:
            patch = self._backend.fetch(read.entity, read.aspects, Cancel())
            return not has_effect(patch(step.before), step.call)
        except IamtuiError:
            return False


def _bound(step: Step, done: tuple[Step, ...]) -> Step:
    """`step` with what the calls before it were answered."""
    call = bound(step.call, (other.call for other in done))
    return step if call is step.call else replace(step, call=call)


def _with(error: IamtuiError, unwritten: JournalUnusable | None) -> IamtuiError:
    """`error`, and that the journal does not have it."""
    if unwritten is None or isinstance(error, JournalUnusable):
        return error
    return IamtuiError(f"{error.what} That is not in the journal.", f"{error.next_step}")


def _not_recorded(what: str, unwritten: JournalUnusable) -> IamtuiError:
    return IamtuiError(f"{what}, but that is not noted. {unwritten.what}", unwritten.next_step)
