"""Runs the rows of a queue one after another: slower where AWS says so, paused or ended between two
rows, and each result written down before the next row begins.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import NoConnection, Throttled
from iamtui.aws.failures import CANNOT_SIGN
from iamtui.errors import AnswerIsNo, IamtuiError
from iamtui.rotation.driver import Ended, Outcome
from iamtui.rotation.queue import Queue, Row, State
from iamtui.rotation.states import Phase
from iamtui.vault.errors import VaultError

FIRST_BACK_OFF = timedelta(seconds=2)
LONGEST_BACK_OFF = timedelta(minutes=1)
# So many in a row, and AWS does not let this queue go on by waiting.
MOST_BACK_OFFS = 10
# What the next row would end with as well.
_FOR_ALL = (NoConnection, *CANNOT_SIGN, VaultError)


RowRunner = Callable[[Row], Outcome]
"""Runs the rotation of a row as far as it goes by now; says how it ended. Raises IamtuiError."""


class Log(Protocol):
    """The journal of the queue."""

    def write(self, row: Row) -> None:
        """Keep how far a row is. Raises JournalUnusable."""

    def end(self) -> None:
        """Nothing is open any more."""


class Control:
    """Pauses and ends a queue from another thread; either takes effect after the present row."""

    def __init__(self) -> None:
        self._go = threading.Event()
        self._go.set()
        self.ends = False

    @property
    def paused(self) -> bool:
        """Whether it is to stand still after the present row."""
        return not self._go.is_set()

    def pause(self) -> None:
        """Stand still."""
        self._go.clear()

    def resume(self) -> None:
        """Go on."""
        self._go.set()

    def end(self) -> None:
        """End after the present row; what is open can be gone on with later."""
        self.ends = True
        self._go.set()

    def may_go_on(self) -> bool:
        """Whether the next row may begin; waits while it is paused."""
        self._go.wait()
        return not self.ends


class QueueRun:
    """Runs `queue`. `told` hears of each change of a row, `notes` what else there is to say."""

    def __init__(
        self,
        run_row: RowRunner,
        log: Log,
        control: Control,
        cancel: Cancel,
        told: Callable[[Queue, Row], None],
        notes: Callable[[str], None],
    ) -> None:
        self._run_row = run_row
        self._log = log
        self._control = control
        self._cancel = cancel
        self._told = told
        self._notes = notes
        self._back_off = FIRST_BACK_OFF

    def run(self, queue: Queue) -> Queue:
        """The queue with what became of its rows; rows are open in it where it was ended before.

        Raises IamtuiError for what no other row would do better with, and Cancelled. A later run
        goes on with that row.
        """
        while (row := queue.next_row) is not None and self._control.may_go_on():
            queue = self._tell(queue, replace(row, state=State.RUNNING, said=""))
            queue = self._tell(queue, self._result(row))
        if queue.next_row is None:
            self._log.end()
        return queue

    def _result(self, row: Row) -> Row:
        try:
            return with_outcome(row, self._patiently(row))
        except _FOR_ALL:
            raise
        except AnswerIsNo as no:
            return replace(row, state=State.SKIPPED, said=str(no))
        except IamtuiError as error:
            return replace(row, state=State.FAILED, said=str(error))

    def _patiently(self, row: Row) -> Outcome:
        """Run the row, after a pause once more where AWS had too many calls."""
        for _attempt in range(MOST_BACK_OFFS):
            try:
                outcome = self._run_row(row)
            except Throttled:
                seconds = self._back_off.total_seconds()
                self._notes(
                    f"AWS has too many calls: {row.user} is tried again in {seconds:.0f} s."
                )
                self._cancel.wait(seconds)
                self._back_off = min(2 * self._back_off, LONGEST_BACK_OFF)
            else:
                self._back_off = FIRST_BACK_OFF
                return outcome
        return self._run_row(row)

    def _tell(self, queue: Queue, row: Row) -> Queue:
        self._log.write(row)
        queue = queue.having(row)
        self._told(queue, row)
        return queue


def with_outcome(row: Row, outcome: Outcome) -> Row:
    """The row with how the run of its rotation ended."""
    row = replace(row, key_id=outcome.rotation.old_key_id)
    new = outcome.rotation.new_key_id
    match outcome.ended:
        case Ended.OVER if outcome.rotation.phase is Phase.DONE:
            return replace(row, state=State.DONE, said=f"{new} is the one key")
        case Ended.OVER:
            return replace(row, state=State.FAILED, said="it was taken back")
        case Ended.WAITING | Ended.REACHED:
            said = f"{new} works; {outcome.why}" if outcome.why else f"{new} works"
            return replace(row, state=State.WAITS, said=said, until=outcome.until)
        case Ended.UNANSWERED:
            return replace(row, state=State.ASKS, said=outcome.why)
        case Ended.STOPPED:
            return replace(row, state=State.ASKS, said=f"{outcome.why} {outcome.next_step}")
