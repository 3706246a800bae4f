"""The one door to the screen for strings from outside: no markup, no control, no trick.

AWS lets `[/x]` stand in a path, and escape sequences, bidirectional overrides and invisible
characters in documents, tags and error texts. What passes here is plain characters whose width a
terminal and `rich.cells` agree on; whatever was replaced leaves a visible stand-in, so that two
names that differ never look the same by an invisible character.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, Protocol

from rich.cells import cell_len, get_character_cell_size
from textual.content import Content

STAND_IN = "·"
NOT_A_CHARACTER = "\N{REPLACEMENT CHARACTER}"
MAX_MARKS = 4
"""Combining marks kept on one character; Vietnamese and Hebrew with points need up to three."""

TAB_CELLS = 4

Align = Literal["left", "right"]
Severity = Literal["information", "warning", "error"]

# Printable by Python's account, yet drawn as nothing: Unicode's Default_Ignorable_Code_Point
# without those that are format characters anyway (DerivedCoreProperties.txt).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_LINE_END = re.compile("\r\n|\r|\n")


class Notifier(Protocol):
    """An App, a Screen or a Widget: what can show a toast."""

    def notify(
        self, message: str, *, title: str = "", severity: Severity = "information", markup: bool
    ) -> None:
        """Show a toast."""


def clean(text: str) -> str:
    """`text` as one line that is safe to print: same characters, stand-ins for the dangerous ones.

    Control characters become their pictures (U+2400 and on), C1 controls, format characters
    (bidirectional, zero-width, byte order mark, tags), line separators, unassigned code points and
    invisible marks a "·", lone surrogates U+FFFD. More than `MAX_MARKS` combining marks in a row
    are cut. Idempotent; its width is `rich.cells.cell_len`.
    """
    if text.isascii():
        return text if text.isprintable() else _replaced(text)
    if not text.isprintable():
        text = _replaced(text)
    return _bounded_marks(_INVISIBLE.sub(STAND_IN, text))


def clean_lines(text: str) -> list[str]:
    """The lines of `text` (ended by LF, CRLF or CR), each `clean`; tabs become blanks."""
    return [clean(line.expandtabs(TAB_CELLS)) for line in _LINE_END.split(text)]


def fit(text: str, cells: int, *, end: str = "…", align: Align = "left") -> str:
    """`clean(text)` cut or padded to exactly `cells` terminal cells.

    A cut is shown by `end` where it fits; a wide character is never halved: a blank stands where
    it would have been. `cells` below one gives the empty string.
    """
    if cells < 1:
        return ""
    text = clean(text)
    width = cell_len(text)
    if width > cells:
        end_width = cell_len(end)
        if end_width > cells:
            end, end_width = "", 0
        text = _head(text, cells - end_width) + end
        width = cell_len(text)
    blanks = " " * (cells - width)
    return text + blanks if align == "left" else blanks + text


def label(text: str, style: str = "") -> Content:
    """One line of content for a widget, never parsed as markup; `style` is ours, not data."""
    return Content.styled(clean(text), style)


def block(text: str, style: str = "") -> Content:
    """Like `label`, with the line breaks of `text` kept."""
    return Content.styled("\n".join(clean_lines(text)), style)


def notify(
    where: Notifier, text: str, *, title: str = "", severity: Severity = "information"
) -> None:
    """Show a toast of `text` on `where`, never parsed as markup."""
    message = "\n".join(clean_lines(text))
    where.notify(message, title=clean(title), severity=severity, markup=False)


def _replaced(text: str) -> str:
    return "".join(char if char.isprintable() else _stand_in(char) for char in text)


@lru_cache(maxsize=1024)
def _stand_in(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    category = unicodedata.category(char)
    if category == "Cs":
        return NOT_A_CHARACTER
    return char if category in {"Zs", "Co"} else STAND_IN


def _bounded_marks(text: str) -> str:
    """Give a mark at the start a base of its own, and cut floods of marks."""
    kept: list[str] = []
    marks = 0
    for char in text:
        if get_character_cell_size(char):
            marks = 0
        else:
            marks += 1
            if not kept:
                kept.append(STAND_IN)
            if marks > MAX_MARKS:
                continue
        kept.append(char)
    return "".join(kept)


def _head(text: str, cells: int) -> str:
    """As many of the first characters of `text` as fit into `cells`."""
    if text.isascii():
        return text[:cells]
    used = 0
    for index, char in enumerate(text):
        used += get_character_cell_size(char)
        if used > cells:
            return text[:index]
    return text
