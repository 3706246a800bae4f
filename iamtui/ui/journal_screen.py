"""The journal screen: what was done in this account, newest first, step by step."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from iamtui.account.call import Call
from iamtui.changes.command_line import aws_command
from iamtui.errors import IamtuiError
from iamtui.execution.history import Run, runs
from iamtui.execution.journal import Entry
from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Scope
from iamtui.ui.kind import Document
from iamtui.ui.line_input import LineInput
from iamtui.ui.screen import CommandScreen
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label

COLUMNS = (
    Column("time", "When (UTC)", 16),
    Column("result", "Result", 11),
    Column("title", "What", 24, grow=True),
    Column("caller", "By", 18),
)
_STYLES = {"done": "success", "failed": "error", "unknown": "warning", "interrupted": "warning"}


class JournalScreen(CommandScreen):
    """The runs of this account; Enter shows one step by step."""

    SCOPE: ClassVar[Scope] = Scope.JOURNAL

    def __init__(self) -> None:
        super().__init__()
        self._runs: dict[str, Run] = {}

    def body(self) -> ComposeResult:
        yield Static(label("Journal", "bold"), id="title", markup=False)
        yield ResourceTable(COLUMNS, id="journal")
        yield LineInput(id="search", placeholder="words of what, who or when", compact=True)

    def focus_body(self) -> None:
        self.query_one("#search", Input).display = False
        self.query_one(ResourceTable).focus()

    @property
    def run_shown(self) -> Run | None:
        """The run under the cursor."""
        return self._runs.get(self.query_one(ResourceTable).cursor_key or "")

    def start_search(self) -> None:
        """Open the search line."""
        entry = self.query_one("#search", Input)
        entry.display = True
        entry.focus()

    def go_back(self) -> None:
        """Close the search line and show all runs, else leave."""
        entry = self.query_one("#search", Input)
        if entry.display or entry.value:
            entry.value = ""
            self.focus_body()
        else:
            super().go_back()

    def account_changed(self) -> None:
        session = self.session
        table = self.query_one(ResourceTable)
        if session is None:
            table.set_message("No profile is open.")
            return
        account = session.account.id.otherwise("")
        table.set_message("Reading the journal …")

        def read() -> tuple[tuple[Run, ...], str]:
            try:
                session.journal.verify()
                problem = ""
            except IamtuiError as error:
                problem = str(error)
            return runs(session.journal.entries(), account), problem

        self.iamtui.submit(read, self._show, self.iamtui.fail)

    def open_subject(self) -> None:
        run = self.run_shown
        if run is not None:
            self.iamtui.show_document(Document(f"{run.title} · {_minute(run)} UTC", _told(run)))

    @on(ResourceTable.Selected, "#journal")
    def _selected(self) -> None:
        self.open_subject()

    @on(Input.Changed, "#search")
    def _search(self, event: Input.Changed) -> None:
        words = event.value.lower().split()
        keys = [key for key in self._runs if all(word in self._text(key) for word in words)]
        self.query_one(ResourceTable).set_rows(keys, self._cell)

    @on(Input.Submitted, "#search")
    def _searched(self) -> None:
        self.focus_body()

    def _text(self, key: str) -> str:
        steps = " ".join(entry.words for entry in self._runs[key].entries)
        cells = (self._cell(key, column.key) for column in COLUMNS)
        return " ".join([steps, *(c if isinstance(c, str) else c[0] for c in cells)]).lower()

    def _show(self, read: tuple[tuple[Run, ...], str]) -> None:
        if not self.is_open:
            return
        history, problem = read
        self._runs = {run.id: run for run in reversed(history)}
        table = self.query_one(ResourceTable)
        table.set_message("Nothing was done in this account yet.")
        table.set_rows(tuple(self._runs), self._cell)
        if problem:
            self.iamtui.say(problem)

    def _cell(self, key: str, column: str) -> Cell:
        run = self._runs[key]
        if column == "time":
            return _minute(run)
        if column == "result":
            return (run.result, _STYLES.get(run.result, "muted"))
        if column == "title":
            return run.title
        return run.entries[0].caller.rsplit("/", 1)[-1]


def _minute(run: Run) -> str:
    return run.time[:16].replace("T", " ")


def script(run: Run) -> str:
    """The `aws` commands of what the run did, one a line, for a shell."""
    return "\n".join(aws_command(Call(e.operation, e.parameters)) for e in run.done)


def _told(run: Run) -> str:
    """What the run did, step by step: of a step that was settled only how it ended."""
    first = run.entries[0]
    lines = [run.title, f"by {first.caller} as {first.profile}"]
    lines += [f"approved by {first.approver}"] if first.approver else []
    lines += [""]
    unsettled = run.unsettled
    lines += [_line(e) for e in run.entries[1:] if e.event != "sent" or e in unsettled]
    if run.done:
        lines += ["", "The same with the aws CLI:", script(run)]
    return "\n".join(lines)


def _line(entry: Entry) -> str:
    return f"{entry.time[11:19]}  {entry.event:8}  {entry.words}{_why(entry)}"


def _why(entry: Entry) -> str:
    if not entry.error:
        return ""
    return " (cannot be undone)" if entry.event == "done" else f" – {entry.error}"
