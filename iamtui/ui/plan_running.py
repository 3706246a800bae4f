"""From Enter on the plan screen to the end of the run: MFA code, grant, steps, told as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.aws.backend import Cancelled
from iamtui.errors import RefusedError
from iamtui.execution.runner import Outcome, Runner
from iamtui.ui.session import Session

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.plan_screen import PlanScreen


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

        def tell(left: float) -> None:
            app.jobs.tell(generation, lambda: screen.waiting(left))

        try:
            session.broker.start_from_seed(serial, screen.cancel, tell)
        except Cancelled:
            raise RefusedError("Stopped before the next MFA code; nothing was sent.") from None

    def work() -> Outcome:
        if serial:
            take_code()
        grant = session.guard.grant(screen.plan, session.situation(app.now()), typed_name)
        app.jobs.tell(generation, screen.began)
        return runner.run(
            grant,
            screen.cancel,
            lambda step: app.jobs.tell(generation, lambda: screen.step_done(step)),
            screen.undoes,
        )

    app.submit(work, screen.ended, screen.refused)
