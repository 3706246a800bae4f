"""Help: every key of a screen with what it does, from the table of commands."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from iamtui.ui.columns import GAP, SIGN_WIDTH, Cell, Column
from iamtui.ui.command import Command, Scope, shown_key
from iamtui.ui.dialogs import WIDTH as DIALOG_WIDTH
from iamtui.ui.keymap import Keymap
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label

KEYS = Column("keys", "Key", 15)
COLUMNS = (KEYS, Column("help", "What it does", 20, grow=True))
# What stands around the column of sentences: border, padding, scrollbar.
AROUND = 6
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
        self.query_one(ResourceTable).focus()

    def on_resize(self) -> None:
        """Wrap the sentences anew."""
        table = self.query_one(ResourceTable)
        width = min(self.app.size.width * 9 // 10, DIALOG_WIDTH) - AROUND - KEYS.width - SIGN_WIDTH
        lines = dict(self._lines(max(1, width - GAP)))
        table.set_rows(tuple(lines), lambda key, column: lines[key][column == "help"])

    def _lines(self, width: int) -> Iterator[tuple[str, tuple[Cell, Cell]]]:
        """Row keys with their cells; a sentence wider than `width` goes on in the next row."""
        keymap: Keymap = self.app.keymap  # type: ignore[attr-defined]
        commands = [c for c in keymap.commands if c.scopes & self._scope]
        told = [(" ".join(map(shown_key, c.keys)), _sentence(c)) for c in commands]
        for number, (keys, sentence) in enumerate((*told, *MOVING)):
            for part, text in enumerate(wrap(sentence, width)):
                yield f"{number}/{part}", ("" if part else keys, text)

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()


def _sentence(command: Command) -> str:
    return f"{command.help} Asks for {command.asks}." if command.asks else command.help
