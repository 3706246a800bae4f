"""What an app owes its secrets: none in a picture of the screen, none left on the clipboard."""

from __future__ import annotations

from typing import Protocol, TypeVar, runtime_checkable

from rich.console import RenderableType
from textual.app import App

R = TypeVar("R")

LENT_SECONDS = 30.0
OVERWRITTEN = "(a secret was here; iamtui has overwritten it)"


@runtime_checkable
class ShowsSecrets(Protocol):
    """A screen that may show a secret for a while."""

    def hide_secrets(self) -> None:
        """Show none, from the next frame on."""


class PrivateApp(App[R]):
    """An app that hides secrets before a picture is taken of it."""

    _lent = 0

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """See `App.export_screenshot`; secrets are masked."""
        for screen in self.screen_stack:
            if isinstance(screen, ShowsSecrets):
                screen.hide_secrets()
        return super().export_screenshot(title=title, simplify=simplify)

    def lend_to_clipboard(self, secret: str) -> None:
        """Send a secret to the terminal's clipboard, and other text after it in `LENT_SECONDS`,
        or when the app ends before that."""
        self._lent += 1
        self.copy_to_clipboard(secret)
        lent = self._lent
        self.set_timer(LENT_SECONDS, lambda: self._take_back(lent))

    def _take_back(self, lent: int) -> None:
        # What was lent later has a time of its own.
        if lent == self._lent:
            self._lent = 0
            self.copy_to_clipboard(OVERWRITTEN)

    def exit(
        self, result: R | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """See `App.exit`; nothing stays lent."""
        if self._lent:
            self._take_back(self._lent)
        super().exit(result, return_code, message)
