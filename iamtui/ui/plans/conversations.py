"""Plans that need words with the user while they run: codes to be typed, a seed to be shown.

A conversation sends the calls of one run in the backend's place, in the run's thread, and hears
how the run ended in the event loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from iamtui.account.call import Call
from iamtui.changes.mfa import (
    AssignDevice,
    DeactivateDevice,
    DeleteDevices,
    EnrolDevice,
    RemoveDevice,
    ResyncDevice,
)
from iamtui.execution.runner import Outcome

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.plans.screen import PlanScreen
    from iamtui.ui.sessions.session import Session


class Conversation(Protocol):
    """What goes on between a run and the user."""

    def send(self, call: Call) -> None:
        """Send `call`, as `Backend.send` does; blocks, also for the user."""

    def ended(self, outcome: Outcome) -> None:
        """The run has ended; told in the event loop, after its screen."""


_Open: TypeAlias = "Callable[[IamtuiApp, Session, PlanScreen], Conversation]"


def conversation_of(app: IamtuiApp, session: Session, screen: PlanScreen) -> Conversation | None:
    """The conversation that the plan of `screen` needs; None for most."""
    change = type(screen.plan.change)
    if change not in _OPENED:
        return None
    return _OPENED[change](app, session, screen)


def _enrolment(app: IamtuiApp, session: Session, screen: PlanScreen) -> Conversation:
    from iamtui.ui.mfa.enrolment import Enrolment

    return Enrolment(app, session, screen)


def _two_codes(app: IamtuiApp, session: Session, screen: PlanScreen) -> Conversation:
    from iamtui.ui.mfa.device_codes import TwoCodes

    return TwoCodes(app, session, screen)


def _forgetting(app: IamtuiApp, session: Session, screen: PlanScreen) -> Conversation:
    from iamtui.ui.mfa.kept_seeds import Forgetting

    return Forgetting(app, session, screen)


_OPENED: dict[type, _Open] = {
    EnrolDevice: _enrolment,
    AssignDevice: _two_codes,
    ResyncDevice: _two_codes,
    DeactivateDevice: _forgetting,
    RemoveDevice: _forgetting,
    DeleteDevices: _forgetting,
}
