"""The table of resources: any number of rows, of which only those on the screen are ever drawn.

Rows are keys; what stands in a cell is asked for when its line is drawn. The header is line 0 of
the widget, where a column has a title, and does not scroll. Within the view a
move of the cursor repaints two lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeAlias

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from iamtui.ui import table_messages as messages
from iamtui.ui import table_styles
from iamtui.ui.columns import Cell, Column, Slot, column_at, lay_out
from iamtui.ui.table_line import (
    ASCENDING,
    DESCENDING,
    Run,
    header_text,
    match_pattern,
    row_runs,
    sign,
    split_cell,
    strip_of,
    underlined,
)
from iamtui.ui.table_styles import TableStyles
from iamtui.ui.text import clean, fit
from iamtui.ui.viewport import Viewport

CellOf = Callable[[str, str], Cell]
"""Gives the cell of a row key and a column key."""

WHEEL_ROWS = 3
SETTLED_SECONDS = 0.1
"""How long a view must stand before its rows are worth fetching details for."""

CACHED_LINES = 1_000
"""Several screens of lines, so that paging to and fro draws nothing anew."""


class ResourceTable(ScrollView, can_focus=True, inherit_bindings=False):
    """A table of rows known by their keys, with a cursor, marks and a sort sign.

    The columns given are those meant for the width at hand; those that do not fit are left out
    from the right. All texts pass `text.clean`; none is markup.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = table_styles.COMPONENT_CLASSES
    DEFAULT_CSS = table_styles.DEFAULT_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", "Down", show=False, id="table.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="table.up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="table.page_down"),
        Binding("pageup", "page_up", "Page up", show=False, id="table.page_up"),
        Binding("ctrl+d", "half_page_down", "Half page down", show=False, id="table.half_down"),
        Binding("ctrl+u", "half_page_up", "Half page up", show=False, id="table.half_up"),
        Binding("home,g", "cursor_top", "First row", show=False, id="table.top"),
        Binding("end,G", "cursor_bottom", "Last row", show=False, id="table.bottom"),
        Binding("enter", "select", "Open", show=False, id="table.select"),
    ]

    Highlighted: TypeAlias = messages.Highlighted
    Selected: TypeAlias = messages.Selected
    HeaderClicked: TypeAlias = messages.HeaderClicked
    VisibleRows: TypeAlias = messages.VisibleRows
    MarksChanged: TypeAlias = messages.MarksChanged

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._header_lines = _header_lines(self._columns)
        self._slots: tuple[Slot, ...] = ()
        self._keys: tuple[str, ...] = ()
        self._cell: CellOf = _no_cell
        self._view = Viewport()
        self._marks: set[str] = set()
        self._sort: tuple[str | None, bool] = (None, False)
        self._words: re.Pattern[str] | None = None
        self._message = ""
        self._styles = TableStyles(self)
        self._lines: LRUCache[tuple[str, bool], Strip] = LRUCache(CACHED_LINES)
        self._told_cursor: str | None = None
        self._cursor_to_tell = False
        self._told_rows: tuple[str, ...] = ()
        self._settling: Timer | None = None
        self._clicked_row: int | None = None

    # What it shows

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns, as many of them as fit; without titles there is no header line."""
        self._columns = tuple(columns)
        self._header_lines = _header_lines(self._columns)
        self._lay_out()

    def set_rows(self, keys: Sequence[str], cell: CellOf) -> None:
        """Show the rows `keys`, in this order; `cell(key, column_key)` is asked for what is seen.

        The cursor stays on its key, at its place on the screen, or goes to the nearest row.
        """
        row = self._row_in(keys)
        self._keys, self._cell = tuple(keys), cell
        self._view = view = self._view.filled(len(self._keys), row)
        self._resize_virtual()
        self._look(view)
        self.refresh_rows()
        self._cursor_moved()
        self._view_moved()

    def update_row(self, key: str) -> None:
        """Ask for the cells of row `key` again, if it is on the screen or once was."""
        self._forget_line(key)
        for row in self._view.rows:
            if self._keys[row] == key:
                self._refresh_row(row)

    def refresh_rows(self) -> None:
        """Ask for all cells again; nothing moves."""
        self._lines.clear()
        self.refresh(self._body())

    def set_sort(self, column_key: str | None, reverse: bool = False) -> None:
        """Show at the title of this column that the rows are sorted by it."""
        self._sort = (column_key, reverse)
        self.refresh(Region(0, 0, self._drawn, self._header_lines))

    def set_highlight(self, words: Sequence[str]) -> None:
        """Underline these words, in any case, in the cells."""
        pattern = match_pattern(words)
        if pattern != self._words:
            self._words = pattern
            self.refresh_rows()

    def set_message(self, text: str) -> None:
        """What to say in the middle of the table while it has no rows."""
        self._message = text
        if not self._keys:
            self.refresh(self._body())

    # Cursor and marks

    @property
    def cursor_index(self) -> int | None:
        """The row with the cursor, from 0; None where there are no rows."""
        return self._view.cursor if self._keys else None

    @property
    def cursor_key(self) -> str | None:
        """The key of the row with the cursor; None where there are no rows."""
        return self._keys[self._view.cursor] if self._keys else None

    @property
    def row_count(self) -> int:
        """How many rows there are, on the screen or not."""
        return len(self._keys)

    @property
    def visible_keys(self) -> tuple[str, ...]:
        """The keys of the rows on the screen, from the top."""
        rows = self._view.rows
        return self._keys[rows.start : rows.stop]

    @property
    def marked(self) -> frozenset[str]:
        """The marked rows among those there are now: a row that is filtered out is not one."""
        return frozenset(self._marks.intersection(self._keys)) if self._marks else frozenset()

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row `key`; False where there is no such row."""
        if key not in self._keys:
            return False
        self._look(self._view.at(self._keys.index(key)))
        return True

    def toggle_mark(self) -> None:
        """Mark the row with the cursor, or take its mark away."""
        if (key := self.cursor_key) is None:
            return
        self._marks ^= {key}
        self.update_row(key)
        self.post_message(messages.MarksChanged(self, self.marked))

    def clear_marks(self) -> None:
        """Take all marks away, those of rows that are filtered out too."""
        if not self._marks:
            return
        self._marks.clear()
        self.refresh_rows()
        self.post_message(messages.MarksChanged(self, frozenset()))

    # Actions

    def action_cursor_down(self) -> None:
        """Move the cursor one row down."""
        self._look(self._view.at(self._view.cursor + 1))

    def action_cursor_up(self) -> None:
        """Move the cursor one row up."""
        self._look(self._view.at(self._view.cursor - 1))

    def action_page_down(self) -> None:
        """Move a page down; one row stays in view."""
        self._look(self._view.paged(max(1, self._view.height - 1)))

    def action_page_up(self) -> None:
        """Move a page up; one row stays in view."""
        self._look(self._view.paged(-max(1, self._view.height - 1)))

    def action_half_page_down(self) -> None:
        """Move half a page down."""
        self._look(self._view.paged(max(1, self._view.height // 2)))

    def action_half_page_up(self) -> None:
        """Move half a page up."""
        self._look(self._view.paged(-max(1, self._view.height // 2)))

    def action_cursor_top(self) -> None:
        """Go to the first row."""
        self._look(self._view.at(0))

    def action_cursor_bottom(self) -> None:
        """Go to the last row."""
        self._look(self._view.at(len(self._keys)))

    def action_select(self) -> None:
        """Choose the row with the cursor."""
        if (key := self.cursor_key) is not None:
            self.post_message(messages.Selected(self, key))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget: the header, a row, or a part of the message."""
        if y < self._header_lines:
            return self._header_line()
        if not self._keys:
            return self._message_line(y - self._header_lines)
        row = self._view.top + y - self._header_lines
        if row >= len(self._keys):
            return Strip.blank(self.size.width, self._styles[TableStyles.ROW])
        at_cursor = row == self._view.cursor
        key = self._keys[row]
        line = self._lines.get((key, at_cursor))
        if line is None:
            line = self._lines[key, at_cursor] = self._row_line(key, at_cursor)
        return line

    def _header_line(self) -> Strip:
        sorted_by, reverse = self._sort
        style = self._styles["header"]
        texts = (
            header_text(slot, (DESCENDING if reverse else ASCENDING) if is_sorted else "")
            for slot in self._slots
            for is_sorted in (slot.column.key == sorted_by,)
        )
        runs = row_runs(self._slots, ((text, style) for text in texts), (sign(False), style))
        return strip_of(runs, self.size.width, style)

    def _row_line(self, key: str, at_cursor: bool) -> Strip:
        marked = key in self._marks
        row_style = self._styles["cursor" if at_cursor else "marked" if marked else ""]
        cells = [split_cell(self._cell(key, slot.column.key)) for slot in self._slots]
        styled = [(text, self._cell_style(name, at_cursor, row_style)) for text, name in cells]
        runs: Iterable[Run] = row_runs(self._slots, styled, (sign(marked), row_style))
        if self._words is not None:
            runs = underlined(runs, self._words, self._styles["match"])
        return strip_of(runs, self.size.width, row_style)

    def _cell_style(self, name: str, at_cursor: bool, row_style: Style) -> Style:
        return row_style if at_cursor or not name else self._styles[name]

    def _message_line(self, y: int) -> Strip:
        width, style = self.size.width, self._styles["message"]
        wrapped = Content(clean(self._message)).wrap(max(1, width - 2))
        index = y - max(0, (self._view.height - len(wrapped)) // 2)
        if not 0 <= index < len(wrapped):
            return Strip.blank(width, style)
        text = wrapped[index].plain.rstrip()
        margin = " " * ((width - Content(text).cell_length) // 2)
        return strip_of([(fit(margin + text, width), style)], width, style)

    # Events

    def on_mount(self) -> None:
        """Lay out what was set before there was a screen, and tell about it."""
        self._lay_out()
        self._cursor_moved()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay out for the new size, with the cursor in view."""
        self._lay_out()
        self._look(self._view.resized(self.size.height - self._header_lines))
        self._view_moved()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor, choose its row, or tell which title was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < self._header_lines:
            self._click_header(offset.x)
        else:
            self._click_row(self._view.top + offset.y - self._header_lines, event.chain)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll a few rows."""
        self._wheel(event, WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll a few rows back."""
        self._wheel(event, -WHEEL_ROWS)

    def watch_scroll_y(self, _old_value: float, new_value: float) -> None:
        """Follow the scrollbar; the header is not repainted, as the base class would."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        self._look(self._view.scrolled_to(round(new_value)))

    def notify_style_update(self) -> None:
        """Draw all anew after a change of theme or focus."""
        super().notify_style_update()
        self._styles.forget()
        self._lines.clear()

    # Inside

    def _row_in(self, keys: Sequence[str]) -> int:
        """Where the cursor goes in `keys`."""
        row, key = self._view.cursor, self.cursor_key
        if key is None or (row < len(keys) and keys[row] == key) or key not in keys:
            return row
        return keys.index(key)

    def _lay_out(self) -> None:
        # The cell of the scrollbar stays free without one too, so that nothing moves when it comes.
        bar = self.styles.scrollbar_size_vertical
        self._slots = lay_out(self._columns, max(0, self.size.width - bar))
        self._lines.clear()
        self._resize_virtual()
        self.refresh()

    def _resize_virtual(self) -> None:
        """Tell the scrollbar how much there is.

        Not by assignment, which would lay out and repaint the whole screen on every key of a
        filter, although the table's own size never depends on its rows.
        """
        size = Size(self.size.width, len(self._keys) + self._header_lines)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    def _look(self, view: Viewport) -> None:
        """Show `view`, and repaint no more than it takes."""
        before, self._view = self._view, view
        if view.top != before.top:
            self.refresh(self._body())
            self._view_moved()
        elif view.cursor != before.cursor:
            self._refresh_row(before.cursor)
            self._refresh_row(view.cursor)
        if self.is_attached and view.top != self.scroll_offset.y:
            self.scroll_to(y=view.top, animate=False, force=True)
        if view.cursor != before.cursor:
            self._cursor_moved()

    @property
    def _drawn(self) -> int:
        """The cells of a line to repaint: the scrollbar repaints its own."""
        return max(0, self.size.width - self.scrollbar_size_vertical)

    def _body(self) -> Region:
        return Region(
            0, self._header_lines, self._drawn, max(0, self.size.height - self._header_lines)
        )

    def _refresh_row(self, row: int) -> None:
        if row in self._view.rows:
            self.refresh(Region(0, row - self._view.top + self._header_lines, self._drawn, 1))

    def _forget_line(self, key: str) -> None:
        self._lines.discard((key, False))
        self._lines.discard((key, True))

    def _cursor_moved(self) -> None:
        """Tell where the cursor is once the screen shows it: one message for a burst of keys."""
        if self.is_attached and not self._cursor_to_tell:
            self._cursor_to_tell = self.call_after_refresh(self._tell_cursor)

    def _tell_cursor(self) -> None:
        self._cursor_to_tell = False
        if self.cursor_key != self._told_cursor:
            self._told_cursor = self.cursor_key
            self.post_message(messages.Highlighted(self, self.cursor_key))

    def _view_moved(self) -> None:
        """Tell which rows are on the screen once they have stood there for a moment."""
        if not self.is_attached:
            return
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLED_SECONDS, self._tell_rows)

    def _tell_rows(self) -> None:
        self._settling = None
        keys = self.visible_keys
        if keys != self._told_rows:
            self._told_rows = keys
            self.post_message(messages.VisibleRows(self, keys))

    def _wheel(self, event: events.MouseEvent, rows: int) -> None:
        event.stop()
        event.prevent_default()
        self._look(self._view.scrolled_to(self._view.top + rows))

    def _click_header(self, x: int) -> None:
        column = column_at(self._slots, x)
        if column is not None:
            self.post_message(messages.HeaderClicked(self, column.key))

    def _click_row(self, row: int, chain: int) -> None:
        if row >= len(self._keys):
            return
        if row != self._view.cursor:
            self._clicked_row = row
            self._look(self._view.at(row))
        elif chain == 1 or row == self._clicked_row:
            # The second half of a double click on the cursor row has been told by the first.
            self._clicked_row = None
            self.action_select()


def _header_lines(columns: Sequence[Column]) -> int:
    return 1 if any(column.title for column in columns) else 0


def _no_cell(_key: str, _column_key: str) -> Cell:
    return ""
