"""A phone's view of a terminal: what a QR code on the screen says."""

from __future__ import annotations

from typing import Any

import zxingcpp
from rich.color import Color
from rich.segment import Segment
from textual.app import App

# Pixels a module; what has no colour of its own is grey, as a theme may be.
SCALE = 4
_GREY = 128
_HALVES = {" ": (False, False), "▄": (False, True), "▀": (True, False), "█": (True, True)}


def codes_on(app: App[Any]) -> list[str]:
    """The texts of the QR codes on the screen of `app`, by its cells with their colours."""
    rows: list[list[int]] = []
    for strip in app.screen._compositor.render_strips():
        upper: list[int] = []
        lower: list[int] = []
        for segment in strip:
            for cell in _pixels(segment):
                upper.append(cell[0])
                lower.append(cell[1])
        rows += [upper, lower]
    return read(rows)


def codes_in(lines: tuple[str, ...]) -> list[str]:
    """The texts of the QR codes in lines of half blocks, black on white."""
    halves = ((line, half) for line in lines for half in (0, 1))
    return read([[0 if _HALVES[c][half] else 255 for c in line] for line, half in halves])


def read(rows: list[list[int]]) -> list[str]:
    """The texts of the QR codes in a picture of grey values, each pixel drawn large."""
    width = max(map(len, rows)) * SCALE
    lines: list[bytes] = []
    for row in rows:
        line = bytes(value for value in row for _ in range(SCALE))
        lines += [line.ljust(width, bytes([_GREY]))] * SCALE
    picture = memoryview(b"".join(lines)).cast("B", shape=[len(lines), width])
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def _pixels(segment: Segment) -> list[tuple[int, int]]:
    text, style, _ = segment
    front = _grey(style.color if style else None)
    back = _grey(style.bgcolor if style else None)
    cells: list[tuple[int, int]] = []
    for char in text:
        above, below = _HALVES.get(char, (False, False))
        cells.append((front if above else back, front if below else back))
    return cells


def _grey(color: Color | None) -> int:
    if color is None or color.triplet is None:
        return _GREY
    return sum(color.triplet) // 3
