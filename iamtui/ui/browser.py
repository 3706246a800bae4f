"""The browser: one list of entities of a kind at a time, filtered and sorted."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from iamtui.account.entity import Entity, EntityKind, Read
from iamtui.account.field import Known
from iamtui.ui.columns import Column
from iamtui.ui.command import Scope
from iamtui.ui.kind import Kind, KindColumn, View
from iamtui.ui.kinds import KINDS, kind_of
from iamtui.ui.line_input import LineInput
from iamtui.ui.rows import Rows
from iamtui.ui.screen import CommandScreen
from iamtui.ui.sessions.session import Session
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label

WIDE = 110
# Between two slices of preparing the filter, in which keys are answered.
PREPARE_SECONDS = 0.02


class BrowserScreen(CommandScreen):
    """Tabs, the list, and the filter line."""

    SCOPE: ClassVar[Scope] = Scope.LIST

    def __init__(self) -> None:
        super().__init__()
        self.kind: Kind = KINDS[0]
        self._rows = {kind.entity: Rows(kind) for kind in KINDS}
        self._cursors: dict[EntityKind, str] = {}
        self._columns: tuple[KindColumn, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="tabs", markup=False)
        yield ResourceTable(id="list")
        yield LineInput(id="filter", placeholder="name  !not  column:value  age>90", compact=True)

    @property
    def table(self) -> ResourceTable:
        """The list."""
        return self.query_one("#list", ResourceTable)

    @property
    def rows(self) -> Rows:
        """Filter and order of the kind that is shown."""
        return self._rows[self.kind.entity]

    @property
    def subject(self) -> Entity | None:
        key = self.table.cursor_key
        return Entity(self.kind.entity, key) if key is not None else None

    def focus_body(self) -> None:
        # A filter that is kept stays in sight.
        self.query_one("#filter", Input).display = bool(self.rows.query)
        self.table.focus()

    def show_kind(self, entity: EntityKind) -> None:
        """Show the list of `entity`, with the filter and the place it was left with."""
        if self.table.cursor_key is not None:
            self._cursors[self.kind.entity] = self.table.cursor_key
        self.kind = kind_of(entity)
        entry = self.query_one("#filter", Input)
        entry.value = self.rows.query
        entry.display = bool(self.rows.query)
        self._set_columns()
        self.account_changed()
        self.table.move_to(self._cursors.get(entity, ""))
        self.refresh_hints()

    def show_filtered(self, title: str, query: str) -> None:
        """Show the list with this title, filtered by `query`."""
        for kind in KINDS:
            if kind.title == title:
                self._rows[kind.entity].filter_by(query)
                self.show_kind(kind.entity)
                self.iamtui.say(self.rows.problem)

    def account_changed(self) -> None:
        session = self.session
        if session is None:
            opening = self.iamtui.opening
            words = (
                f"Opening {opening} …" if opening else "No profile is open. Press P to choose one."
            )
            self.table.set_message(words)
            self.table.set_rows((), lambda _key, _column: "")
            self.query_one("#tabs", Static).update("", layout=False)
            return
        view = self._view(session)
        keys = self.rows.keys(view)
        cells = {column.key: column.cell for column in self.kind.columns}
        self.table.set_message(self._empty())
        self.table.set_rows(keys, lambda key, column: cells[column](view, key))
        self.table.set_highlight(self.rows.words)
        self._draw_tabs()

    def on_resize(self) -> None:
        self._set_columns()
        self._draw_tabs()

    def open_subject(self) -> None:
        if self.subject is not None:
            self.iamtui.go(self.subject)

    def go_back(self) -> None:
        """Close the filter line, else clear the filter, else stop loading."""
        entry = self.query_one("#filter", Input)
        if entry.display or self.rows.query:
            entry.value = ""
            self._filter("")
            self.focus_body()
        elif self.rows.only_findings:
            self.toggle_findings()
        elif self.session is not None and self.session.loading is not None:
            self.iamtui.cancel_loading()

    def start_filter(self) -> None:
        """Open the filter line."""
        entry = self.query_one("#filter", Input)
        entry.display = True
        entry.value = self.rows.query
        entry.focus()
        self.prepare_filter()

    def prepare_filter(self) -> None:
        """Work out what the filter looks at, a slice at a time, so that no key waits for it."""
        session = self.session
        if session is not None and not self.rows.prepare(self._view(session)):
            self.set_timer(PREPARE_SECONDS, self.prepare_filter)

    def forget(self) -> None:
        """Let go of the account that was shown, with its filters and orders."""
        for rows in self._rows.values():
            rows.forget()
        entry = self.query_one("#filter", Input)
        with entry.prevent(Input.Changed):
            entry.value = ""
        self.table.set_sort(self.rows.sorted_by, self.rows.reversed)
        self.focus_body()

    def next_sort(self, *, reverse: bool) -> None:
        """Sort by the next column on the screen, or the same one the other way round."""
        if reverse:
            self.rows.reverse()
        else:
            self.rows.sort_by_next([column.key for column in self._columns])
        self.table.set_sort(self.rows.sorted_by, self.rows.reversed)
        self.account_changed()

    def toggle_findings(self) -> None:
        """Show only what has findings, or all again."""
        self.rows.toggle_findings()
        self.account_changed()

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self.focus_body()

    @on(ResourceTable.Selected, "#list")
    def _selected(self) -> None:
        self.open_subject()

    @on(ResourceTable.HeaderClicked, "#list")
    def _header_clicked(self, event: ResourceTable.HeaderClicked) -> None:
        self.rows.sort_by(event.column_key)
        self.table.set_sort(self.rows.sorted_by, self.rows.reversed)
        self.account_changed()

    @on(ResourceTable.VisibleRows, "#list")
    def _rows_seen(self, event: ResourceTable.VisibleRows) -> None:
        if self.kind.seen:
            for key in event.keys:
                self.iamtui.fetch(Read(Entity(self.kind.entity, key), self.kind.seen))

    def _filter(self, query: str) -> None:
        if query == self.rows.query:
            return
        self.rows.filter_by(query)
        self.account_changed()
        self.iamtui.say(self.rows.problem)

    def _set_columns(self) -> None:
        width = self.app.size.width
        self._columns = tuple(c for c in self.kind.columns if c.from_width <= width)
        self.table.set_columns([_column(column) for column in self._columns])
        self.table.set_sort(self.rows.sorted_by, self.rows.reversed)

    def _view(self, session: Session) -> View:
        return View(session.account, self.iamtui.now())

    def _empty(self) -> str:
        session = self.session
        if session is None:
            return ""
        for source in self.kind.sources:
            state = session.account.sources.get(source)
            if state is None and session.loading is not None:
                return f"Loading {source.value} …"
            if state is not None and not isinstance(state, Known):
                return f"The {source.value} are not known: {state}. r asks again."
        if self.rows.query or self.rows.only_findings:
            return f"No {self.kind.title.lower()} here match. Esc shows all again."
        none = f"There are no {self.kind.title.lower()} in this account."
        return f"{none} {self.kind.when_empty}".rstrip()

    def _draw_tabs(self) -> None:
        parts: list[Content] = []
        session = self.session
        if session is None:
            return
        wide = self.app.size.width >= WIDE
        shown = len(self.rows.keys(self._view(session)))
        for kind in KINDS:
            here = kind is self.kind
            title = kind.title if wide or here else kind.title.split()[0]
            total = len(kind.keys(session.account)) if wide or here else 0
            count = f" {total}" if total or here else ""
            if here and shown != total:
                count = f" {shown}/{total}"
            parts.append(label(f" {kind.key} {title}{count} ", "reverse" if here else ""))
        self.query_one("#tabs", Static).update(Content.assemble(*parts), layout=False)


def _column(column: KindColumn) -> Column:
    return Column(
        column.key,
        column.title,
        column.width,
        align="right" if column.right else "left",
        grow=column.grow,
    )
