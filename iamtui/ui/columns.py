"""What a table shows: its columns, and where each of them stands at a given width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iamtui.ui.text import Align

Cell = str | tuple[str, str]
"""A text, or a text and the name of one of the table's cell styles (`table_styles.CELL_STYLES`)."""

SIGN_WIDTH = 2
"""Cells before the first column: the mark and a blank."""

GAP = 2
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `key` names it to the program, `title` to the user; `width` is in terminal cells, and the least
    width of a column that may `grow`.
    """

    key: str
    title: str
    width: int
    align: Align = "left"
    grow: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A column that is shown: it fills the cells from `x` to before `x + width` of its line."""

    column: Column
    x: int
    width: int

    @property
    def end(self) -> int:
        """The cell after the last."""
        return self.x + self.width


def lay_out(columns: Sequence[Column], width: int) -> tuple[Slot, ...]:
    """Place `columns` on a line of `width` cells.

    Those that do not fit are dropped from the right (the first is cut instead); those that grow
    share what is left evenly, the first ones getting the odd cells.
    """
    shown = _that_fit(columns, width - SIGN_WIDTH)
    taken = sum(column.width for column in shown) + GAP * (len(shown) - 1)
    spare = max(0, width - SIGN_WIDTH - taken)
    growing = sum(column.grow for column in shown)
    slots: list[Slot] = []
    x = SIGN_WIDTH
    for column in shown:
        cells = min(column.width, width - x)
        if column.grow:
            share = -(-spare // growing)
            cells += share
            spare -= share
            growing -= 1
        slots.append(Slot(column, x, max(0, cells)))
        x += cells + GAP
    return tuple(slots)


def column_at(slots: Sequence[Slot], x: int) -> Column | None:
    """The column under cell `x`; the gap after a column belongs to it."""
    for slot in slots:
        if slot.x <= x < slot.end + GAP:
            return slot.column
    return None


def _that_fit(columns: Sequence[Column], cells: int) -> Sequence[Column]:
    used = -GAP
    for count, column in enumerate(columns):
        used += GAP + column.width
        if used > cells and count > 0:
            return columns[:count]
    return columns
