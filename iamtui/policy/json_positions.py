"""Reads JSON that may be half-typed and remembers where every value stands.

The standard library's reader gives no positions and stops at the first fault; an editor needs both.
Well-formed text gives the same values as `json.loads` (RFC 8259), each with its place.

For completion: walk down from the value of `scan`, into the item or the member whose value has the
cursor between `start` and `end`. What is still open reaches to where reading stopped; a member
without a value (None) has the cursor behind its `key`; a text whose last character is no quote is
being typed.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple, TypeAlias

MAX_DEPTH = 48
MAX_PROBLEMS = 100

_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN_STRING = re.compile(r'"([^"\\\x00-\x1f]*)"')
_PLAIN_LIST = re.compile(
    r'\[[ \t\r\n]*(?:"[^"\\\x00-\x1f]*"[ \t\r\n]*,[ \t\r\n]*)*"[^"\\\x00-\x1f]*"[ \t\r\n]*\]'
)
_NAME = re.compile(r'"([^"\\\x00-\x1f]*)"([ \t\r\n]*:[ \t\r\n]*)')
_NEXT = re.compile(r'[ \t\r\n]*,[ \t\r\n]*(?=["{\[])')
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\.)*)(")?')
_WORD = re.compile(r'[^\s,:"{}\[\]]+')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_CLOSER = {"{": "}", "[": "]"}


class Text(NamedTuple):
    """A string; `start` and `end` are offsets of its quotes, `end` exclusive."""

    value: str
    start: int
    end: int


class JsonScalar(NamedTuple):
    """A number, `true`, `false` or `null`, as it is written."""

    text: str
    start: int
    end: int


class JsonArray(NamedTuple):
    """A list of values."""

    items: tuple[JsonValue, ...]
    start: int
    end: int


class JsonMember(NamedTuple):
    """A name and its value; the value is None where it is missing or unreadable."""

    key: Text
    value: JsonValue | None


class JsonObject(NamedTuple):
    """An object with its members in the order written, repeated names included."""

    members: tuple[JsonMember, ...]
    start: int
    end: int


JsonValue: TypeAlias = Text | JsonScalar | JsonArray | JsonObject


class Problem(NamedTuple):
    """What is wrong with the text, and at which offset."""

    message: str
    offset: int


class Scan(NamedTuple):
    """What could be read (None: nothing) and everything that is wrong with the text."""

    value: JsonValue | None
    problems: tuple[Problem, ...]


def scan(text: str) -> Scan:
    """Read `text` as one JSON value; never raises, whatever the text."""
    scanner = _Scanner(text)
    value = scanner.document()
    return Scan(value, tuple(scanner.problems[:MAX_PROBLEMS]))


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of an offset, both counted from 1."""
    offset = min(offset, len(text))
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Scanner:
    """A recursive descent over the text; every loop either moves forward or returns."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.problems: list[Problem] = []

    def document(self) -> JsonValue | None:
        value = self._value(0)
        rest = self._peek()
        if rest:
            self._problem("Unexpected text after the end of the document")
        return value

    def _problem(self, message: str, offset: int | None = None) -> None:
        self.problems.append(Problem(message, self.position if offset is None else offset))

    def _peek(self) -> str:
        """The next character that is no white space, or "" at the end."""
        character = self.text[self.position : self.position + 1]
        if character > " ":
            return character
        match = _SPACE.match(self.text, self.position)
        if match is not None:
            self.position = match.end()
        return self.text[self.position : self.position + 1]

    def _value(self, depth: int) -> JsonValue | None:
        character = self._peek()
        if character == '"':
            return self._string()
        if character in _CLOSER:
            return self._nested(character, depth + 1)
        if character in ("", ",", ":", "]", "}"):
            self._problem("A value is missing")
            return None
        return self._scalar()

    def _string(self) -> Text:
        start = self.position
        plain = _PLAIN_STRING.match(self.text, start)
        if plain is not None:
            self.position = plain.end()
            return Text(plain[1], start, self.position)
        return self._unusual_string(start)

    def _unusual_string(self, start: int) -> Text:
        """A string with escapes, or one that is not closed on its line."""
        match = _STRING.match(self.text, start)
        raw, closed = (match[1], match[2]) if match is not None else ("", None)
        self.position = start + 1 + len(raw) + (1 if closed else 0)
        if not closed:
            self._problem("This string has no closing quote", start)
        rest = _ESCAPE.sub("", raw)
        if "\\" in rest:
            self._problem("This string holds an escape that JSON does not know", start)
            return Text(raw, start, self.position)
        return Text(json.loads(f'"{raw}"'), start, self.position)

    def _scalar(self) -> JsonScalar | None:
        start = self.position
        match = _WORD.match(self.text, start)
        word = match[0] if match is not None else self.text[start]
        self.position = start + len(word)
        if word in ("true", "false", "null") or _NUMBER.fullmatch(word):
            return JsonScalar(word, start, self.position)
        self._problem(f"Unexpected text: {word[:40]!r}", start)
        return None

    def _nested(self, opener: str, depth: int) -> JsonValue:
        start = self.position
        if depth > MAX_DEPTH:
            self._problem(f"Nested more than {MAX_DEPTH} levels deep")
            self.position = len(self.text)
            return JsonArray((), start, self.position)
        self.position += 1
        if opener == "[":
            return self._array(start, depth)
        return self._object(start, depth)

    def _array(self, start: int, depth: int) -> JsonArray:
        plain = _PLAIN_LIST.match(self.text, start)
        if plain is not None:
            self.position = plain.end()
            strings = _PLAIN_STRING.finditer(self.text, start, self.position)
            return JsonArray(tuple([Text(s[1], *s.span()) for s in strings]), start, self.position)
        items: list[JsonValue] = []
        after_value = False
        while self._more("[", start, after_value):
            before = self.position
            value = self._value(depth)
            if value is not None:
                items.append(value)
            after_value = self.position > before
            self._skip_stray(before, ":,")
        return JsonArray(tuple(items), start, self.position)

    def _object(self, start: int, depth: int) -> JsonObject:
        members: list[JsonMember] = []
        seen: set[str] = set()
        after_value = False
        while self._more("{", start, after_value):
            before = self.position
            if self.text[before] == '"':
                member = self._member(depth)
                if member.key.value in seen:
                    self._problem(f"The name {member.key.value!r} is repeated", before)
                seen.add(member.key.value)
                members.append(member)
            else:
                self._problem("A name in double quotes is expected")
                self._value(depth)
            after_value = self.position > before
            self._skip_stray(before, ":,")
        return JsonObject(tuple(members), start, self.position)

    def _member(self, depth: int) -> JsonMember:
        name = _NAME.match(self.text, self.position)
        if name is not None:
            self.position = name.end()
            return JsonMember(Text(name[1], name.start(), name.start(2)), self._value(depth))
        key = self._string()
        if self._peek() != ":":
            self._problem("A colon is missing after the name", key.start)
            return JsonMember(key, None)
        self.position += 1
        return JsonMember(key, self._value(depth))

    def _skip_stray(self, before: int, strays: str) -> None:
        """Step over a character that nothing consumed, so that the caller's loop goes on."""
        if self.position == before and self.text[before] in strays:
            self.position += 1

    def _more(self, opener: str, start: int, after_value: bool) -> bool:
        """Whether another element follows; steps over the comma or the closing bracket."""
        comma_and_more = _NEXT.match(self.text, self.position) if after_value else None
        if comma_and_more is not None and (opener == "[" or self.text[comma_and_more.end()] == '"'):
            self.position = comma_and_more.end()
            return True
        character = self._peek()
        if character == "," and after_value:
            comma = self.position
            self.position += 1
            character = self._peek()
            if character in ("]", "}"):
                self._problem("A comma stands before a closing bracket", comma)
        elif after_value and character not in ("", "]", "}"):
            self._problem("A comma is missing")
        if character == _CLOSER[opener]:
            self.position += 1
            return False
        if character in ("", "]", "}"):
            self._problem(f"This {opener} is never closed", start)
            return False
        return True
