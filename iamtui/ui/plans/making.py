"""From a Change to its plan on the screen: what it depends on is read first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.account.entity import Entity
from iamtui.aws.backend import Cancel, Patch
from iamtui.changes.change import Change
from iamtui.errors import IamtuiError
from iamtui.execution.plan import make_plan
from iamtui.ui.machine_notes import machine_notes
from iamtui.ui.plans.screen import PlanScreen
from iamtui.ui.sessions.session import Session

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read before a plan: answers of AWS, and what the vault and this machine know."""

    patches: list[Patch]
    has_seed: bool
    notice: str
    notes: tuple[str, ...]


def propose(app: IamtuiApp, change: Change, undoes: str = "") -> None:
    """Read what `change` depends on, make the plan, and show it."""
    session = app.session
    if session is None:
        return
    if session.loading is not None and session.loaded_at is None:
        app.say("The account is still being loaded; nothing is changed before that.")
        return
    asked_on, subject = app.screen, _subject(app)

    def show(answer: _Read) -> None:
        for patch in answer.patches:
            session.apply(patch)
        if app.screen is not asked_on or _subject(app) != subject:
            # A plan must not come up under the fingers of who went on to something else.
            title = change.title(session.account)
            app.say(f"You went on, so this plan was not shown: {title}. Ask for it again.")
            return
        _show(app, session, change, answer, undoes)
        if answer.notice:
            app.say(answer.notice)

    app.say("Reading what this depends on …")
    app.submit(lambda: _read(session, change), show, app.fail)


def _read(session: Session, change: Change) -> _Read:
    reads = (*change.reads(), *session.caller_reads())
    patches = [session.backend.fetch(r.entity, r.aspects, Cancel()) for r in reads]
    has_seed, notice = _seed(session)
    return _Read(patches, has_seed, notice, machine_notes(change))


def _show(app: IamtuiApp, session: Session, change: Change, read: _Read, undoes: str) -> None:
    try:
        plan = make_plan(session.account, change, app.now(), read.notes)
        if plan.is_empty:
            app.refresh_account()
            app.say(f"Nothing to do: this is so already ({plan.title}).")
            return
        asks = session.guard.asks(plan, session.situation(app.now()))
    except IamtuiError as error:
        app.refresh_account()
        app.fail(error)
        return
    app.say("")
    app.push_screen(PlanScreen(plan, asks, read.has_seed, undoes))


def _subject(app: IamtuiApp) -> Entity | None:
    screen = app.shown_screen()
    return screen.subject if screen is not None else None


def _seed(session: Session) -> tuple[bool, str]:
    """Whether the caller's MFA codes can be made here, and why not where the vault cannot say."""
    serials = session.mfa_serials().otherwise(())
    if not serials:
        return False, ""
    try:
        return session.broker.has_seed(serials[0]), ""
    except IamtuiError as error:
        return False, str(error)
