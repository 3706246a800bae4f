"""A QR code on the screen, black on white whatever the theme is."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.strip import Strip
from textual.widget import Widget

from iamtui.ui.mfa.qr import Drawn

# Not the colours 0 and 15 of the terminal, which a theme of its own may have made grey.
BLACK_ON_WHITE = Style(color="#000000", bgcolor="#ffffff", bold=False, dim=False)


class QrView(Widget):
    """Shows a drawn code, or nothing."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "QrView { width: auto; height: auto; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._drawn: Drawn | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is a code to be scanned."""
        return self._drawn is not None

    def show(self, drawn: Drawn | None) -> None:
        """Show this code from now on, or none."""
        self.display = drawn is not None
        if drawn != self._drawn:
            self._drawn = drawn
            self.styles.width = drawn.columns if drawn else 0
            self.styles.height = len(drawn.lines) if drawn else 0
            self.refresh(layout=True)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """None: a code without its colours, as NO_COLOR would have it, is not read by a phone."""
        return ()

    def render_line(self, y: int) -> Strip:
        """Line `y`."""
        if self._drawn is None or y >= len(self._drawn.lines):
            return Strip.blank(self.size.width)
        return Strip([Segment(self._drawn.lines[y], BLACK_ON_WHITE)], self._drawn.columns)
