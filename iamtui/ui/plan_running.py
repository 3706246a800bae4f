"""From Enter on the plan screen to the end of the run: MFA code, grant, steps, told as it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iamtui.account.operation import reduce
from iamtui.aws.backend import Cancelled
from iamtui.changes.change import Step
from iamtui.errors import IamtuiError, RefusedError
from iamtui.execution.runner import Outcome, Runner
from iamtui.ui.plan_screen import PlanScreen, told
from iamtui.ui.session import Session

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
    generation = session.generation
    runner = Runner(session.backend, session.guard, session.journal, session.target.name, app.now)

    def take_code() -> None:
        if code is not None:
            session.broker.start_typed(serial, code)
            return

        def waiting(left: float) -> None:
            tell(lambda: screen.waiting(left))

        try:
            session.broker.start_from_seed(serial, screen.cancel, waiting)
        except Cancelled:
            raise RefusedError("Stopped before the next MFA code; nothing was sent.") from None

    def tell(show: Callable[[], None]) -> None:
        """Tell the screen, unless it was left: then the run goes on to its end without it."""
        app.jobs.tell(generation, lambda: show() if screen.is_mounted else None)

    def done(step: Step) -> None:
        app.jobs.tell(generation, lambda: session.apply(lambda a: reduce(a, step.call)))
        tell(lambda: screen.step_done(step))

    def work() -> Outcome:
        if serial:
            take_code()
        grant = session.guard.grant(screen.plan, session.situation(app.now()), typed_name)
        tell(screen.began)
        return runner.run(grant, screen.cancel, done, screen.undoes)

    def ended(outcome: Outcome) -> None:
        if screen.is_mounted:
            screen.ended(outcome)
        else:
            app.say(told(outcome))

    def refused(error: IamtuiError) -> None:
        if screen.is_mounted:
            screen.refused(error)
        else:
            app.fail(error)

    app.submit(work, ended, refused)
