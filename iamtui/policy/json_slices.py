"""Takes a JSON object apart into its values and their own texts, at the standard library's speed.

`json_positions` knows the place of everything, which costs many times as much; a line that holds
a request and a few policies needs only to know where each policy begins and ends.
"""

from __future__ import annotations

import json
import re
from json.scanner import make_scanner
from typing import NamedTuple, TypeAlias

Json: TypeAlias = "bool | str | Number | list[Json] | dict[str, Json] | None"

MAX_DEPTH = 16
"""How deep lists may stand within lists; a line of a case has three levels."""

_NAME = r'"((?:[^"\\\x00-\x1f]|\\.)*)"[ \t\r\n]*:[ \t\r\n]*'
_FIRST = re.compile(r"[ \t\r\n]*\{[ \t\r\n]*" + _NAME)
_FOLLOWING = re.compile(r"[ \t\r\n]*,[ \t\r\n]*" + _NAME)
_LAST = re.compile(r"[ \t\r\n]*\}[ \t\r\n]*")
_EMPTY = re.compile(r"[ \t\r\n]*\{[ \t\r\n]*\}[ \t\r\n]*")
_SPACE = re.compile(r"[ \t\r\n]*")
_COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")
_BRACKET = re.compile(r"[ \t\r\n]*\]")
# What a named tuple's own constructor calls, without the function around it: twice as fast.
_new = tuple.__new__


class Malformed(ValueError):
    """The text is not one JSON object with every name given once."""


class Number(NamedTuple):
    """A number as it is written."""

    text: str


class Slice(NamedTuple):
    """A value, and the place of its text: `end` is exclusive. A list holds slices."""

    value: bool | str | Number | dict[str, Json] | list[Slice] | None
    start: int
    end: int


def members(text: str) -> dict[str, Slice]:
    """The members of the object that `text` is; raises Malformed where it is none.

    Within them no name may be repeated either.
    """
    found: dict[str, Slice] = {}
    match = _FIRST.match(text)
    if match is None:
        return _nothing(text)
    while match is not None:
        name, position = match[1], match.end()
        if "\\" in name:
            name = str(_value(text, match.start(1) - 1, 0).value)
        if name in found:
            raise Malformed("a name is repeated")
        found[name] = value = _value(text, position, 0)
        position = value.end
        match = _FOLLOWING.match(text, position)
    if _LAST.fullmatch(text, position) is None:
        raise Malformed("the object does not end as it should")
    return found


def _nothing(text: str) -> dict[str, Slice]:
    if _EMPTY.fullmatch(text) is None:
        raise Malformed("no object")
    return {}


def _value(text: str, start: int, depth: int) -> Slice:
    if text.startswith("[", start):
        return _list(text, start, depth + 1)
    try:
        value, end = _scan(text, start)
    except (StopIteration, json.JSONDecodeError, RecursionError):
        raise Malformed("no value, or one nested too deep") from None
    return _new(Slice, (value, start, end))


def _list(text: str, start: int, depth: int) -> Slice:
    if depth > MAX_DEPTH:
        raise Malformed("lists nested too deep")
    found: list[Slice] = []
    match = _SPACE.match(text, start + 1)
    end = match.end() if match else start
    if text.startswith("]", end):
        return Slice(found, start, end + 1)
    while match is not None:
        found.append(_value(text, match.end(), depth))
        end = found[-1].end
        match = _COMMA.match(text, end)
    match = _BRACKET.match(text, end)
    if match is None:
        raise Malformed("the list does not end as it should")
    return Slice(found, start, match.end())


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a name is repeated")
    return found


def _refuse(constant: str) -> Json:
    raise Malformed(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=Number, parse_float=Number, parse_constant=_refuse
)
# A decoder is what it takes, whatever the stubs of the standard library say.
_scan = make_scanner(_DECODER)  # type: ignore[arg-type]
