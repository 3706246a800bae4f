"""What tests of plans share: the office at the moment of the tests, and ways to a plan."""

from __future__ import annotations

from iamtui.account.model import Account
from iamtui.errors import OutcomeUnknown, RefusedError
from iamtui.ui.plans.screen import PlanScreen
from tests.support.accounts import arn
from tests.support.app import ScriptedBackend
from tests.support.office import office
from tests.support.typist import Typist

DENIED = RefusedError("You may not call iam:DetachUserPolicy.", "Ask for that permission.")
LOST = OutcomeUnknown("It is not known whether AWS did it.", "Look before sending it again.")
ANNS_DEVICE = arn("mfa", "ann")


def backend(**options: object) -> ScriptedBackend:
    return ScriptedBackend(office(), **options)  # type: ignore[arg-type]


def in_session(**options: object) -> ScriptedBackend:
    """A backend whose MFA session has just begun: nothing is asked for but names."""
    made = backend(**options)
    made.begin_session(ANNS_DEVICE)
    return made


def held(typist: Typist) -> Account:
    assert typist.app.session is not None
    return typist.app.session.account


def plan_of(typist: Typist) -> PlanScreen:
    screen = typist.app.screen
    assert isinstance(screen, PlanScreen), typist.screen
    return screen


async def open_bob(typist: Typist) -> None:
    await typist.press("j", "enter")
    await typist.sees("user bob")


async def run(typist: Typist, ends: str = "Done.") -> None:
    await typist.sees("Enter runs it.")
    await typist.press("enter")
    await typist.sees(ends)


async def to_detaching(typist: Typist) -> None:
    await open_bob(typist)
    await typist.move_to("Deploy")
    await typist.press("x")
    await typist.sees("Detach the policy Deploy")
