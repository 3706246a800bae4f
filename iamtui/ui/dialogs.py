"""Small windows over a screen: a message, a choice from a list, a form of a few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from iamtui.errors import AnswerIsNo, IamtuiError, RefusedError
from iamtui.ui.columns import Cell, Column
from iamtui.ui.line_input import LineInput
from iamtui.ui.secret import masked_entries
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import block, clean, label

# As in the stylesheet: the most that a window is wide.
WIDTH = 76


class MessageDialog(ModalScreen[None]):
    """Something to read; any of Enter, Esc, q closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,escape,q,space", "close", "Close")]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(label(self._title, "bold"), markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(block(self._text), markup=False)
            yield Static(label("Enter close"), classes="keys", markup=False)

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()


def error_dialog(error: IamtuiError) -> MessageDialog:
    """What happened, and what to do next."""
    return MessageDialog(_title(error), f"{error.what}\n\n{error.next_step}".strip())


def _title(error: IamtuiError) -> str:
    if isinstance(error, AnswerIsNo):
        return "No"
    if isinstance(error, RefusedError):
        return "Refused"
    return "That did not work"


@dataclass(frozen=True, slots=True)
class Option:
    """A line to choose: `key` is what is given back, `detail` explains it."""

    key: str
    text: str
    detail: Cell = ""


def no_free_choice(_typed: str) -> str | None:
    """Only what is listed can be chosen."""
    return None


class ChoiceDialog(ModalScreen[str | None]):
    """Choose one of many by typing a part of it; gives the key, None where it was left.

    `nothing` is said where nothing matches; `free` makes an answer of what was typed then.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", priority=True),
        Binding("down", "move(1)", "Down", priority=True),
        Binding("up", "move(-1)", "Up", priority=True),
        Binding("pagedown", "page(1)", "Page down", priority=True),
        Binding("pageup", "page(-1)", "Page up", priority=True),
    ]

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        nothing: str,
        free: Callable[[str], str | None] = no_free_choice,
    ) -> None:
        super().__init__()
        self._title = title
        self._free = free
        self._options = {option.key: option for option in options}
        self._haystacks = {o.key: f"{o.text} {_plain(o.detail)}".lower() for o in options}
        self._nothing = nothing

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(label(self._title, "bold"), markup=False)
            yield LineInput(id="choice", placeholder="type a part of it", compact=True)
            columns = (Column("text", "", 28, grow=True), Column("detail", "", 20, grow=True))
            yield ResourceTable(columns, id="choices")
            yield Static(label("Enter choose  Esc leave"), classes="keys", markup=False)

    def on_mount(self) -> None:
        self._table.can_focus = False
        self._table.set_message(self._nothing)
        self._show("")
        self.query_one(Input).focus()

    @property
    def _table(self) -> ResourceTable:
        return self.query_one(ResourceTable)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        choice = self._table.cursor_key or self._free(event.value)
        if choice is not None:
            self.dismiss(choice)

    @on(ResourceTable.Selected)
    def _selected(self, event: ResourceTable.Selected) -> None:
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Move the cursor of the list."""
        if step > 0:
            self._table.action_cursor_down()
        else:
            self._table.action_cursor_up()

    def action_page(self, step: int) -> None:
        """Move the cursor of the list by a page."""
        if step > 0:
            self._table.action_page_down()
        else:
            self._table.action_page_up()

    def _show(self, typed: str) -> None:
        words = typed.lower().split()
        keys = [k for k, hay in self._haystacks.items() if all(word in hay for word in words)]
        options = self._options
        # Who types a whole name means that one, and not the first that has it in the middle.
        keys.sort(key=lambda key: _rank(options[key].text.lower(), typed.strip().lower()))
        self._table.set_rows(
            keys, lambda key, column: options[key].text if column == "text" else options[key].detail
        )


def _rank(text: str, typed: str) -> int:
    if text == typed:
        return 0
    return 1 if text.startswith(typed) else 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a form: `name` is its key in the answer; `hint` stands in it while it is empty."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    masked: bool = False


class FormDialog(ModalScreen[dict[str, str] | None]):
    """A few lines to fill in; gives what was typed by name, None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", priority=True),
        Binding(masked_entries.KEY, "show_masked", "Show", priority=True),
    ]

    def __init__(self, title: str, entries: Sequence[Entry], note: str = "") -> None:
        super().__init__()
        self._title = title
        self._entries = tuple(entries)
        self._note = note

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(label(self._title, "bold"), markup=False)
            if self._note:
                yield Static(block(self._note), markup=False)
            with VerticalScroll(can_focus=False):
                for entry in self._entries:
                    yield Static(label(entry.label), markup=False)
                    yield LineInput(
                        entry.value,
                        id=f"entry-{entry.name}",
                        placeholder=clean(entry.hint),
                        password=entry.masked,
                        compact=True,
                    )
            yield Static(_keys(self._entries), classes="keys", markup=False)

    def on_mount(self) -> None:
        self._masked = masked_entries.MaskedEntries(self)
        self.query(Input).first().focus()

    def action_show_masked(self) -> None:
        """Show what is masked while the key is held, or for some seconds."""
        self._masked.press()

    def hide_secrets(self) -> None:
        """Mask what is masked."""
        self._masked.hide()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        inputs = list(self.query(Input))
        at = inputs.index(event.input)
        if at + 1 < len(inputs):
            inputs[at + 1].focus()
            return
        names = (entry.name for entry in self._entries)
        self.dismiss({name: entry.value for name, entry in zip(names, inputs, strict=True)})

    def action_leave(self) -> None:
        """Leave without an answer; what was typed is forgotten."""
        self.dismiss(None)


def _keys(entries: Sequence[Entry]) -> Content:
    done = "Enter next line, on the last one done" if len(entries) > 1 else "Enter done"
    masked = f"  {masked_entries.HINT}" if any(entry.masked for entry in entries) else ""
    return label(f"{done}  Esc leave{masked}")


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]
