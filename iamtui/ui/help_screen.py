"""Help: every key of a screen with what it does, from the table of commands."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Command, Scope, shown_key
from iamtui.ui.keymap import Keymap
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label

COLUMNS = (Column("keys", "Key", 12), Column("help", "What it does", 40, grow=True))
MOVING = (
    ("j k ↓ ↑", "One row down or up."),
    ("^D ^U", "Half a page down or up."),
    ("PgDn PgUp", "A page down or up."),
    ("g G Home End", "The first or the last row."),
)


class HelpScreen(ModalScreen[None]):
    """The keys of the screens of `scope`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "close", "")]

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(label("Keys of this screen", "bold"), markup=False)
            yield ResourceTable(COLUMNS, id="help")
            yield Static(label("Esc close"), classes="keys", markup=False)

    def on_mount(self) -> None:
        keymap: Keymap = self.app.keymap  # type: ignore[attr-defined]
        lines = {
            command.name: (" ".join(shown_key(key) for key in command.keys), _sentence(command))
            for command in keymap.commands
            if command.scopes & self._scope
        }
        lines.update({f"moving-{n}": line for n, line in enumerate(MOVING)})

        def cell(key: str, column: str) -> Cell:
            return lines[key][0 if column == "keys" else 1]

        table = self.query_one(ResourceTable)
        table.set_rows(tuple(lines), cell)
        table.focus()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()


def _sentence(command: Command) -> str:
    return f"{command.help} Asks for {command.asks}." if command.asks else command.help
