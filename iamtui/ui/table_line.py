"""From cells to one line of a table, in as few runs of style as its look allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from iamtui.ui.columns import SIGN_WIDTH, Cell, Slot
from iamtui.ui.text import clean, fit

MARK = "*"
ASCENDING = "▲"
DESCENDING = "▼"

Run = tuple[str, Style]


def match_pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of `words` in any case, the longest first; None for no words."""
    cleaned = sorted({clean(word) for word in words if word}, key=len, reverse=True)
    if not cleaned:
        return None
    return re.compile("|".join(map(re.escape, cleaned)), re.IGNORECASE)


def sign(marked: bool) -> str:
    """What stands before a row."""
    return (MARK if marked else "").ljust(SIGN_WIDTH)


def row_runs(slots: Sequence[Slot], cells: Iterable[tuple[str, Style]], lead: Run) -> list[Run]:
    """The runs of a row: `lead`, then each cell's text fitted into its slot.

    The blanks between the cells belong to the run before them.
    """
    runs = [lead]
    end = SIGN_WIDTH
    for slot, (text, style) in zip(slots, cells, strict=True):
        blanks = " " * (slot.x - end)
        if blanks:
            runs.append((blanks, runs[-1][1]))
        runs.append((fit(text, slot.width, align=slot.column.align), style))
        end = slot.end
    return runs


def header_text(slot: Slot, order: str) -> str:
    """The title of a column with the sign of its sort `order` (may be empty)."""
    title = fit(slot.column.title, slot.width - len(order)).rstrip()
    return fit(title + order, slot.width, align=slot.column.align)


def split_cell(cell: Cell) -> tuple[str, str]:
    """The text of `cell` and the name of its style, "" for none."""
    return (cell, "") if isinstance(cell, str) else cell


def underlined(runs: Iterable[Run], pattern: re.Pattern[str], match: Style) -> Iterator[Run]:
    """`runs` with what `pattern` finds inside each set off by the style `match`."""
    for text, style in runs:
        done = 0
        for found in pattern.finditer(text):
            yield text[done : found.start()], style
            yield found.group(), style + match
            done = found.end()
        yield text[done:], style


def strip_of(runs: Iterable[Run], width: int, rest: Style) -> Strip:
    """A line of exactly `width` cells; neighbours of one style become one segment.

    `rest` is the style of the cells that the runs leave.
    """
    segments: list[Segment] = []
    texts: list[str] = []
    current = rest
    for text, style in (*runs, (" " * width, rest)):
        if not text:
            continue
        if style != current and texts:
            segments.append(Segment("".join(texts), current))
            texts.clear()
        current = style
        texts.append(text)
    segments.append(Segment("".join(texts), current))
    return Strip(segments).adjust_cell_length(width)
