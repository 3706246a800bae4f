"""The detail screen: one entity in sections, whose lines are links, documents and facts."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Known
from iamtui.account.model import Account, Source
from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Scope
from iamtui.ui.dialogs import MessageDialog
from iamtui.ui.kind import Kind, Row, Section, View
from iamtui.ui.kinds import kind_of
from iamtui.ui.screen import CommandScreen
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label

# The label of a line at 80 cells, and from 110 on.
NARROW, BROAD, MEDIUM = 30, 44, 110
# What belongs to a user is acted on where it is listed, without opening it first.
OWNED = frozenset({EntityKind.ACCESS_KEY, EntityKind.MFA_DEVICE})
_HEADING = "\x00"


class DetailScreen(CommandScreen):
    """One entity."""

    SCOPE: ClassVar[Scope] = Scope.DETAIL

    def __init__(self, entity: Entity) -> None:
        super().__init__()
        self.entity = entity
        self._lines: dict[str, Row] = {}
        self._cells: dict[str, tuple[Cell, Cell]] = {}

    @property
    def kind(self) -> Kind:
        """The kind of the entity."""
        return kind_of(self.entity.kind)

    @property
    def table(self) -> ResourceTable:
        """The lines."""
        return self.query_one("#detail", ResourceTable)

    @property
    def row(self) -> Row | None:
        return self._lines.get(self.table.cursor_key or "")

    @property
    def subject(self) -> Entity | None:
        link = self.row.link if self.row else None
        return link if link is not None and link.kind in OWNED else self.entity

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield ResourceTable(id="detail")

    def on_resize(self) -> None:
        label_width = NARROW if self.app.size.width < MEDIUM else BROAD
        columns = (Column("label", "", label_width), Column("value", "", 20, grow=True))
        self.table.set_columns(columns)

    def focus_body(self) -> None:
        self.table.focus()

    def on_mount(self) -> None:
        self.iamtui.fetch(Read(self.entity, self.kind.opened | self._missing()))

    def _missing(self) -> frozenset[Aspect]:
        """What loading should have told of the entity and did not."""
        session = self.session
        account = session.account if session is not None else Account()
        told = isinstance(account.sources.get(Source.DETAILS), Known)
        return frozenset() if told else frozenset({Aspect.ENTITY})

    def read_anew(self) -> None:
        """Ask AWS for all of the entity again."""
        read = Read(self.entity, self.kind.opened | {Aspect.ENTITY})
        self.iamtui.say("Reading anew …")
        self.iamtui.fetch(read, again=True, said="Read anew.")

    def account_changed(self) -> None:
        session = self.session
        if session is None:
            return
        kind, key = self.kind, self.entity.key
        if key not in kind.keys(session.account):
            self._draw_title("is not there (any more)")
            self._lines = {}
            self.table.set_message(f"There is no {self.entity}. Esc goes back.")
            self.table.set_rows((), lambda _key, _column: "")
            return
        self._draw_title("")
        self._show(kind.sections(View(session.account, self.iamtui.now()), key))

    def next_section(self, step: int) -> None:
        """Move the cursor to the next section, or (`step` -1) the one before."""
        keys = list(self._cells)
        at = self.table.cursor_index or 0
        headings = [n for n, key in enumerate(keys) if key.startswith(_HEADING)]
        ahead = [n for n in headings if (n > at if step > 0 else n < at)]
        if ahead:
            self.table.move_to(keys[ahead[0] if step > 0 else ahead[-1]])

    def open_subject(self) -> None:
        row = self.row
        if row is None:
            return
        if row.document is not None:
            self.iamtui.show_document(row.document)
        elif row.link is not None and row.link != self.entity:
            self.iamtui.go(row.link)
        else:
            # A narrow screen cuts long lines; here all of it can be read.
            text = f"{_plain(row.label)}\n\n{_plain(row.value)}"
            self.app.push_screen(MessageDialog(self.entity.kind.value, text))

    @on(ResourceTable.Selected, "#detail")
    def _selected(self) -> None:
        self.open_subject()

    @on(ResourceTable.Highlighted, "#detail")
    def _highlighted(self) -> None:
        self.refresh_hints()

    def _draw_title(self, note: str) -> None:
        session = self.session
        known = session is not None and not note
        name = self.kind.name(session.account, self.entity.key) if session and known else ""
        words = f"{self.entity.kind.value} {name or self.entity.key} {note}"
        self.query_one("#title", Static).update(label(words, "bold"), layout=False)

    def _show(self, sections: tuple[Section, ...]) -> None:
        cells: dict[str, tuple[Cell, Cell]] = {}
        self._cells = cells
        self._lines = {}
        for number, section in enumerate(sections):
            cells[f"{_HEADING}{number}"] = (
                (section.title.upper(), "link"),
                (section.note, "muted"),
            )
            for row in section.rows:
                line = f"{number}/{row.key}"
                self._lines[line] = row
                cells[line] = (_indented(row.label), _shown_value(row))
        self.table.set_rows(
            tuple(cells), lambda key, column: cells[key][0 if column == "label" else 1]
        )


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _indented(cell: Cell) -> Cell:
    return f"  {cell}" if isinstance(cell, str) else (f"  {cell[0]}", cell[1])


def _shown_value(row: Row) -> Cell:
    """The value, with a sign where Enter leads on."""
    if row.link is None and row.document is None:
        return row.value
    text, style = (row.value, "") if isinstance(row.value, str) else row.value
    return (f"{text} →" if text else "→", style)
