"""The lines in which two texts of a policy differ, for a screen that shows both as one."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple


class DiffLine(NamedTuple):
    """A line: `sign` is " " (in both), "-" (before only) or "+" (after only).

    `number` counts from 1 in the text that the line is from; a line of both has that of the text
    after.
    """

    sign: str
    number: int
    text: str


def line_diff(before: str, after: str) -> tuple[DiffLine, ...]:
    """Every line of both texts, in order, those that differ marked; without line ends."""
    return tuple(_lines(before.splitlines(), after.splitlines()))


def _lines(before: list[str], after: list[str]) -> Iterator[DiffLine]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield from _numbered("-", before, start, end)
        sign = " " if tag == "equal" else "+"
        yield from _numbered(sign, after, first, last)


def _numbered(sign: str, lines: list[str], start: int, end: int) -> Iterator[DiffLine]:
    for place in range(start, end):
        yield DiffLine(sign, place + 1, lines[place])
