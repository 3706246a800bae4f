"""The code of a device whose seed is kept here, for a sign-in somewhere else.

A code that was shown counts as used, in every iamtui on this machine: AWS takes each once, and
whoever looks at one is about to use it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from iamtui.aws.cancel import Cancel
from iamtui.aws.mfa_codes import MfaCodes, Taken
from iamtui.errors import IamtuiError
from iamtui.secret import Secret
from iamtui.ui.mfa import words as mfa_words
from iamtui.ui.storage.keyring_help import with_keyring_help
from iamtui.ui.text import block, label
from iamtui.vault.ledger import Ledger
from iamtui.vault.totp import seconds_to_next

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session

_ASK = "Enter shows a code, y sends it to the clipboard. It counts as used from then on."
_COPIED = "It was sent to the terminal's clipboard, if it takes it."


class CodeNowDialog(ModalScreen[None]):
    """Shows codes of the device `serial`, one a press, each until its step is over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,s", "take(False)", "Show"),
        Binding("y", "take(True)", "Copy"),
        Binding("escape,q", "leave", "Leave"),
    ]

    def __init__(self, serial: str, seed: Secret, session: Session) -> None:
        super().__init__()
        self._serial = serial
        self._seed: Secret | None = seed
        self._session = session
        self._cancel = Cancel()
        self._code: Secret | None = None
        self._until = 0.0
        self._said = _ASK
        self._is_taking = False

    @property
    def _iamtui(self) -> IamtuiApp:
        return cast("IamtuiApp", self.app)

    def compose(self) -> ComposeResult:
        name = self._serial.rpartition("/")[2]
        with Vertical(classes="dialog"):
            yield Static(label(f"MFA code of {name}", "bold"), markup=False)
            yield Static(id="code-now", markup=False)
            yield Static(id="code-said", markup=False)
            yield Static(label("Enter next code  y copy  Esc leave"), classes="keys", markup=False)

    def on_mount(self) -> None:
        self._draw()
        self.set_interval(1.0, self._draw)

    def on_unmount(self) -> None:
        self._cancel.cancel()
        self._code = self._seed = None

    def hide_secrets(self) -> None:
        """Show no code; the one that was shown stays used."""
        self._code = None
        self._draw()

    def _now(self) -> float:
        offset = self._session.backend.clock_offset or timedelta()
        return (self._iamtui.now() + offset).timestamp()

    def _draw(self) -> None:
        left = self._until - self._now()
        if self._code is not None and left <= 0:
            self._code, self._said = None, _ASK
        code = self._code.reveal() if self._code is not None else ""
        shown = f"{code[:3]} {code[3:]}   good for {max(1, round(left))} s" if code else "••• •••"
        clock = mfa_words.clock_words(self._session.backend.clock_offset)
        self.query_one("#code-now", Static).update(label(shown, "bold"))
        self.query_one("#code-said", Static).update(block(f"{self._said}\n{clock}".strip()))

    def action_take(self, copies: bool) -> None:
        """Take the next code that nobody used; show it, or send it to the clipboard too."""
        if copies and self._code is not None:
            self._copy(self._code)
            return
        seed = self._seed
        if self._is_taking or seed is None:
            return
        self._is_taking = True
        app, session, serial = self._iamtui, self._session, self._serial

        def waiting(left: float) -> None:
            said = f"The present code was used: waiting {left:.0f} s for the next one …"
            app.jobs.tell(session.generation, lambda: self._say(said))

        def work() -> Taken:
            clock, cancel = lambda: app.now().timestamp(), self._cancel
            codes = MfaCodes(
                lambda _serial: seed, Ledger(), clock=clock, waiting=waiting, cancel=cancel
            )
            return codes.from_seed(serial, seed, session.backend.clock_offset)

        app.submit(work, lambda taken: self._took(taken, copies), self._failed)

    def _took(self, taken: Taken, copies: bool) -> None:
        if not self.is_mounted:
            return
        now = self._now()
        self._is_taking = False
        self._code, self._until = taken.code, now + seconds_to_next(now)
        self._say("Use it now; it is not given out again.")
        if copies:
            self._copy(taken.code)

    def _copy(self, code: Secret) -> None:
        self._iamtui.lend_to_clipboard(code.reveal())
        self._say(_COPIED)

    def _failed(self, error: IamtuiError) -> None:
        self._is_taking = False
        self._say(str(error))

    def _say(self, text: str) -> None:
        if self.is_mounted:
            self._said = text
            self._draw()

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss()


def show_code_now(app: IamtuiApp, session: Session, serial: str) -> None:
    """Show the codes of the device, if its seed is kept here."""
    from iamtui.ui.mfa.kept_seeds import kept_seed

    def found(seed: Secret | None) -> None:
        if seed is None:
            name = serial.rpartition("/")[2]
            app.say(f"No seed of {name} is kept here, so its codes are on the device alone.")
        else:
            app.push_screen(CodeNowDialog(serial, seed, session))

    failed = with_keyring_help(app, lambda: show_code_now(app, session, serial))
    app.submit(lambda: kept_seed(app, session, serial), found, failed)
