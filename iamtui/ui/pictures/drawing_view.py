"""The widget that shows a picture: it scrolls, and a cursor goes from node to node."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from iamtui.ui.pictures.drawing import PictureLine
from iamtui.ui.table_line import Run, strip_of
from iamtui.ui.table_styles import lean

Drawing: TypeAlias = Callable[[int], Sequence[PictureLine]]
"""Draws a picture in lines of at most so many cells."""

PREFIX = "picture--"
WHEEL_LINES = 3
_SORTS = ("muted", "warning", "error", "success", "unknown", "link", "goal", "cursor")


class PictureView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a picture as wide as the screen; it is drawn anew for another width."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {PREFIX + sort for sort in _SORTS}
    DEFAULT_CSS = """
    PictureView {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;

        & > .picture--muted { color: $text-muted; }
        & > .picture--warning { color: $text-warning; }
        & > .picture--error { color: $text-error; }
        & > .picture--success { color: $text-success; }
        & > .picture--unknown { color: $text-accent; }
        & > .picture--link { color: $text-primary; }
        & > .picture--goal { color: $text-error; text-style: bold; }
        & > .picture--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
        }

        &:ansi > .picture--muted { color: ansi_default; text-style: dim; }
        &:ansi > .picture--cursor {
            color: ansi_default;
            background: ansi_default;
            text-style: reverse;
        }
        &:nocolor > .picture--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "next_node", "Down", show=False, id="picture.down"),
        Binding("up,k", "previous_node", "Up", show=False, id="picture.up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="picture.page_down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="picture.page_up"),
        Binding("ctrl+d", "half_page(1)", "Half page down", show=False, id="picture.half_down"),
        Binding("ctrl+u", "half_page(-1)", "Half page up", show=False, id="picture.half_up"),
        Binding("home,g", "first_node", "First", show=False, id="picture.first"),
        Binding("end,G", "last_node", "Last", show=False, id="picture.last"),
    ]

    class Selected(Message):
        """The node under the cursor was clicked."""

    class Moved(Message):
        """The cursor went to another node."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw: Drawing = lambda _width: ()
        self._lines: tuple[PictureLine, ...] = ()
        self._stops: list[int] = []
        self._cursor = 0
        self._styles: dict[str, Style] = {}

    # What it shows

    def show(self, draw: Drawing, node: str = "") -> None:
        """Show another picture; the cursor goes to `node`, else stays where it is."""
        wanted = node or self.node
        self._draw = draw
        self._redraw(wanted)

    @property
    def line(self) -> PictureLine | None:
        """The line with the cursor; None where there is no node."""
        return self._lines[self._stops[self._cursor]] if self._stops else None

    @property
    def node(self) -> str:
        """The node under the cursor, "" where there is none."""
        return self.line.node if self.line is not None else ""

    # Actions

    def action_next_node(self) -> None:
        """Go to the next node; from the last one, see what is below it."""
        if self._cursor + 1 < len(self._stops):
            self._move(self._cursor + 1)
        else:
            self._scroll_to_line(self._top + 1)

    def action_previous_node(self) -> None:
        """Go to the node before."""
        self._move(self._cursor - 1)

    def action_first_node(self) -> None:
        """Go to the first node."""
        self._move(0)

    def action_last_node(self) -> None:
        """Go to the last node."""
        self._move(len(self._stops) - 1)

    def action_page(self, pages: int) -> None:
        """Go a page on; one line stays in view."""
        self._page(pages * max(1, self.size.height - 1))

    def action_half_page(self, halves: int) -> None:
        """Go half a page on."""
        self._page(halves * max(1, self.size.height // 2))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget."""
        index = self._top + y
        if index >= len(self._lines):
            return Strip.blank(self.size.width, self._style(""))
        line = self._lines[index]
        lead: Run = (line.lead[0], self._style(line.lead[1]))
        if self._stops and index == self._stops[self._cursor]:
            cursor = self._style("cursor")
            runs: list[Run] = [("".join(text for text, _ in line.pieces), cursor)]
        else:
            runs = [(text, self._style(name)) for text, name in line.pieces]
        return strip_of([lead, *runs], self.size.width, self._style(""))

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self.get_component_rich_style(PREFIX + name) if name else self.rich_style
            style = style.without_color if self.app.no_color else lean(style)
            self._styles[name] = style
        return style

    # Events

    def on_resize(self, _event: events.Resize) -> None:
        """Draw for the new width."""
        self._redraw(self.node)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor, or choose what is under it."""
        offset = event.get_content_offset(self)
        if offset is None or not self._stops:
            return
        line = self._top + offset.y
        if line == self._stops[self._cursor]:
            self.post_message(self.Selected())
        elif line in self._stops:
            self._move(self._stops.index(line))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll a few lines."""
        event.stop()
        event.prevent_default()
        self._page(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll a few lines back."""
        event.stop()
        event.prevent_default()
        self._page(-WHEEL_LINES)

    def notify_style_update(self) -> None:
        """Draw all anew after a change of theme or focus."""
        super().notify_style_update()
        self._styles.clear()

    # Inside

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    @property
    def _block(self) -> range:
        """The lines from the cursor to before the next node."""
        first = self._stops[self._cursor]
        ends = (*self._stops[self._cursor + 1 : self._cursor + 2], len(self._lines))
        return range(first, ends[0])

    def _redraw(self, node: str) -> None:
        """Draw for the width there is, with the cursor on `node`.

        The cell of the scrollbar stays free without one too, so that nothing moves when it comes.
        """
        if not self.size:
            return
        self._lines = tuple(self._draw(self.size.width - self.styles.scrollbar_size_vertical))
        self._stops = [number for number, line in enumerate(self._lines) if line.node]
        keys = [self._lines[number].node for number in self._stops]
        nearest = max(0, min(self._cursor, len(keys) - 1))
        self._cursor = keys.index(node) if node in keys else nearest
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()
        self._bring_into_view()
        self.post_message(self.Moved())

    def _move(self, cursor: int) -> None:
        cursor = max(0, min(cursor, len(self._stops) - 1))
        if not self._stops or cursor == self._cursor:
            return
        before, self._cursor = self._stops[self._cursor], cursor
        for line in (before, self._stops[cursor]):
            self.refresh(Region(0, line - self._top, self.size.width, 1))
        self._bring_into_view()
        self.post_message(self.Moved())

    def _bring_into_view(self) -> None:
        """Scroll so far that the node and what leads on from it is seen."""
        if not self._stops:
            return
        block, height = self._block, self.size.height
        if not self._top <= block.start < self._top + height:
            self._scroll_to_line(block.start - height // 2)
        elif block.stop > self._top + height:
            self._scroll_to_line(min(block.start, block.stop - height))

    def _page(self, lines: int) -> None:
        """Scroll, and take the cursor along to a node in view."""
        if not self._stops:
            return
        height = self.size.height
        highest = max(0, len(self._lines) - height)
        top = max(0, min(self._top + lines, highest))
        line = self._stops[self._cursor] + (top - self._top or lines)
        wanted = min(max(line, top), top + height - 1)
        place = bisect_left(self._stops, wanted) if lines > 0 else bisect_right(self._stops, wanted)
        self._scroll_to_line(top)
        self._move(place if lines > 0 else place - 1)

    def _scroll_to_line(self, top: int) -> None:
        if self.is_attached:
            self.scroll_to(y=max(0, top), animate=False, force=True)
