"""Which rows of a long list are on the screen, and which of them has the cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


@dataclass(frozen=True, slots=True)
class Viewport:
    """`height` rows from `top` on, out of `count`; the cursor is on row `cursor`, always in view.

    A list without rows has its cursor on row 0. All methods give a new, valid viewport.
    """

    count: int = 0
    height: int = 0
    top: int = 0
    cursor: int = 0

    @property
    def rows(self) -> range:
        """The rows on the screen."""
        return range(self.top, min(self.top + self.height, self.count))

    def at(self, row: int) -> Viewport:
        """With the cursor on `row`, or the nearest there is.

        Where that is out of view the row comes to the middle: a repaint of all lines every half
        page instead of on every line.
        """
        cursor = _clamp(row, 0, max(0, self.count - 1))
        top = self.top
        if not top <= cursor < top + self.height:
            top = cursor - self.height // 2
        return self._valid(top, cursor)

    def paged(self, rows: int) -> Viewport:
        """Cursor and view moved by `rows`, so that the cursor keeps its place on the screen."""
        cursor = _clamp(self.cursor + rows, 0, max(0, self.count - 1))
        return self._valid(self.top + rows, cursor).at(cursor)

    def scrolled_to(self, top: int) -> Viewport:
        """With `top` as first row in view; the cursor is taken along at the edge."""
        view = self._valid(top, self.cursor)
        lowest = max(view.top, view.top + view.height - 1)
        return view.at(_clamp(self.cursor, view.top, lowest))

    def resized(self, height: int) -> Viewport:
        """With `height` rows in view."""
        view = replace(self, height=max(0, height))
        return view._valid(view.top, view.cursor).at(view.cursor)

    def filled(self, count: int, cursor: int) -> Viewport:
        """Over other rows, with the cursor on row `cursor` at its old place on the screen."""
        view = replace(self, count=count)
        cursor = _clamp(cursor, 0, max(0, count - 1))
        return view._valid(cursor - (self.cursor - self.top), cursor).at(cursor)

    def _valid(self, top: int, cursor: int) -> Viewport:
        highest = max(0, self.count - self.height)
        return replace(self, top=_clamp(top, 0, highest), cursor=cursor)
