"""The access keys in plain text in ~/.aws: marked, kept in the vault, taken out of the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Scope
from iamtui.ui.profiles.import_work import Result, read_plain_keys
from iamtui.ui.screen import CommandScreen
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import block, label

if TYPE_CHECKING:
    from iamtui.rotation.importing.plain_keys import PlainKey

COLUMNS = (
    Column("name", "Profile", 16, grow=True),
    Column("key", "Access key", 20),
    Column("kept", "In the vault", 14),
    Column("state", "State", 14),
    Column("place", "File and line", 24, grow=True),
)
NOTHING = "No profile of ~/.aws has a long-term access key in plain text."


class ImportScreen(CommandScreen):
    """The keys that lie in plain text, and how the import of each went."""

    SCOPE: ClassVar[Scope] = Scope.IMPORT

    def __init__(self) -> None:
        super().__init__()
        self._keys: dict[str, PlainKey] = {}
        self._results: dict[str, Result] = {}

    def body(self) -> ComposeResult:
        yield Static(label("Access keys in plain text", "bold"), id="title", markup=False)
        yield ResourceTable(COLUMNS, id="plain-keys")
        yield Static(id="import-notes", markup=False)

    def focus_body(self) -> None:
        self._table.focus()

    def on_mount(self) -> None:
        self._table.set_message("Reading ~/.aws …")
        self.read()

    @property
    def _table(self) -> ResourceTable:
        return self.query_one(ResourceTable)

    @property
    def chosen(self) -> tuple[PlainKey, ...]:
        """The marked ones; without marks the one under the cursor."""
        cursor = self._table.cursor_key
        names = self._table.marked or ({cursor} if cursor else set())
        return tuple(plain for name, plain in self._keys.items() if name in names)

    def toggle_mark(self) -> None:
        """Mark what the cursor is on, and go on to the next."""
        self._table.toggle_mark()
        self._table.action_cursor_down()

    def mark_all(self) -> None:
        """Mark all that are not kept yet, or all where there is none; a second time none."""
        table = self._table
        wanted = {name for name, plain in self._keys.items() if not plain.kept_as} or {*self._keys}
        was_marked = wanted <= table.marked
        table.clear_marks()
        at = table.cursor_key
        for name in () if was_marked else wanted:
            table.move_to(name)
            table.toggle_mark()
        if at is not None:
            table.move_to(at)

    def read(self) -> None:
        """Read the files anew."""
        self.iamtui.submit(read_plain_keys, self._show, self.iamtui.fail)

    def show_results(self, results: Sequence[Result]) -> None:
        """Show how it went, and read the files anew."""
        self._results |= {result.name: result for result in results}
        self._table.clear_marks()
        self.read()

    def open_subject(self) -> None:
        self.toggle_mark()

    @on(ResourceTable.Selected, "#plain-keys")
    def _selected(self) -> None:
        self.toggle_mark()

    @on(ResourceTable.Highlighted, "#plain-keys")
    def _highlighted(self) -> None:
        self._draw_notes()

    def _show(self, keys: tuple[PlainKey, ...]) -> None:
        if not self.is_open:
            return
        gone = {n: p for n, p in self._keys.items() if n in self._results}
        self._keys = {**gone, **{plain.name: plain for plain in keys}}
        self._table.set_message(NOTHING)
        self._table.set_rows(tuple(self._keys), self._cell)
        self._draw_notes()

    def _draw_notes(self) -> None:
        plain = self._keys.get(self._table.cursor_key or "")
        lines: list[str] = []
        if plain is not None:
            result = self._results.get(plain.name)
            lines += [result.said] if result is not None and result.said else []
            lines += plain.warnings
            if plain.same_as:
                lines.append(f"{', '.join(plain.same_as)} has the same key.")
            if plain.settings.roles:
                roles = ", ".join(plain.settings.roles)
                lines.append(f"Roles that are assumed with it go on working by its name: {roles}.")
        self.query_one("#import-notes", Static).update(block("\n".join(lines)))

    def _cell(self, key: str, column: str) -> Cell:
        plain = self._keys[key]
        if column == "name":
            return plain.name
        if column == "key":
            return plain.key.access_key_id
        if column == "kept":
            return ", ".join(plain.kept_as) or ("not kept", "muted")
        if column == "place":
            return f"{plain.path}:{plain.line}"
        result = self._results.get(key)
        if result is not None:
            return (result.state, result.style)
        return ("look below", "warning") if plain.warnings else ("–", "muted")
