"""After a step that AWS refused: whether a fresh MFA code would let it through, and the retry."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from iamtui.aws.errors import AccessDenied
from iamtui.errors import IamtuiError
from iamtui.execution.plan import make_plan
from iamtui.ui.mfa.fresh_code import take_code, why_no_code
from iamtui.ui.plans.screen import PlanScreen, Stage

if TYPE_CHECKING:
    from iamtui.access.fresh_code import FreshCode
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.screen import CommandScreen
    from iamtui.ui.sessions.session import Session


def look_for_retry(app: IamtuiApp, screen: PlanScreen) -> None:
    """Where a step of `screen` was refused, find out whether a fresh code helps, and offer it."""
    session, outcome = app.session, screen.outcome
    if session is None or outcome is None or not isinstance(outcome.error, AccessDenied):
        return
    if why_no_code(session):
        return
    from iamtui.ui.actions.asking import refusal  # it is built on the screens

    said, account, now = refusal(screen), session.account, app.now()
    mfa = session.backend.mfa_session
    age = now - mfa.started if mfa is not None else None

    def work() -> FreshCode:
        # The policy engine is not needed for the first frame.
        from iamtui.access.denial_message import read_denials
        from iamtui.access.fresh_code import fresh_code

        return fresh_code(account, read_denials(said)[0], age, now)

    def show(found: FreshCode) -> None:
        is_young = age is not None and age < timedelta(minutes=1)
        if screen.is_open and (found.helps or (found.helps is None and not is_young)):
            screen.offer_retry(f"{found.reason} M takes a fresh code and sends this step again.")

    app.submit(work, show, app.fail)


def why_not_retry(screen: CommandScreen) -> str:
    """Why no fresh code is taken for a step of the plan."""
    plan = cast(PlanScreen, screen)
    if plan.stage is not Stage.ENDED:
        return "The code is asked for when the plan runs."
    return "" if plan.retry else "No step was refused for want of a fresh MFA code."


def retry(screen: CommandScreen) -> None:
    """Take a fresh code, and send the refused step and those after it."""
    plan, app, session = cast(PlanScreen, screen), screen.iamtui, screen.session
    if session is None:
        return
    taken_for = session
    reason = plan.retry.partition(" M takes")[0]
    take_code(app, session, lambda: _send_rest(app, taken_for, plan), why=reason)


def _send_rest(app: IamtuiApp, session: Session, ended: PlanScreen) -> None:
    """Run what is left as it was planned; where that is something else now, show it as a plan."""
    outcome = ended.outcome
    if outcome is None or not ended.is_open:
        return
    change = ended.plan.change
    app.back()
    try:
        rest = make_plan(session.account, change, app.now())
        asks = session.guard.asks(rest, session.situation(app.now()))
    except IamtuiError as error:
        app.fail(error)
        return
    as_planned = [step.call for step in rest.steps] == [step.call for step in outcome.left]
    if not as_planned or asks.mfa_serial or asks.typed_name or asks.second:
        app.propose(change, undoes=ended.undoes)
        return
    screen = PlanScreen(rest, asks, has_seed=False, undoes=ended.undoes)
    screen.runs_at_once = True
    app.push_screen(screen)
