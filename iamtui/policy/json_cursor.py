"""Where in half-typed JSON a place stands: inside which names, and what is expected there.

Only the text before the place decides; what cannot be JSON is stepped over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_TOKEN = re.compile(
    r'[ \t\r\n]+|"(?:[^"\\\x00-\x1f]|\\[^\r\n])*(?P<closed>")?|[{}\[\]:,]|'
    r'[^\s{}\[\]:,"][^\s{}\[\],"]*|.',
    re.DOTALL,
)
_REST_OF_WORD = re.compile(r'(?:\$\{[^\s"}]*\}|[^\s",{}\[\]])*')
_VALUE = re.compile(r"[ \t]*[^\s:,}\]]")
_COLON = re.compile(r"[ \t\r\n]*:")


class Expected(Enum):
    """What may stand at a place."""

    NAME = "the name of an element"
    VALUE = "a value"
    NOTHING = "punctuation only"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in half-typed JSON.

    `path` are the names around it, the outermost first; lists do not count. What is typed there
    so far is `typed`; it and the rest of its word stand from `start` to `end`, quotes not included.
    `quoted` tells whether a quote stands before it, `closed` whether one stands after it, `colon`
    whether a colon follows.
    """

    path: tuple[str, ...]
    expected: Expected
    typed: str
    start: int
    end: int
    quoted: bool
    closed: bool
    colon: bool


def cursor(text: str, offset: int) -> Cursor:
    """Look at the place `offset` of `text`; one outside of the text counts as its nearest end."""
    offset = max(0, min(offset, len(text)))
    reader = _Reader()
    typed, start, quoted = "", offset, False
    for token in _TOKEN.finditer(text, 0, offset):
        word = token[0]
        unfinished = token.end() == offset and token["closed"] is None
        if unfinished and word[0] not in " \t\r\n{}[]:,":
            quoted = word[0] == '"'
            typed = word[1:] if quoted else word
            start = offset - len(typed)
        else:
            reader.read(word)
    rest = _REST_OF_WORD.match(text, offset) if typed or quoted else None
    end = rest.end() if rest is not None else offset
    closed = quoted and text[end : end + 1] == '"'
    something_typed = bool(typed or quoted)
    occupied = not something_typed and _VALUE.match(text, offset) is not None
    return Cursor(
        path=reader.path(),
        expected=Expected.NOTHING if occupied else reader.expected(something_typed),
        typed=typed,
        start=start,
        end=end,
        quoted=quoted,
        closed=closed,
        colon=_COLON.match(text, end + closed) is not None,
    )


class _Step(Enum):
    """What comes next within an object or a list."""

    NAME = 0
    COLON = 1
    VALUE = 2
    COMMA = 3


class _Level:
    """An object or a list that is open; the document itself counts as a list of one value."""

    __slots__ = ("is_object", "name", "step")

    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object
        self.name: str | None = None
        self.step = _Step.NAME if is_object else _Step.VALUE


class _Reader:
    def __init__(self) -> None:
        self.levels = [_Level(is_object=False)]

    def path(self) -> tuple[str, ...]:
        return tuple(level.name for level in self.levels if level.name is not None)

    def expected(self, something_typed: bool) -> Expected:
        """What may stand here; with something typed, a comma before it may have been forgotten."""
        level = self.levels[-1]
        if level.step is _Step.VALUE:
            return Expected.VALUE
        if level.step is _Step.NAME:
            return Expected.NAME
        if level.step is _Step.COLON or not something_typed or len(self.levels) == 1:
            return Expected.NOTHING
        return Expected.NAME if level.is_object else Expected.VALUE

    def read(self, word: str) -> None:
        """Step over one whole token."""
        level = self.levels[-1]
        if word in ("{", "["):
            self.levels.append(_Level(is_object=word == "{"))
        elif word in ("}", "]"):
            if len(self.levels) > 1:
                self.levels.pop()
            self._value_ended()
        elif word == ",":
            level.name = None
            level.step = _Step.NAME if level.is_object else _Step.VALUE
        elif word == ":":
            if level.is_object:
                level.step = _Step.VALUE
        elif word[0] not in " \t\r\n":
            self._scalar(level, word)

    def _scalar(self, level: _Level, word: str) -> None:
        if level.is_object and level.step is not _Step.VALUE:
            level.name = word.strip('"')
            level.step = _Step.COLON
        else:
            self._value_ended()

    def _value_ended(self) -> None:
        level = self.levels[-1]
        level.step = _Step.COMMA
        level.name = None
