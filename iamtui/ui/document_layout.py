"""A document in lines of a given width, and the sorts of words in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from rich.cells import cell_len, get_character_cell_size

from iamtui.ui.text import clean_lines

Piece = tuple[str, str]
"""A run of characters, and the name of what it is: "key", "string", …, "" for nothing special."""

_Run = tuple[int, str, str]
"""A run of a line: where it starts, its characters, their sort."""

_PARTS = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))
      | (?P<string>"(?:[^"\\]|\\.)*"?)
      | (?P<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)
      | (?P<literal>\b(?:true|false|null)\b)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """A part of line `number` (from 0) of a document: its characters from `start` to `end`."""

    number: int
    start: int
    end: int


class Layout:
    """The lines of `text`, safe to print, and the screen lines that they are wrapped into."""

    def __init__(self, text: str) -> None:
        self.lines = clean_lines(text)
        self.screen_lines: Sequence[ScreenLine] = ()
        # One line may be the whole document: its runs are kept for its many screen lines.
        self._sorted: tuple[int, list[_Run]] | None = None
        self._is_json = text.lstrip()[:1] in ("{", "[")

    @property
    def number_width(self) -> int:
        """The cells of the greatest line number."""
        return len(str(len(self.lines)))

    def wrap(self, width: int) -> None:
        """Cut the lines for a screen of `width` cells, at least one; other text than JSON is cut
        between words where it can be."""
        cuts = _cuts if self._is_json else _word_cuts
        self.screen_lines = [
            ScreenLine(number, start, end)
            for number, line in enumerate(self.lines)
            for start, end in cuts(line, width)
        ]

    def index_of(self, number: int, place: int = 0) -> int:
        """The screen line that shows character `place` of line `number`."""
        return bisect_right(self.screen_lines, (number, place), key=_begin) - 1

    def pieces(self, at: ScreenLine) -> list[Piece]:
        """The characters of a screen line, in runs of one sort."""
        if self._sorted is None or self._sorted[0] != at.number:
            self._sorted = (at.number, self._runs(self.lines[at.number]))
        runs = self._sorted[1]
        first = max(0, bisect_right(runs, at.start, key=itemgetter(0)) - 1)
        pieces: list[Piece] = []
        for start, text, sort in islice(runs, first, None):
            if start >= at.end:
                break
            pieces.append((text[max(0, at.start - start) : at.end - start], sort))
        return pieces

    def _runs(self, line: str) -> list[_Run]:
        return list(_sorts(line)) if self._is_json else [(0, line, "")]


def _begin(line: ScreenLine) -> tuple[int, int]:
    return line.number, line.start


def _cuts(line: str, width: int) -> Iterator[tuple[int, int]]:
    """Where a line is cut so that no part is wider than `width` cells (at least one character)."""
    if line.isascii():
        for start in range(0, max(1, len(line)), width):
            yield start, min(start + width, len(line))
        return
    if cell_len(line) <= width:
        yield 0, len(line)
        return
    start = used = 0
    for index, character in enumerate(line):
        cells = get_character_cell_size(character)
        if used + cells > width and index > start:
            yield start, index
            start, used = index, 0
        used += cells
    yield start, len(line)


def _word_cuts(line: str, width: int) -> Iterator[tuple[int, int]]:
    """As `_cuts`, but at the last space that fits, which is then left out."""
    start = 0
    while True:
        # What fits is at most so long, unless most of it are marks that combine with others.
        part = line[start : start + 4 * width]
        _, fits = next(_cuts(part, width))
        end = start + fits
        if end >= len(line):
            yield start, len(line)
            return
        space = line.rfind(" ", start + 1, end + 1)
        if space > 0 and line[start:space].strip():
            yield start, space
            start = space + 1
        else:
            yield start, end
            start = end


def _sorts(line: str) -> Iterator[_Run]:
    done = 0
    for part in _PARTS.finditer(line):
        if part.start() > done:
            yield done, line[done : part.start()], ""
        yield part.start(), part.group(), part.lastgroup or ""
        done = part.end()
    yield done, line[done:], ""
