"""A picture made of lines of cells: what a line holds, and how words are fitted into one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, get_character_cell_size
from textual.content import Content

from iamtui.account.entity import Entity
from iamtui.ui.text import clean, fit

CUT = "…"

Piece = tuple[str, str]
"""Characters that are safe to print, and the name of their style, "" for none."""


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of a picture: `lead`, the lines that things hang on, then the `pieces`.

    A line with a `node` is a thing that the cursor can stand on: the key of the thing, the
    `entity` that it is, if it is one, and all that there is to say of it (`full`), however little
    of that the line has room for. `turns` is the branch that opens or closes here, "" for none.
    """

    lead: Piece
    pieces: tuple[Piece, ...] = ()
    node: str = ""
    entity: Entity | None = None
    full: str = ""
    turns: str = ""

    @property
    def text(self) -> str:
        """The line as text."""
        return f"{self.lead[0]}{''.join(text for text, _ in self.pieces)}".rstrip()


def as_text(lines: Iterable[PictureLine]) -> str:
    """The picture as text, for the clipboard."""
    return "\n".join(line.text for line in lines)


def wrapped(words: str, cells: int) -> list[str]:
    """`words` in lines of at most `cells` terminal cells, broken between words where that goes."""
    lines = Content(clean(words)).wrap(max(2, cells))
    return [text for line in lines if (text := line.plain.strip())] or [""]


def shortened(name: str, cells: int) -> str:
    """`name`, safe to print, with its middle cut out where it is wider than `cells`.

    Names that differ tend to do so at their ends.
    """
    name = clean(name)
    if cell_len(name) <= cells:
        return name
    room = cells - cell_len(CUT)
    if room < 2:
        return fit(name, cells)
    tail = _tail(name, room // 2)
    head = _tail(name[::-1], room - cell_len(tail))[::-1]
    return f"{head}{CUT}{tail}"


def _tail(text: str, cells: int) -> str:
    """As many of the last characters of `text` as fit into `cells`."""
    used = 0
    for index in range(len(text) - 1, -1, -1):
        used += get_character_cell_size(text[index])
        if used > cells:
            return text[index + 1 :]
    return text
