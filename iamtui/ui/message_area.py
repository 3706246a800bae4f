"""Where a message of AWS is pasted: several lines, as they come."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from iamtui.ui.text import clean_lines


class MessageArea(TextArea):
    """A few lines of text; Enter is for the screen once the message can be read."""

    DEFAULT_CSS = """
    MessageArea {
        height: 5;
        border: none;
        padding: 0 1;
        background: $surface;
        scrollbar-size-vertical: 1;
        &:focus { border: none; }
    }
    """

    class Done(Message):
        """Enter was pressed."""

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(
            text,
            id=id,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            compact=True,
        )
        self.cursor_blink = False

    async def _on_paste(self, event: events.Paste) -> None:
        # Seen by this class first, and then pasted by Textual's.
        event.text = "\n".join(clean_lines(event.text))

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Done())
