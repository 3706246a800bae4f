"""What one run writes into the journal: a line before each call, a line after it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from iamtui.account.operation import Irreversible, invert, words
from iamtui.changes.change import Step
from iamtui.errors import IamtuiError
from iamtui.execution.guard import Grant
from iamtui.execution.journal import Entry, Journal, JournalUnusable, redacted


class Record:
    """The lines of the run of `grant`; `run` is the name that ties them together.

    Before something is sent, a journal that cannot be written is raised as JournalUnusable. After
    that it is given back, since what was sent stays sent.
    """

    def __init__(
        self, journal: Journal, grant: Grant, profile: str, clock: Callable[[], datetime]
    ) -> None:
        self.run = uuid.uuid4().hex
        self._journal = journal
        self._grant = grant
        self._profile = profile
        self._clock = clock

    def planned(self, undoes: str) -> None:
        """The run begins. Raises JournalUnusable."""
        plan = self._grant.plan
        entry = self._entry("planned")
        self._journal.append(
            replace(entry, undoes=undoes, words=plan.title, change=plan.change.name)
        )

    def sent(self, step: Step) -> None:
        """`step` is about to be sent. Raises JournalUnusable."""
        self._journal.append(_undoable(self._about("sent", step), step))

    def done(self, step: Step) -> JournalUnusable | None:
        """`step` was done."""
        return self._try(_undoable(self._about("done", step), step))

    def failed(self, step: Step, error: IamtuiError) -> JournalUnusable | None:
        """`step` was not done."""
        return self._try(replace(self._about("failed", step), error=str(error)))

    def unknown(self, step: Step, error: IamtuiError) -> JournalUnusable | None:
        """Whether `step` was done is not known."""
        return self._try(replace(self._about("unknown", step), error=str(error)))

    def ended(self, result: str) -> JournalUnusable | None:
        """The run is over."""
        return self._try(replace(self._entry("ended"), error=result))

    def _try(self, entry: Entry) -> JournalUnusable | None:
        try:
            self._journal.append(entry)
        except JournalUnusable as error:
            return error
        return None

    def _about(self, event: str, step: Step) -> Entry:
        return replace(
            self._entry(event),
            words=words(step.before, step.call),
            operation=step.call.operation,
            parameters=redacted(step.call.parameters),
        )

    def _entry(self, event: str) -> Entry:
        return Entry(
            time=self._clock().isoformat(timespec="milliseconds"),
            event=event,
            plan=self.run,
            account=self._grant.plan.account,
            caller=self._grant.caller.arn,
            approver=self._grant.approver.arn if self._grant.approver else "",
            profile=self._profile,
        )


def _undoable(entry: Entry, step: Step) -> Entry:
    """`entry` with the call that takes `step` back, or the reason why none does."""
    inverse = invert(step.before, step.call)
    if isinstance(inverse, Irreversible):
        return replace(entry, error=inverse.reason)
    return replace(entry, inverse_operation=inverse.operation, inverse=dict(inverse.parameters))
