"""Many keys rotated one after another: the plan, a row for each key, a bar of how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from iamtui.aws.cancel import Cancel
from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.queue import Choice, Queue, Row
from iamtui.rotation.queue_beginning import Delivery, Planner
from iamtui.rotation.queue_journal import queues_folder, unfinished_queue
from iamtui.rotation.queue_run import Control
from iamtui.rotation.states import Pace
from iamtui.ui.columns import Cell
from iamtui.ui.command import Command, Scope
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.kind import Document
from iamtui.ui.rotation import queue_cells as cells
from iamtui.ui.rotation.around import folder_of, read_caller
from iamtui.ui.rotation.leave import asks
from iamtui.ui.rotation.opening import open_rotation
from iamtui.ui.rotation.queue_work import QueueWork, Wish, plan_of
from iamtui.ui.screen import CommandScreen
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which keys, where the new ones go, and how patient each rotation is."""

    choice: Choice
    delivery: Delivery | None
    pace: Pace


class RotationQueueScreen(CommandScreen):
    """The queue of the keys that are `wanted`."""

    SCOPE: ClassVar[Scope] = Scope.QUEUE

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self._wanted = wanted
        self._queue: Queue | None = None
        self._known = False
        self._control = Control()
        self._cancel = Cancel()
        self.is_busy = False

    # What it shows

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Static(id="progress", markup=False)
        yield ResourceTable(cells.COLUMNS, id="queue")

    def on_mount(self) -> None:
        self.plan()

    def on_unmount(self) -> None:
        # The present row is done to its end; what is open is gone on with when it is asked for.
        self._control.end()

    def focus_body(self) -> None:
        self.query_one(ResourceTable).focus()

    def account_changed(self) -> None:
        """Nothing: each key is looked at anew when its turn comes."""

    def hinted(self, commands: Sequence[Command]) -> Sequence[Command]:
        return [command for command in commands if not command.unless(self)]

    @property
    def row_shown(self) -> Row | None:
        """The row under the cursor."""
        key = self.query_one(ResourceTable).cursor_key
        rows = self._queue.rows if self._queue is not None else ()
        return next((row for row in rows if row.user == key), None)

    def _show(self) -> None:
        queue = self._queue
        if queue is None or not self.is_open:
            return
        self.query_one("#title", Static).update(label(cells.title(queue), "bold"), layout=False)
        self.query_one("#progress", Static).update(label(cells.bar(queue)), layout=False)
        rows = {row.user: row for row in queue.rows}

        def cell(key: str, column: str) -> Cell:
            return cells.cell(rows[key], column)

        table = self.query_one(ResourceTable)
        table.set_message("No key is that old.")
        table.set_rows(tuple(rows), cell)
        self.refresh_hints()

    # What its keys do

    def plan(self) -> None:
        """Plan the queue anew, or take up the one that broke off."""
        session = self.session
        if session is None or self.is_busy:
            return
        wanted, account, now = self._wanted, session.account, self.iamtui.now()
        planner = Planner(folder_of(session), self.iamtui.last_start.profile or "")
        folder = queues_folder(folder_of(session))

        def work() -> tuple[Queue, bool]:
            read_caller(self.iamtui, session, self._cancel)
            found = unfinished_queue(folder, account.id.otherwise(""))
            if found is not None and found.choice == wanted.choice:
                return found, True
            if wanted.delivery is not None:
                wanted.delivery.check()
            return planner.planned(account, wanted.choice, wanted.delivery, now), False

        self.iamtui.submit(work, self._planned, self._failed)

    def _planned(self, planned: tuple[Queue, bool]) -> None:
        self._queue, self._known = planned
        self._show()
        queue = self._queue
        if self._known:
            self.iamtui.say(
                f"This queue broke off ({queue.began:%Y-%m-%d %H:%M} UTC). Enter goes on."
            )
        elif queue.next_row is None:
            self.iamtui.say("There is nothing to rotate.")
        else:
            self.iamtui.say("Nothing was changed. Enter begins; the old keys stay until unused.")

    def why_not_begin(self) -> str:
        """Why it cannot begin or go on; "" where it can."""
        if self.is_busy:
            return "It runs. Space pauses after the present row, x ends it there."
        if self._queue is None:
            return "The plan is being made."
        return "" if self._queue.next_row is not None else "Nothing is to do. r plans anew."

    def begin(self, *, deletes: bool = False) -> None:
        """Begin or go on, once the Guard has what it asks for."""
        session, queue = self.session, self._queue
        if session is None or queue is None:
            return
        try:
            needs = asks(self.iamtui, session, plan_of(self.iamtui, queue, deletes=deletes))
            if needs.second:
                raise RefusedError(
                    "A second person has to approve each of these.", "Rotate one by one, with V."
                )
        except IamtuiError as error:
            self.iamtui.fail(error)
            return
        if not needs.typed_name:
            self._run(Wish(self._wanted.pace, deletes))
            return
        entry = Entry("typed", f"Type {needs.typed_name}")
        note = "\n".join(needs.reasons)
        self._ask_typed(entry, note, lambda typed: Wish(self._wanted.pace, deletes, typed))

    def _ask_typed(self, entry: Entry, note: str, wish: Callable[[str], Wish]) -> None:
        def typed(answer: dict[str, str] | None) -> None:
            if answer is not None:
                self._run(wish(answer["typed"]))

        self.app.push_screen(FormDialog("Confirm", (entry,), note), typed)

    def _run(self, wish: Wish) -> None:
        session, queue = self.session, self._queue
        if session is None or queue is None or self.is_busy:
            return
        self._control, self._cancel, self.is_busy = Control(), Cancel(), True
        work = QueueWork(
            self.iamtui, session, self._control, self._cancel, self._told, self.iamtui.say
        )
        known = self._known
        self._known = True
        self.iamtui.say("One after another. Space pauses after the present row, x ends there.")
        self.iamtui.submit(lambda: work.run(queue, wish, known=known), self._ended, self._failed)
        self.refresh_hints()

    def _told(self, queue: Queue, row: Row) -> None:
        self._queue = queue
        if self.is_open:
            self._show()
            self.query_one(ResourceTable).move_to(row.user)

    def _ended(self, queue: Queue) -> None:
        self.is_busy = False
        self._queue = queue
        self._show()
        if queue.next_row is None:
            self._known = False
            said = "Done. The old keys that nothing uses are seen to later: r plans that."
        else:
            said = "It was ended; Enter goes on."
        self.iamtui.say(f"{cells.bar(queue).partition('  ')[2]}. {said}")

    def _failed(self, error: IamtuiError) -> None:
        self.is_busy = False
        if self.is_open:
            self.refresh_hints()
        self.iamtui.fail(error)

    def pause(self) -> None:
        """Stand still after the present row, or go on."""
        if self._control.paused:
            self._control.resume()
            self.iamtui.say("It goes on.")
        else:
            self._control.pause()
            self.iamtui.say("It pauses after the present row; Space goes on.")

    def end(self) -> None:
        """End after the present row."""
        self._control.end()
        self.iamtui.say("It ends after the present row.")

    def open_row(self) -> None:
        """Show the rotation of the row under the cursor, where its questions are answered."""
        row = self.row_shown
        if row is not None:
            open_rotation(self.iamtui, row.user)

    def open_subject(self) -> None:
        """Show in full what a narrow screen cuts off."""
        row = self.row_shown
        if row is not None:
            text = "\n".join(part for part in (cells.about(row), row.deliver) if part)
            self.iamtui.show_document(Document(f"{row.user} · {row.state.value}", text))

    @on(ResourceTable.Selected)
    def _selected(self) -> None:
        if self.why_not_begin():
            self.open_subject()
        else:
            self.begin()

    @on(ResourceTable.Highlighted)
    def _highlighted(self) -> None:
        self.refresh_hints()
