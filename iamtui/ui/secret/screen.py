"""The one time that a just-made secret can be seen, and the ways to hand it over."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from iamtui.delivery.new_secret import NewSecret
from iamtui.ui.command import Scope
from iamtui.ui.screen import CommandScreen
from iamtui.ui.secret import words as secret_words
from iamtui.ui.secret.line import SecretLine
from iamtui.ui.secret.reveal import Reveal
from iamtui.ui.text import block, label

LOOK_SECONDS = 0.2


class SecretScreen(CommandScreen):
    """Shows `new`, masked, and delivers it; when it is left, the secret is gone from it.

    `kept` is a sentence that says where the secret is stored already, "" where it is nowhere;
    `warning` is one to be read first.
    """

    SCOPE: ClassVar[Scope] = Scope.SECRET
    HELD: ClassVar[str] = secret_words.NOT_SEEN_AT_END

    def __init__(
        self,
        new: NewSecret,
        kept: str = "",
        warning: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._new: NewSecret | None = new
        self._stands = kept or f"{warning} {secret_words.ONCE}".strip()
        self._clock = clock
        self._reveal = Reveal()
        self._was_seen = bool(kept)
        self._delivered: list[str] = []
        self._asked = ""

    @property
    def new(self) -> NewSecret | None:
        """The secret with whose it is; None once the screen was left."""
        return self._new

    def body(self) -> ComposeResult:
        new = self._new
        if new is None:
            return
        title = f"New access key of {new.user_name}"
        yield Static(label(title, "bold"), id="title", markup=False)
        with VerticalScroll(id="secret", can_focus=False):
            yield Static(block(secret_words.facts(new, self._stands)), markup=False)
            with Horizontal(id="secret-value"):
                yield Static(label("Secret"), id="secret-name", markup=False)
                yield SecretLine(new.secret)
            yield Static(id="seen-for", markup=False)
            yield Static(id="delivered", markup=False)
        yield Static(id="secret-note", markup=False)

    def on_mount(self) -> None:
        self.iamtui.say("")
        self.note("")
        self._draw()
        self.set_interval(LOOK_SECONDS, self._look)

    def on_unmount(self) -> None:
        self.forget()

    # Seen and hidden

    def show_secret(self) -> None:
        """Its key was pressed, or is held."""
        self._reveal.press(self._clock())
        self._asked = ""
        self.note("")
        self._draw()
        self.query_one(SecretLine).scroll_visible(animate=False)

    def hide_secrets(self) -> None:
        """Show dots."""
        self._reveal.hide()
        self._draw()

    def _look(self) -> None:
        if self.query_one(SecretLine).is_shown:
            self._draw()

    def _draw(self) -> None:
        now = self._clock()
        is_shown = self._reveal.is_shown(now) and self._new is not None
        self._was_seen = self._was_seen or is_shown
        self.query_one(SecretLine).show(is_shown)
        left = secret_words.seen_for(self._reveal.left(now))
        self.query_one("#seen-for", Static).update(label(left, "italic"))

    # Delivered

    def delivered(self, how: str) -> None:
        """Say that the secret went somewhere."""
        self._delivered.append(how)
        self._asked = ""
        text = secret_words.delivered(self._delivered)
        self.query_one("#delivered", Static).update(block(text))
        self.query_one("#secret").scroll_end(animate=False)
        self.note("")

    def note(self, text: str) -> None:
        """Say something below all else, in place of what was said there."""
        note = self.query_one("#secret-note", Static)
        note.update(block(text))
        note.display = bool(text)

    def asks_again(self, what: str, question: str) -> bool:
        """Whether `what` is asked for the first time in a row; then `question` is shown."""
        if self._asked == what:
            self._asked = ""
            return False
        self._asked = what
        self.note(question)
        return True

    # Left

    @property
    def _is_lost(self) -> bool:
        """Whether nobody would have the secret."""
        return not (self._was_seen or self._delivered)

    def holds_the_end(self) -> bool:
        """Whether the secret would be lost by it. Asked once more, it may be."""
        return self._is_lost and self.asks_again("end", secret_words.NOT_SEEN_AT_END)

    def account_changed(self) -> None:
        """Nothing: a secret belongs to no picture of the account."""

    def go_back(self) -> None:
        """Leave; where nobody has the secret, when asked for a second time."""
        if self._is_lost and self.asks_again("leave", secret_words.NOT_SEEN):
            return
        self.forget()
        self.iamtui.back()

    def forget(self) -> None:
        """Let go of the secret."""
        self._new = None
        self._reveal.hide()
        for line in self.query(SecretLine):
            line.forget()
