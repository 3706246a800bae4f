"""The masked lines of a form, which can be read for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.widget import Widget
from textual.widgets import Input

from iamtui.ui.secret.reveal import Reveal

LOOK_SECONDS = 0.2
KEY = "ctrl+t"
HINT = "^T show masked"


class MaskedEntries:
    """The lines of `form` that are masked when it is shown first."""

    def __init__(self, form: Widget, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._reveal = Reveal()
        self._lines = [line for line in form.query(Input) if line.password]
        if self._lines:
            form.set_interval(LOOK_SECONDS, self._draw)

    def press(self) -> None:
        """Their key was pressed, or is held."""
        self._reveal.press(self._clock())
        self._draw()

    def hide(self) -> None:
        """Mask them."""
        self._reveal.hide()
        self._draw()

    def _draw(self) -> None:
        masked = not self._reveal.is_shown(self._clock())
        for line in self._lines:
            if line.password != masked:
                line.password = masked
