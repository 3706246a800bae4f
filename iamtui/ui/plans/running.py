"""From Enter on the plan screen to the end of the run: MFA code, grant, steps, told as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.account.operation import reduce
from iamtui.aws.backend import Cancelled
from iamtui.changes.change import Step
from iamtui.errors import IamtuiError, RefusedError
from iamtui.execution.runner import Outcome, Runner
from iamtui.ui.plans.conversations import conversation_of
from iamtui.ui.plans.screen import PlanScreen, told
from iamtui.ui.secret.key_creation import KeyCreation, look_after
from iamtui.ui.sessions.session import Session

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp


def run_granted(
    app: IamtuiApp,
    session: Session,
    screen: PlanScreen,
    serial: str,
    code: str | None,
    typed_name: str,
) -> None:
    """Take the MFA code (`code`, or one of the vault's seed where it is None) if one is asked for,
    have the Guard grant the plan, and run it, in a worker; `screen` is told how it goes."""
    _Run(app, session, screen, _Given(serial, code, typed_name)).start()


@dataclass(frozen=True, slots=True)
class _Given:
    """What was given for the Guard; `serial` is the device that a code is asked of, "" for none."""

    serial: str
    code: str | None
    typed_name: str


class _Run:
    """One run of a plan; `_work` and what it calls are in a thread, the rest in the event loop."""

    def __init__(self, app: IamtuiApp, session: Session, screen: PlanScreen, given: _Given) -> None:
        self._app = app
        self._session = session
        self._screen = screen
        self._given = given
        self._began = app.now()
        # A session that is left and taken up again gets another one.
        self._generation = session.generation
        self._talk = conversation_of(app, session, screen)
        self._runner = self._runner_of(session)

    def start(self) -> None:
        """Begin it."""
        self._app.submit(self._work, self._ended, self._refused)

    def _work(self) -> Outcome:
        app, session, screen, given = self._app, self._session, self._screen, self._given
        if given.serial:
            self._take_code()
        there = session.situation(app.now())
        grant = session.guard.grant(screen.plan, there, given.typed_name, screen.approval)
        self._tell(screen.began)
        return self._runner.run(grant, screen.cancel, self._done, screen.undoes)

    def _take_code(self) -> None:
        broker, given, screen = self._session.broker, self._given, self._screen
        if given.code is not None:
            broker.start_typed(given.serial, given.code)
            return

        def waiting(left: float) -> None:
            self._tell(lambda: screen.waiting(left))

        try:
            broker.start_from_seed(given.serial, screen.cancel, waiting)
        except Cancelled:
            raise RefusedError("Stopped before the next MFA code; nothing was sent.") from None

    def _runner_of(self, session: Session) -> Runner:
        app, talk = self._app, self._talk
        send = KeyCreation(app, session).send if talk is None else talk.send
        return Runner(
            session.backend, session.guard, session.journal, session.target.name, app.now, send
        )

    def _done(self, step: Step) -> None:
        session = self._session
        self._app.jobs.tell(self._generation, lambda: session.apply(lambda a: reduce(a, step.call)))
        self._tell(lambda: self._screen.step_done(step))

    def _tell(self, show: Callable[[], None]) -> None:
        """Tell the screen, unless it was left: then the run goes on to its end without it."""
        self._app.jobs.tell(self._generation, lambda: show() if self._screen.is_mounted else None)

    def _ended(self, outcome: Outcome) -> None:
        look_after(self._app, self._session, outcome, self._began)
        if self._screen.is_mounted:
            self._screen.ended(outcome)
        else:
            self._app.say(told(outcome))
        if self._talk is not None:
            self._talk.ended(outcome)

    def _refused(self, error: IamtuiError) -> None:
        if self._screen.is_mounted:
            self._screen.refused(error)
        else:
            self._app.fail(error)
