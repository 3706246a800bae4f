"""The line for an MFA code: it takes digits, and leaves letters to the screen as commands."""

from __future__ import annotations

from textual import events

from iamtui.ui.line_input import LineInput

# Six digits, and the blank that authenticator apps show between them.
LONGEST = 7


class CodeInput(LineInput):
    """Six digits."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, placeholder="123456", max_length=LONGEST, compact=True)

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and (event.character or "") not in "0123456789 ":
            event.prevent_default()
