"""A question with yes or no for an answer; only a letter answers it, so that no Enter does."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from iamtui.ui.text import block, label


class ConfirmDialog(ModalScreen[bool]):
    """Ask `question`; `yes` and `no` say what each answer does. Esc is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
    ]

    def __init__(self, title: str, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._keys = f"y {yes}  n {no}"

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(label(self._title, "bold"), markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(block(self._question), markup=False)
            yield Static(label(self._keys), classes="keys", markup=False)

    def action_answer(self, yes: bool) -> None:
        """Close it with the answer."""
        self.dismiss(yes)
