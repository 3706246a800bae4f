"""The window for an MFA code: which device, how long its present code is good for, six digits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from iamtui.ui.mfa.code_input import CodeInput
from iamtui.ui.text import block, label
from iamtui.vault.errors import TypedCodeInvalid
from iamtui.vault.totp import seconds_to_next, typed_code


class CodeDialog(ModalScreen[str | None]):
    """Ask for a code of the device `serial`; gives the six digits, None where it was left.

    `clock` tells the time; `why` says what was wrong with the code before, or what this is for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", priority=True)]

    def __init__(self, serial: str, clock: Callable[[], datetime], why: str = "") -> None:
        super().__init__()
        self._device = serial.rsplit("/", 1)[-1]
        self._clock = clock
        self._why = why

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(label("MFA code", "bold"), markup=False)
            yield Static(block(self._why), id="why", markup=False)
            yield Static(label(f"Code of {self._device}"), markup=False)
            yield CodeInput(id="code")
            yield Static(id="window", markup=False)
            yield Static(label("Enter done  Esc leave"), classes="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one("#why").display = bool(self._why)
        self._show_window()
        self.set_interval(1.0, self._show_window)
        self.query_one(Input).focus()

    def _show_window(self) -> None:
        """Say how long the code that the device shows now is good for."""
        left = round(seconds_to_next(self._clock().timestamp()))
        self.query_one("#window", Static).update(label(f"The next code comes in {left} s."))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        try:
            code = typed_code(event.value)
        except TypedCodeInvalid as invalid:
            why = self.query_one("#why", Static)
            why.update(block(str(invalid)))
            why.display = True
            return
        self.dismiss(code.reveal())

    def action_leave(self) -> None:
        """Leave without a code; what was typed is forgotten."""
        self.dismiss(None)
