"""From Enter on the plan screen to the end of the run: MFA code, grant, steps, told as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.execution.runner import Actor, Outcome, Runner
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
    caller = session.account.caller.otherwise(None)
    actor = Actor(
        caller=caller.arn if caller else "",
        profile=session.target.name,
        account=session.account.id.otherwise(""),
    )
    runner = Runner(session.backend, session.guard, session.journal, actor, app.now)

    def work() -> Outcome:
        if serial and code is not None:
            session.broker.start_typed(serial, code)
        elif serial:
            session.broker.start_from_seed(
                serial,
                screen.cancel,
                lambda left: app.jobs.tell(generation, lambda: screen.waiting(left)),
            )
        grant = session.guard.grant(screen.plan, session.situation(app.now()), typed_name)
        app.jobs.tell(generation, screen.began)
        return runner.run(
            grant,
            screen.cancel,
            lambda step: app.jobs.tell(generation, lambda: screen.step_done(step)),
            screen.undoes,
        )

    app.submit(work, screen.ended, screen.refused)
