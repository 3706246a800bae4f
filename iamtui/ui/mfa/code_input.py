"""The line for an MFA code: it takes digits, and leaves letters to the screen as commands."""

from __future__ import annotations

from textual import events

from iamtui.ui.line_input import LineInput

# Six digits, and the blank that authenticator apps show between them.
LONGEST = 7
DIGITS = "0123456789"
SIX = 6


class CodeInput(LineInput):
    """Six digits."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, placeholder="123456", max_length=LONGEST, compact=True)

    def _on_paste(self, event: events.Paste) -> None:
        """Take the six digits out of what an app or a password manager copied, blanks and all."""
        digits = [one for one in event.text if one in DIGITS]
        if len(digits) == SIX:
            self.value = "".join(digits)
            self.cursor_position = SIX
        event.stop()
        event.prevent_default()

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and (event.character or "") not in f"{DIGITS} ":
            event.prevent_default()
