"""The line that is typed into, for a terminal far away: its cursor does not blink."""

from __future__ import annotations

from textual.reactive import var
from textual.widgets import Input


class LineInput(Input):
    """One line of text; an idle one sends nothing (a blinking cursor sends 2.5 kB a second)."""

    cursor_blink = var(False)
