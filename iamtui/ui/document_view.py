"""A document to read: coloured, with line numbers, long lines wrapped, words to find underlined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from iamtui.ui.document_layout import Layout, ScreenLine
from iamtui.ui.table_line import Run, match_pattern, strip_of, underlined
from iamtui.ui.table_styles import lean

PREFIX = "document-view--"
CACHED_LINES = 500
GAP = 2
"""Blank cells between a line's number and its text."""

_SORTS = ("key", "string", "number", "literal", "line-number", "match")


class DocumentView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a JSON document or any other text, none of it as markup.

    It scrolls by lines of the screen; there is no cursor, and nothing to the side of the screen.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {PREFIX + sort for sort in _SORTS}
    DEFAULT_CSS = """
    DocumentView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;

        & > .document-view--key { color: $text-primary; }
        & > .document-view--string { color: $text-success; }
        & > .document-view--number { color: $text-warning; }
        & > .document-view--literal { color: $text-warning; }
        & > .document-view--line-number { color: $text-muted; }
        & > .document-view--match { text-style: reverse; }

        &:ansi > .document-view--line-number { color: ansi_default; text-style: dim; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "line_down", "Down", show=False, id="document.down"),
        Binding("up,k", "line_up", "Up", show=False, id="document.up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="document.page_down"),
        Binding("pageup", "page_up", "Page up", show=False, id="document.page_up"),
        Binding("ctrl+d", "half_page_down", "Half page down", show=False, id="document.half_down"),
        Binding("ctrl+u", "half_page_up", "Half page up", show=False, id="document.half_up"),
        Binding("home,g", "top", "Start", show=False, id="document.top"),
        Binding("end,G", "bottom", "End", show=False, id="document.bottom"),
    ]

    def __init__(
        self, text: str = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._document = Layout(text)
        self._words: re.Pattern[str] | None = None
        self._found = -1
        self._styles: dict[str, Style] = {}
        self._strips: LRUCache[int, Strip] = LRUCache(CACHED_LINES)

    def set_document(self, text: str) -> None:
        """Show `text` from its start."""
        self._document = Layout(text)
        self._found = -1
        self._wrap()
        self._show(0)

    def set_highlight(self, words: Sequence[str]) -> None:
        """Set these words off, in any case, where they stand."""
        pattern = match_pattern(words)
        if pattern != self._words:
            self._words = pattern
            self._found = -1
            self._strips.clear()
            self.refresh()

    def show_match(self, backwards: bool = False) -> bool:
        """Bring the next line with a highlighted word to the top, going round at the end.

        False where there is none.
        """
        lines = self._document.screen_lines[self._top : self._top + self.size.height]
        if self._words is None or not lines:
            return False
        step = -1 if backwards else 1
        in_view = range(lines[0].number, lines[-1].number + 1)
        start = self._found if self._found in in_view else in_view.start - step
        count = len(self._document.lines)
        for distance in range(1, count + 1):
            number = (start + step * distance) % count
            match = self._words.search(self._document.lines[number])
            if match is not None:
                self._found = number
                self._show(self._document.index_of(number, match.start()))
                return True
        return False

    # Actions

    def action_line_down(self) -> None:
        """Scroll one line down."""
        self._show(self._top + 1)

    def action_line_up(self) -> None:
        """Scroll one line up."""
        self._show(self._top - 1)

    def action_page_down(self) -> None:
        """Scroll a page down; one line stays in view."""
        self._show(self._top + max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """Scroll a page up; one line stays in view."""
        self._show(self._top - max(1, self.size.height - 1))

    def action_half_page_down(self) -> None:
        """Scroll half a page down."""
        self._show(self._top + max(1, self.size.height // 2))

    def action_half_page_up(self) -> None:
        """Scroll half a page up."""
        self._show(self._top - max(1, self.size.height // 2))

    def action_top(self) -> None:
        """Go to the start."""
        self._show(0)

    def action_bottom(self) -> None:
        """Go to the end."""
        self._show(len(self._document.screen_lines))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget."""
        index = self._top + y
        if index >= len(self._document.screen_lines):
            return Strip.blank(self.size.width, self._style(""))
        strip = self._strips.get(index)
        if strip is None:
            strip = self._strips[index] = self._strip(self._document.screen_lines[index])
        return strip

    def _strip(self, line: ScreenLine) -> Strip:
        cells = self._document.number_width
        number = str(line.number + 1) if line.start == 0 else ""
        gutter: Run = (number.rjust(cells) + " " * GAP, self._style("line-number"))
        runs = [(text, self._style(sort)) for text, sort in self._document.pieces(line)]
        shown = runs if self._words is None else underlined(runs, self._words, self._style("match"))
        return strip_of([gutter, *shown], self.size.width, self._style(""))

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._read_style(name)
        return style

    def _read_style(self, name: str) -> Style:
        if name:
            style = self.get_component_rich_style(PREFIX + name, partial=name == "match")
        else:
            style = self.rich_style
        return style.without_color if self.app.no_color else lean(style)

    # Events

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap for the new width, with the same line on top."""
        lines, top = self._document.screen_lines, self._top
        kept = lines[top] if top < len(lines) else ScreenLine(0, 0, 0)
        self._wrap()
        self._show(self._document.index_of(kept.number, kept.start))

    def notify_style_update(self) -> None:
        """Draw all anew after a change of theme."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    # Inside

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    def _wrap(self) -> None:
        """Lay out for the width there is.

        The cell of the scrollbar stays free without one too, so that nothing moves when it comes.
        """
        if not self.size:
            return
        gutter = self._document.number_width + GAP
        bar = self.styles.scrollbar_size_vertical
        self._document.wrap(max(1, self.size.width - gutter - bar))
        self._strips.clear()
        self.virtual_size = Size(self.size.width, len(self._document.screen_lines))
        self.refresh()

    def _show(self, top: int) -> None:
        if self.is_attached:
            self.scroll_to(y=top, animate=False, force=True)
