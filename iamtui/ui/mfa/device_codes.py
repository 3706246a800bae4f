"""Two codes of a device that is there, typed or made from the seed that is kept here: to have it
resynchronised, or assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.changes.mfa import AssignDevice, ResyncDevice
from iamtui.execution.runner import Outcome
from iamtui.ui.mfa import words as mfa_words
from iamtui.ui.mfa.kept_seeds import kept_seed
from iamtui.ui.mfa.pair_talk import PairTalk
from iamtui.ui.mfa.profiles import offer_device
from iamtui.ui.mfa.two_codes import Wanted

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.plans.screen import PlanScreen
    from iamtui.ui.sessions.session import Session


class TwoCodes:
    """The `Conversation` of a `ResyncDevice` or an `AssignDevice`."""

    def __init__(self, app: IamtuiApp, session: Session, screen: PlanScreen) -> None:
        self._app = app
        self._session = session
        self._change = cast("ResyncDevice | AssignDevice", screen.plan.change)
        self._talk = PairTalk(app, session, screen, self._change.serial, self._change.user)
        self._what = "Assign" if isinstance(self._change, AssignDevice) else "Resynchronise"

    def send(self, call: Call) -> None:
        """See `Conversation.send`."""
        seed = kept_seed(self._app, self._session, self._change.serial)
        if seed is not None:
            self._talk.send_from(call, seed)
            return
        wanted = Wanted(
            title=f"{self._what} {self._talk.name} of {self._change.user}",
            leaving=mfa_words.LEAVE_RESYNC,
            now=self._talk.now,
            clock=mfa_words.clock_words(self._session.backend.clock_offset),
        )
        self._talk.send_typed(call, wanted, keep=lambda: None)

    def ended(self, outcome: Outcome) -> None:
        """See `Conversation.ended`."""
        self._talk.close()
        if outcome.result != "done":
            return
        if isinstance(self._change, ResyncDevice):
            self._app.say(f"{self._talk.name} is in step with AWS again.")
            return
        user = Entity(EntityKind.USER, self._change.user)
        self._app.fetch(Read(user, frozenset({Aspect.MFA_DEVICES})), again=True)
        offer_device(self._app, self._session, self._change.user, self._change.serial)
