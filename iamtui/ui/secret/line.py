"""A secret in a line of its own, masked until it is to be seen."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from iamtui.secret import Secret
from iamtui.ui.text import clean

MASK = "•" * 40


class SecretLine(Widget):
    """Shows `secret`, or dots, as many as ever. Nothing of it can be selected.

    The secret is drawn a character at a time: whole texts stay in the caches of rich, which know
    how wide each one was.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = "SecretLine { height: auto; width: 1fr; }"

    def __init__(self, secret: Secret) -> None:
        super().__init__()
        self._secret: Secret | None = secret
        self._is_shown = False

    @property
    def is_shown(self) -> bool:
        """Whether the secret is on the screen."""
        return self._is_shown

    def show(self, is_shown: bool) -> None:
        """Show the secret, or dots."""
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            self.refresh()

    def forget(self) -> None:
        """Show dots for ever."""
        self._secret = None
        self._is_shown = False
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the secret needs."""
        length = len(self._secret.reveal()) if self._secret is not None else 0
        return max(1, -(-length // max(1, width)))

    def render_line(self, y: int) -> Strip:
        """Line `y`."""
        width, style = self.size.width, self.rich_style
        if not self._is_shown or self._secret is None:
            masked = MASK[:width] if y == 0 else ""
            return Strip([Segment(masked, style)], len(masked)).extend_cell_length(width, style)
        part = self._secret.reveal()[y * width : (y + 1) * width]
        cells = [Segment(clean(character), style) for character in part]
        return Strip(cells).extend_cell_length(width, style)
