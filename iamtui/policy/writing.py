"""Edits a policy's text a statement at a time, and leaves everything else as it is written.

Order, spelling and the choice between a string and a list stay; what is put in is laid out as the
rest of the text is. A text that is no JSON cannot be edited: ValueError, with a sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from iamtui.policy.json_positions import JsonArray, JsonObject, JsonValue, place, scan

_INDENT = re.compile(r"\n([ \t]*)\S")


class _Layout(NamedTuple):
    """How values are laid out: over lines with an indent of `unit`, or (None) on one line."""

    unit: str | None
    newline: str = "\n"
    colon: str = ": "
    comma: str = ", "


def pretty(text: str, indent: int = 4) -> str:
    """The same document over lines, each level `indent` spaces further in.

    Raises ValueError where the text is no JSON.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    return _written(_read(text), text, _Layout(" " * indent, newline), "") + newline


def add_statement(text: str, statement: str) -> str:
    """The policy `text` with one more statement, a JSON object, behind its others.

    A lone statement that is no list becomes the first of a list. Raises ValueError where one of
    the texts cannot be read, or the policy has no Statement.
    """
    whole, value = _statements(text)
    added, layout = _statement(statement), _layout(text, whole)
    if not isinstance(value, JsonArray):
        inner = _margin(text, value.start) + (layout.unit or "")
        items = [_written(value, text, layout, inner), _written(added, statement, layout, inner)]
        listed = _bracketed("[]", items, layout, inner)
        return text[: value.start] + listed + text[value.end :]
    if not value.items:
        inner = _margin(text, value.start) + (layout.unit or "")
        listed = _bracketed("[]", [_written(added, statement, layout, inner)], layout, inner)
        return text[: value.start] + listed + text[value.end :]
    last = value.items[-1]
    between = "," + text[value.start + 1 : value.items[0].start]
    if len(value.items) > 1:
        between = text[value.items[-2].end : last.start]
    elif "\n" not in between:
        between = layout.comma
    written = _written(added, statement, layout, _margin(text, last.start))
    return text[: last.end] + between + written + text[last.end :]


def replace_statement(text: str, index: int, statement: str) -> str:
    """The policy `text` with another statement, a JSON object, in place of that at `index`.

    `index` is that of `Statement.index`. Raises ValueError where one of the texts cannot be read
    and where there is no such statement.
    """
    whole, value = _statements(text)
    old, new = _item(value, index), _statement(statement)
    written = _written(new, statement, _layout(text, whole), _margin(text, old.start))
    return text[: old.start] + written + text[old.end :]


def remove_statement(text: str, index: int) -> str:
    """The policy `text` without the statement at `index`; the last one leaves an empty list.

    Raises ValueError where the text cannot be read and where there is no such statement.
    """
    _, value = _statements(text)
    old = _item(value, index)
    if not isinstance(value, JsonArray) or len(value.items) == 1:
        return text[: value.start] + "[]" + text[value.end :]
    if index + 1 < len(value.items):
        return text[: old.start] + text[value.items[index + 1].start :]
    return text[: value.items[index - 1].end] + text[old.end :]


def _read(text: str) -> JsonValue:
    value, problems = scan(text)
    if problems or value is None:
        line, column = place(text, problems[0].offset) if problems else (1, 1)
        what = problems[0].message if problems else "There is no value"
        raise ValueError(f"The text is no JSON: {what} (line {line}, column {column}).")
    return value


def _statements(text: str) -> tuple[JsonObject, JsonValue]:
    """The whole document, and its list of statements or its only one."""
    whole = _read(text)
    members = whole.members if isinstance(whole, JsonObject) else ()
    for key, value in members:
        if key.value == "Statement" and value is not None and isinstance(whole, JsonObject):
            return whole, value
    raise ValueError("The policy has no Statement.")


def _item(value: JsonValue, index: int) -> JsonValue:
    items = value.items if isinstance(value, JsonArray) else (value,)
    if not 0 <= index < len(items):
        raise ValueError(f"The policy has no statement {index}: it has {len(items)}.")
    return items[index]


def _statement(text: str) -> JsonObject:
    value = _read(text)
    if isinstance(value, JsonObject):
        return value
    raise ValueError("A statement is a JSON object.")


def _layout(text: str, whole: JsonObject) -> _Layout:
    """How a document is laid out, judged by where its first member stands."""
    newline = "\r\n" if "\r\n" in text else "\n"
    space = " " if '": ' in text else ""
    first = _INDENT.search(text, whole.start, whole.end) if whole.members else None
    if first is None:
        return _Layout(None, newline, f":{space}", f",{space}")
    return _Layout(first[1] or "  ", newline, f":{space}")


def _margin(text: str, offset: int) -> str:
    """The white space with which the line of an offset begins."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _written(value: JsonValue, source: str, layout: _Layout, margin: str) -> str:
    """A value laid out anew; texts and numbers stay as `source` spells them."""
    inner = margin + (layout.unit or "")
    if isinstance(value, JsonArray):
        items = [_written(item, source, layout, inner) for item in value.items]
        return _bracketed("[]", items, layout, inner)
    if isinstance(value, JsonObject):
        members = [
            source[key.start : key.end].rstrip()
            + layout.colon
            + ("null" if member is None else _written(member, source, layout, inner))
            for key, member in value.members
        ]
        return _bracketed("{}", members, layout, inner)
    return source[value.start : value.end]


def _bracketed(brackets: str, items: list[str], layout: _Layout, inner: str) -> str:
    opening, closing = brackets[0], brackets[1]
    if not items:
        return brackets
    if layout.unit is None:
        return opening + layout.comma.join(items) + closing
    margin = inner[: len(inner) - len(layout.unit)]
    lines = f",{layout.newline}{inner}".join(items)
    return f"{opening}{layout.newline}{inner}{lines}{layout.newline}{margin}{closing}"
