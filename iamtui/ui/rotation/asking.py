"""Questions of a rotation's thread: asked in windows, while the thread waits for the answer."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from iamtui.aws.cancel import Cancel
from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.actions import Question
from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.ui.mfa.code_dialog import CodeDialog

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from iamtui.ui.app import IamtuiApp

T = TypeVar("T")

_STOPPED = object()


class Asking:
    """Asks whoever is at the screen; called in the thread of the run, in the session of
    `generation`. Each method raises Cancelled once `cancel` is cancelled, and it is where that
    session is left."""

    def __init__(self, app: IamtuiApp, generation: int, cancel: Cancel) -> None:
        self._app = app
        self._generation = generation
        self._cancel = cancel

    def code(self, serial: str, why: str = "") -> str:
        """An MFA code of the device; `why` says what was wrong with the one before. Raises
        RefusedError where none was given."""
        why = why or "One code serves the whole rotation."
        typed = self._answer(lambda: CodeDialog(serial, self._app.now, why))
        if typed is None:
            raise RefusedError(
                "No MFA code was given, so nothing more was done.", "Go on with a code at any time."
            )
        return typed

    def answer(self, question: Question, key_id: str) -> bool:
        """Yes or no to a question about a key."""
        text = question.value.format(key=key_id)
        return self._answer(lambda: ConfirmDialog("A question", text, "yes", "no, stop here"))

    def keep_trying(self, error: IamtuiError) -> bool:
        """Whether to try again to save a secret that is only in memory."""
        text = f"{error}\n\nThe new secret is not saved anywhere yet."
        return self._answer(
            lambda: ConfirmDialog("Not saved", text, "try again", "delete the new key")
        )

    def _answer(self, dialog: Callable[[], ModalScreen[T]]) -> T:
        self._cancel.check()
        window = _Window(self._app, dialog)
        forget = self._cancel.on_cancel(window.stop)
        try:
            self._app.jobs.tell(self._generation, window.show, self._cancel.cancel)
            given = window.given.get()
        finally:
            forget()
        self._cancel.check()
        return cast(T, given)


class _Window(Generic[T]):
    """A window, and the answer that it gives, which a thread waits for."""

    def __init__(self, app: IamtuiApp, dialog: Callable[[], ModalScreen[T]]) -> None:
        self.given: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._app = app
        self._dialog = dialog

    def show(self) -> None:
        """Show it; called in the event loop."""
        self._app.push_screen(self._dialog(), self.given.put)

    def stop(self) -> None:
        """Let the thread go without an answer."""
        self.given.put(_STOPPED)
