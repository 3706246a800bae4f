"""The hint line: the most important keys of a screen, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from iamtui.ui.command import Command, shown_key
from iamtui.ui.text import label

KEY_STYLE = "bold"
GAP = "  "
LAST = ("?", "help")


def hint_line(commands: Sequence[Command], width: int) -> Content:
    """`commands` as `key label`, cut at a whole one, with the key of the help always at the end."""
    hints = [(shown_key(command.keys[0]), command.label) for command in commands]
    room = width - _cells(LAST) - len(GAP)
    shown: list[tuple[str, str]] = []
    for hint in hints:
        room -= _cells(hint) + len(GAP)
        if room < 0:
            break
        shown.append(hint)
    parts: list[Content] = []
    for key, word in [*shown, LAST]:
        parts += [label(key, KEY_STYLE), label(f" {word}{GAP}")]
    return Content.assemble(*parts).rstrip()


def _cells(hint: tuple[str, str]) -> int:
    return cell_len(hint[0]) + 1 + cell_len(hint[1])
