"""What the thread of a queue does: gets the Guard's leave, then runs row after row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.aws.cancel import Cancel
from iamtui.changes.change import Change
from iamtui.changes.keys import DeleteKey
from iamtui.changes.rotation import RotateKey
from iamtui.execution.plan import Plan
from iamtui.rotation.queue import Queue, Row
from iamtui.rotation.states import Pace, Phase
from iamtui.ui.rotation.around import asked, surroundings
from iamtui.ui.rotation.asking import Asking
from iamtui.ui.rotation.leave import Given, take_leave
from iamtui.ui.rotation.progress import RotationRequest

if TYPE_CHECKING:
    from iamtui.rotation.opening import Acting, Surroundings
    from iamtui.rotation.queue_rows import Rows
    from iamtui.rotation.queue_run import Control
    from iamtui.rotation.states import Rotation
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session

_LOST = "deleted access keys cannot be made again"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run is to do: how patient it is, whether old keys that are due are deleted too, and
    the text that was typed for the Guard."""

    pace: Pace
    deletes: bool = False
    typed: str = ""


def plan_of(app: IamtuiApp, queue: Queue, *, deletes: bool) -> Plan:
    """What the Guard is asked about, once for the whole queue."""
    row = queue.next_row or queue.rows[0]
    change: Change = DeleteKey(row.user, row.key_id) if deletes else RotateKey(row.user, row.key_id)
    count = sum(each.is_open for each in queue.rows)
    what = "Delete the old keys that are due of" if deletes else "Rotate the access keys of"
    title = f"{what} {count} users"
    lost = (_LOST,) if deletes else ()
    return Plan(change, queue.account, title, (), (), lost, (), app.now())


class QueueWork:
    """Runs a queue for the profile `session`; `told` and `note` are called in the event loop."""

    def __init__(
        self,
        app: IamtuiApp,
        session: Session,
        control: Control,
        cancel: Cancel,
        told: Callable[[Queue, Row], None],
        note: Callable[[str], None],
    ) -> None:
        self._app = app
        self._session = session
        self._control = control
        self._cancel = cancel
        self._told = told
        self._note = note
        self._asking = Asking(app, session.generation, cancel)

    def run(self, queue: Queue, wish: Wish, *, known: bool) -> Queue:
        """Run it to its end, or until it is ended; `known` says that its journal has it already.

        Raises IamtuiError for what no other row would do better with, and Cancelled.
        """
        from iamtui.rotation.lock import queue_locked
        from iamtui.rotation.queue_journal import QueueJournal, queues_folder
        from iamtui.rotation.queue_run import QueueRun

        plan = plan_of(self._app, queue, deletes=wish.deletes)
        take_leave(self._app, self._session, plan, Given(wish.typed), self._asking, self._cancel)
        around = surroundings(self._app, self._session, self._asking, self._cancel)
        folder = queues_folder(around.folder)
        with queue_locked(folder, queue.account):
            log = QueueJournal(folder, queue)
            if not known:
                log.begin()
            rows = self._rows(around, _caller(around, queue), queue, wish)
            run = QueueRun(rows, log, self._control, self._cancel, self._tell, self._noted)
            return run.run(queue)

    def _rows(self, around: Surroundings, caller: Acting, queue: Queue, wish: Wish) -> Rows:
        from iamtui.rotation.contact import Contact
        from iamtui.rotation.queue_rows import Rows

        how = asked(self._app, RotationRequest(), back=False)
        return Rows(
            around=around,
            caller=caller,
            choice=queue.choice,
            form=queue.form,
            profile=how.profile,
            endpoint_url=how.endpoint_url,
            pace=wish.pace,
            # What only a person can answer is answered in the rotation's own screen.
            contact=Contact(_nothing, lambda _q, _k: False, self._asking.keep_trying),
            note=self._noted,
            until=frozenset() if wish.deletes else Phase.INACTIVE.and_later,
        )

    def _tell(self, queue: Queue, row: Row) -> None:
        self._app.jobs.tell(
            self._session.generation, lambda: self._told(queue, row), self._control.end
        )

    def _noted(self, sentence: str) -> None:
        self._app.jobs.tell(self._session.generation, lambda: self._note(sentence))


def _caller(around: Surroundings, queue: Queue) -> Acting:
    """Who calls; a role has no key of its own, so any user stands in."""
    from iamtui.rotation.opening import acting

    row = queue.next_row
    own = around.backend.identity().user_name is not None
    return acting(around, "" if own or row is None else row.user, None)


def _nothing(_rotation: Rotation) -> None:
    """A row tells of itself when it has ended."""
