"""The screen that takes two consecutive codes of a device, with its QR code where it is new.

While a phone scans, the code needs every line there is: at 24 lines the header gives way to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from iamtui.secret import Secret
from iamtui.ui.command import Command, Scope
from iamtui.ui.header import Header
from iamtui.ui.mfa import words as mfa_words
from iamtui.ui.mfa.code_input import CodeInput
from iamtui.ui.mfa.qr import Drawn, QrCode, drawn
from iamtui.ui.mfa.qr_view import QrView
from iamtui.ui.screen import CommandScreen
from iamtui.ui.secret.line import SecretLine
from iamtui.ui.secret.reveal import Reveal
from iamtui.ui.text import block, label
from iamtui.vault.errors import TypedCodeInvalid
from iamtui.vault.totp import DIGITS, seconds_to_next
from iamtui.vault.typed_pair import TypedPair

# What stands beside the QR code: seven groups of the seed, each with a blank.
SIDE = 35
# From so many lines on there is room for the header above the largest code.
WITH_HEADER = 28
_LOOK_SECONDS = 0.2
_PASTED = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose codes are wanted: `seed` and `codes` (QR) are there for a device that is new; `now`
    gives AWS's time in seconds since 1970, `clock` says that the machine's is off."""

    title: str
    leaving: str
    now: Callable[[], float]
    clock: str = ""
    seed: Secret | None = None
    codes: tuple[QrCode, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """Who is told what the user does: typed two codes, wants the seed kept, leaves."""

    typed: Callable[[Secret, Secret], None]
    keep: Callable[[], None]
    left: Callable[[], None]


class _PairInput(CodeInput):
    """A line for one code, or for both pasted at once."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.max_length = _PASTED

    def _on_paste(self, event: events.Paste) -> None:
        digits = "".join(char for char in event.text if char in "0123456789")
        event.prevent_default()
        event.stop()
        self.value = digits[: 2 * DIGITS]
        self.cursor_position = len(self.value)


class TwoCodesScreen(CommandScreen):
    """Asks for two codes until it is told that they were taken."""

    SCOPE: ClassVar[Scope] = Scope.MFA_CODES

    def __init__(self, wanted: Wanted, answers: Answers) -> None:
        super().__init__()
        self._wanted = wanted
        self._answers = answers
        self._pair = TypedPair(wanted.seed)
        self._reveal = Reveal()
        self._asked = ""
        self._note = ""
        self._is_waiting = False
        self._drawn: Drawn | None = None
        self._shown: dict[str, Content] = {}

    @property
    def has_seed(self) -> bool:
        """Whether there is a seed to be seen, copied and kept."""
        return self._wanted.seed is not None

    # What it shows

    def compose(self) -> ComposeResult:
        yield Header(id="header")
        with Horizontal(id="enrolment"):
            yield QrView(id="qr")
            with Vertical(id="side"):
                yield Static(label(self._wanted.title, "bold"), id="enrolled", markup=False)
                yield Static(id="told", markup=False)
                if self._wanted.seed is not None:
                    yield SecretLine(grouped(self._wanted.seed))
                yield _PairInput(id="code")
                yield Static(id="window", markup=False)
                yield Static(id="problem", markup=False)
                yield Static(id="status", markup=False)
        yield Static(id="hints", markup=False)

    def on_mount(self) -> None:
        self._draw()
        self.set_interval(1.0, self._draw)
        self.set_interval(_LOOK_SECONDS, self._look)

    def on_unmount(self) -> None:
        for line in self.query(SecretLine):
            line.forget()

    def on_resize(self) -> None:
        size = self.app.size
        has_header = size.height >= WITH_HEADER or not self._wanted.codes
        self.query_one(Header).display = has_header
        room = size.width - SIDE, size.height - 1 - has_header
        self._drawn = drawn(self._wanted.codes, *room)
        self._draw()

    def focus_body(self) -> None:
        self.query_one("#code", Input).focus()

    def hinted(self, commands: Sequence[Command]) -> Sequence[Command]:
        return [command for command in commands if not command.unless(self)]

    def show_status(self, content: Content) -> None:
        self.query_one("#status", Static).update(content)

    def hide_secrets(self) -> None:
        """Show neither the seed nor, for a moment, the code that holds it."""
        self._reveal.hide()
        for view in self.query(QrView):
            view.show(None)
        self._look()

    def _draw(self) -> None:
        self.query_one(QrView).show(self._drawn)
        self._put("#told", block("\n".join(self._steps())))
        self._put("#window", label(self._window()))
        self._put("#problem", block(self._note, "$text-warning"))

    def _put(self, where: str, content: Content) -> None:
        """Show `content`, if it says something else now: what stays the same is not sent again."""
        before = self._shown.get(where)
        if content != before:
            self._shown[where] = content
            is_moved = before is None or where != "#window" or not (before and content)
            self.query_one(where, Static).update(content, layout=is_moved)

    def _steps(self) -> list[str]:
        if self._is_waiting:
            return []
        steps = [self._wanted.clock] if self._wanted.clock else []
        if self._pair.has_first:
            return [*steps, "The first code is there. Type the next one that the device shows."]
        if not self.has_seed:
            return [*steps, "Type the code that the device shows, and then the next one."]
        if self.query_one(QrView).is_shown:
            steps += ["1. Scan the code with the phone's authenticator app (s shows the seed)."]
        else:
            steps += [
                "1. This terminal is too small for the QR code (37 × 19 beside this text): type "
                "the seed into the authenticator app. s shows it."
            ]
        return [*steps, "2. Type the code that the phone shows, and then the next one."]

    def _window(self) -> str:
        if self._is_waiting:
            return ""
        now = self._wanted.now()
        wait = self._pair.seconds_to_second(now)
        left = max(1, round(wait or seconds_to_next(now)))
        return f"The next code comes in {left} s."

    def _look(self) -> None:
        now = time.monotonic()
        for line in self.query(SecretLine):
            line.show(self._reveal.is_shown(now))

    # What the user does

    @on(Input.Submitted, "#code")
    def _submitted(self, event: Input.Submitted) -> None:
        text = "".join(event.value.split())
        event.input.value = ""
        self._asked = self._note = ""
        codes = [text[:DIGITS], text[DIGITS:]] if len(text) == 2 * DIGITS else [text]
        try:
            for code in codes:
                pair = self._pair.take(code, self._wanted.now())
        except TypedCodeInvalid as invalid:
            self._note = str(invalid)
        else:
            if pair is not None:
                self.wait("Asking AWS …")
                self._answers.typed(*pair)
        self._draw()

    def show_seed(self) -> None:
        """The key that shows the seed was pressed, or is held."""
        self._reveal.press(time.monotonic())
        self._look()

    def copy_seed(self) -> None:
        """Lend the seed to the clipboard, when asked for a second time."""
        seed = self._wanted.seed
        if seed is not None and self._asks_again("copy", mfa_words.CLIPBOARD):
            self.iamtui.lend_to_clipboard(seed.reveal())
            self.note(mfa_words.COPIED)

    def keep_seed(self) -> None:
        """Have the seed kept and the codes made here, when asked for a second time."""
        if self._asks_again("keep", mfa_words.KEEP):
            self.wait("Storing the seed …")
            self._answers.keep()

    def go_back(self) -> None:
        """Leave, when asked for a second time."""
        if self._is_waiting or self._asks_again("leave", self._wanted.leaving):
            self.wait("Leaving …")
            self._answers.left()

    def _asks_again(self, what: str, question: str) -> bool:
        """Whether `what` was asked for just before; else `question` is shown."""
        if self._asked == what:
            self._asked = ""
            return True
        self.note(question)
        self._asked = what
        return False

    # What it is told

    def note(self, text: str) -> None:
        """Say something in place of what was said before."""
        self._asked, self._note = "", text
        self._draw()

    def wait(self, text: str) -> None:
        """Take no code while something is done, and say what."""
        self._is_waiting = True
        self.query_one("#code", Input).display = False
        self.note(text)

    def again(self, why: str) -> None:
        """Take two codes once more; `why` says what was wrong with the last."""
        self._is_waiting = False
        self._pair.forget()
        self.query_one("#code", Input).display = True
        self.focus_body()
        self.note(why)

    def account_changed(self) -> None:
        """Nothing: the codes belong to one device, whatever else changes."""


def grouped(seed: Secret) -> Secret:
    """The seed in groups of four, as it is read and typed."""
    text = seed.reveal()
    return Secret(" ".join(text[at : at + 4] for at in range(0, len(text), 4)))
