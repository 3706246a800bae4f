"""Two codes between the thread of a run, which waits for them, and the screen that takes them."""

from __future__ import annotations

import queue
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from iamtui.account.call import Call
from iamtui.aws.cancel import Cancelled
from iamtui.aws.errors import NoConnection
from iamtui.errors import IamtuiError, RefusedError
from iamtui.execution.mfa_pair import Pair, Pairs
from iamtui.secret import Secret
from iamtui.ui.mfa import words as mfa_words
from iamtui.ui.mfa.two_codes import Answers, TwoCodesScreen, Wanted
from iamtui.vault.errors import CodeAlreadyUsed
from iamtui.vault.ledger import Ledger

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.plans.screen import PlanScreen
    from iamtui.ui.sessions.session import Session

# How often the thread looks whether the plan was left.
_LOOK_SECONDS = 0.2
_Typed = tuple[Secret, Secret]
_Answer = _Typed | Secret | None
"""Two typed codes, the seed that they are to be made from, or None: left."""


class PairTalk:
    """Gets pairs of codes of the device `serial` of `user`, and sends them until AWS is content."""

    def __init__(
        self, app: IamtuiApp, session: Session, plan: PlanScreen, serial: str, user: str
    ) -> None:
        self._app = app
        self._session = session
        self._plan = plan
        self._serial = serial
        self._user = user
        self._answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
        self._screen: TwoCodesScreen | None = None
        self._pairs = Pairs(Ledger(), self.now, self._waiting, plan.cancel)

    @property
    def name(self) -> str:
        """The device's name."""
        return self._serial.rpartition("/")[2]

    def now(self) -> float:
        """AWS's time in seconds since 1970."""
        offset = self._session.backend.clock_offset or timedelta()
        return (self._app.now() + offset).timestamp()

    # In the thread of the run

    def send_typed(self, call: Call, wanted: Wanted, keep: Callable[[], None]) -> None:
        """Show the screen, and send `call` with each pair until AWS takes one.

        `keep` is called, in the event loop, where the user wants the seed kept. Raises
        RefusedError where the user leaves, and what the call does where no other pair can help.
        """
        answers = Answers(
            typed=lambda first, second: self._answers.put((first, second)),
            keep=keep,
            left=self._leave,
        )
        self._tell(lambda: self._open(wanted, answers))
        while True:
            answer = self._next_answer()
            try:
                if answer is None:
                    raise self._left()
                self._send(call, answer)
            except Cancelled:
                raise self._left() from None
            except IamtuiError as error:
                if not (mfa_words.may_try_again(error) or isinstance(error, CodeAlreadyUsed)):
                    raise mfa_words.told(error, self._user, self.name) from None
                self._again(error)
            else:
                return

    def send_from(self, call: Call, seed: Secret) -> None:
        """Send `call` with codes of `seed`, waiting for the next ones where needed."""
        try:
            self._send(call, seed)
        except Cancelled:
            raise self._left() from None

    def _send(self, call: Call, answer: _Typed | Secret) -> None:
        if isinstance(answer, Secret):
            pair = self._pairs.from_seed(self._serial, answer)
        else:
            pair = self._pairs.from_person(self._serial, *answer)
        self._send_pair(call, pair)

    def _send_pair(self, call: Call, pair: Pair) -> None:
        try:
            self._session.backend.send_with(call, pair.parameters)
        except NoConnection:
            self._pairs.give_back(pair)
            raise

    def _next_answer(self) -> _Answer:
        while not self._plan.cancel.cancelled:
            try:
                return self._answers.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                continue
        return None

    def _left(self) -> RefusedError:
        return RefusedError(f"You left before AWS had two codes of {self.name}.")

    def _again(self, error: IamtuiError) -> None:
        why = str(mfa_words.told(error, self._user, self.name))
        self._tell(lambda: self._screen.again(why) if self._screen else None)

    def _waiting(self, left: float) -> None:
        self._tell(lambda: self._wait(left))

    def _tell(self, deliver: Callable[[], None]) -> None:
        self._app.jobs.tell(self._session.generation, deliver)

    # In the event loop

    def make_from(self, seed: Secret) -> None:
        """Have the codes made from `seed`, which is kept."""
        if self._screen is not None:
            self._screen.wait("The seed is stored. Making the two codes …")
        self._answers.put(seed)

    def problem(self, error: IamtuiError) -> None:
        """Say what went wrong, and take codes again."""
        if self._screen is not None:
            self._screen.again(str(error))

    def close(self) -> None:
        """Take the screen away, with whatever lies over it."""
        screen, self._screen = self._screen, None
        if screen is not None and screen in self._app.screen_stack:
            while self._app.screen is not screen:
                self._app.pop_screen()
            self._app.pop_screen()

    def _open(self, wanted: Wanted, answers: Answers) -> None:
        if not self._plan.is_mounted or self._plan.cancel.cancelled:
            self._answers.put(None)
            return
        self._screen = TwoCodesScreen(wanted, answers)
        self._app.push_screen(self._screen)

    def _leave(self) -> None:
        """No further step is wanted, nor the wait for a code."""
        self._plan.cancel.cancel()
        self._answers.put(None)

    def _wait(self, left: float) -> None:
        if self._screen is not None and self._screen.is_mounted:
            self._screen.wait(f"Waiting {left:.0f} s for the next code; Esc leaves.")
        elif self._plan.is_mounted:
            self._plan.waiting(left)
