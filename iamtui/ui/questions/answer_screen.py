"""The screen of an answer: a verdict, and rows that can be filtered, opened and copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from iamtui.errors import IamtuiError
from iamtui.ui.columns import Cell, Column
from iamtui.ui.kind import Document
from iamtui.ui.line_input import LineInput
from iamtui.ui.questions import answer_filter
from iamtui.ui.questions.answer_row import AnswerRow, plain
from iamtui.ui.screen import CommandScreen
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label


class AnswerScreen(CommandScreen):
    """A verdict and its rows. Subclasses make them, and say what stands above and below."""

    TITLE: ClassVar[str] = ""
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    MORE: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, AnswerRow] = {}
        self._verdict_shown = Content("")

    @property
    def table(self) -> ResourceTable:
        """The rows of the answer."""
        return self.query_one("#answer", ResourceTable)

    @property
    def row_shown(self) -> AnswerRow | None:
        """The row under the cursor."""
        return self._rows.get(self.table.cursor_key or "")

    def title_words(self) -> str:
        """The title line."""
        return self.TITLE

    def above(self) -> ComposeResult:
        """What stands between the title and the verdict."""
        yield from ()

    def below(self) -> ComposeResult:
        """What takes the place of the rows at times."""
        yield from ()

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield from self.above()
        yield Static(id="verdict", markup=False)
        yield ResourceTable(self.COLUMNS, id="answer")
        yield from self.below()
        yield LineInput(id="search", placeholder="name  !not  column:value", compact=True)

    def on_mount(self) -> None:
        self.query_one("#search", Input).display = False
        self.query_one("#title", Static).update(label(self.title_words(), "bold"), layout=False)

    def focus_body(self) -> None:
        self.focus_answer()

    def focus_answer(self) -> None:
        """Put the keyboard on the answer's rows."""
        self.table.focus()

    def show_verdict(self, verdict: Content) -> None:
        """Say what the answer is."""
        if verdict == self._verdict_shown:
            return
        self._verdict_shown = verdict
        static = self.query_one("#verdict", Static)
        # Only a text of another height moves what is around it.
        lines = len(verdict.wrap(max(1, self.app.size.width)))
        static.update(verdict, layout=max(2, min(lines, 5)) != static.size.height)

    def show_rows(self, rows: Sequence[AnswerRow], empty: str) -> None:
        """Show the rows of the answer; `empty` is said where there are none."""
        self._rows = {str(number): row for number, row in enumerate(rows)}
        self.table.set_message(empty)
        self._filter(self._query)

    def show_problem(self, problem: str) -> None:
        """Say why there is no answer."""
        self.show_verdict(label(problem, "$text-warning"))
        self.show_rows((), "")

    def failed(self, error: IamtuiError) -> None:
        """Say that there is no answer."""
        if self.is_open:
            self.show_problem(f"{error.what} {error.next_step}")

    # Keys

    def open_subject(self) -> None:
        row = self.row_shown
        if row is None:
            return
        if row.act is not None:
            row.act()
        elif row.link is not None:
            self.iamtui.go(row.link)
        elif row.document is not None:
            self.iamtui.show_document(row.document)

    def go_back(self) -> None:
        """From the filter to the answer; from there leave."""
        entry = self.query_one("#search", Input)
        if entry.display:
            entry.value = ""
            self._filter("")
            entry.display = False
            self.focus_answer()
        else:
            super().go_back()

    def start_filter(self) -> None:
        """Open the filter line."""
        entry = self.query_one("#search", Input)
        entry.display = True
        entry.focus()

    def show_document(self) -> None:
        """Show the document of the row under the cursor, else the question as JSON."""
        row = self.row_shown
        document = row.document if row is not None and row.document else self.as_json()
        if document is not None:
            self.iamtui.show_document(document)
        else:
            self.iamtui.say("There is nothing here to show as JSON.")

    def as_json(self) -> Document | None:
        """The whole as JSON, where that is something."""
        return None

    @property
    def copied(self) -> str:
        """What y copies: the row under the cursor."""
        row = self.row_shown
        return (row.copied or row.text.strip()) if row is not None else ""

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self._filter(event.value)

    @on(Input.Submitted, "#search")
    def _search_kept(self) -> None:
        self.focus_answer()

    @on(ResourceTable.Selected, "#answer")
    def _selected(self) -> None:
        self.open_subject()

    @on(ResourceTable.Highlighted, "#answer")
    def _highlighted(self) -> None:
        self.refresh_hints()

    # Inside

    @property
    def _query(self) -> str:
        return self.query_one("#search", Input).value

    def _filter(self, query: str) -> None:
        columns = [*(column.key for column in self.COLUMNS), *self.MORE]
        terms = answer_filter.read_filter(query, columns)
        keys = [key for key, row in self._rows.items() if self._fits(row, terms)]
        places = {column.key: place for place, column in enumerate(self.COLUMNS)}
        rows = self._rows

        def cell(key: str, column: str) -> Cell:
            return rows[key].cells[places[column]]

        self.table.set_rows(keys, cell)
        self.table.set_highlight(answer_filter.words(terms))

    def _fits(self, row: AnswerRow, terms: Sequence[answer_filter.Term]) -> bool:
        texts = {c.key: plain(cell) for c, cell in zip(self.COLUMNS, row.cells, strict=True)}
        texts.update(row.more)
        return answer_filter.fits(
            terms,
            " ".join(texts.values()).casefold(),
            lambda column: texts.get(column, "").casefold(),
        )
