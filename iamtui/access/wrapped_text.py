"""A text as a terminal shows it: lines broken at its edge, in the middle of a word or not."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_BLANK = re.compile(r"\s")
# What terminals are wide unless somebody says otherwise. One full line of another width may be the
# message's own end; two of the same width are the terminal's.
_USUAL_WIDTH = 80
_NARROWEST = 40
_CLOSING = "\"'`.,;:)]}\\"


class WrappedText:
    """A text, and the same without any blank (`compact`); places are those of the latter."""

    __slots__ = ("_places", "_width", "compact", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._places = [place for place, sign in enumerate(text) if not sign.isspace()]
        self.compact = "".join([text[place] for place in self._places])
        widths = [len(line.rstrip()) for line in text.splitlines()]
        widest = max(widths, default=0)
        wrapped = widest == _USUAL_WIDTH or (widest >= _NARROWEST and widths.count(widest) > 1)
        self._width = widest if wrapped else None

    def slice(self, start: int, end: int) -> str:
        """The original text of a stretch, with its blanks."""
        if start >= end:
            return ""
        return self.text[self._places[start] : self._places[end - 1] + 1]

    def token(self, start: int, end: int, *, open_end: bool = False) -> str:
        """One name in a stretch, put together where a line broke within it.

        Blanks within a line are a part of it. With `open_end` nobody knows where it ends: it then
        ends at the first blank, or the first break of a line that is not full.
        """
        text = self.slice(start, end)
        if not open_end:
            return _BREAK.sub("", text)
        cut = self._end(self._places[start], self._places[start] + len(text))
        token = _BREAK.sub("", self.text[self._places[start] : cut])
        return token.rstrip(_CLOSING)

    def _end(self, start: int, end: int) -> int:
        place = start
        while (blank := _BLANK.search(self.text, place, end)) is not None:
            broken = _BREAK.match(self.text, blank.start(), end)
            if broken is None or not self._is_full(blank.start()):
                return blank.start()
            place = broken.end()
        return end

    def _is_full(self, end: int) -> bool:
        """Whether the line that ends here reaches the edge of the terminal."""
        begin = max(self.text.rfind("\n", 0, end), self.text.rfind("\r", 0, end)) + 1
        return end - begin == self._width
