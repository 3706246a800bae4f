"""What the thread of a rotation does: look at it, or run it, and tell how far it is."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.errors import IamtuiError
from iamtui.rotation.actions import Wait
from iamtui.rotation.consumers import Consumer, Use, consumers
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver, Outcome
from iamtui.rotation.states import Pace, Phase, Rotation, Seen
from iamtui.rotation.verification import Verification
from iamtui.ui.rotation.around import asked, read_caller, surroundings
from iamtui.ui.rotation.asking import Asking
from iamtui.ui.rotation.leave import Given, plan_of, take_leave
from iamtui.ui.rotation.progress import Progress, RotationRequest, Stage

if TYPE_CHECKING:
    from iamtui.rotation.beginning import Talk
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session


# Written down before something is sent: to stop there would leave a step in doubt for nothing.
_UNDER_WAY = frozenset(
    {
        Phase.CONTAINING,
        Phase.CREATING,
        Phase.SWITCHING,
        Phase.DEACTIVATING,
        Phase.DELETING,
        Phase.UNDOING,
    }
)

_IN_MEMORY = (
    "This mock ends with iamtui: the new key is kept in memory until then, and nowhere else."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run is to do; see `RotationJob.run`."""

    until: frozenset[Phase]
    back: bool
    granted: bool
    given: Given
    pace: Pace


class RotationWork:
    """One look or one run, in its thread; `tell` passes on how far it is."""

    def __init__(
        self,
        app: IamtuiApp,
        session: Session,
        request: RotationRequest,
        asking: Asking,
        cancel: Cancel,
        tell: Callable[[Progress], None],
        progress: Progress,
    ) -> None:
        self._app = app
        self._session = session
        self._request = request
        self._asking = asking
        self._cancel = cancel
        self._tell = tell
        self._progress = progress

    def look(self) -> Progress:
        """Find out whose key it is and what stands in the way. Raises IamtuiError."""
        from iamtui.rotation.lock import user_locked
        from iamtui.rotation.opening import acting
        from iamtui.rotation.running import found

        read_caller(self._app, self._session, self._cancel)
        around = surroundings(self._app, self._session, self._asking, self._cancel)
        talk = self._talk()
        if around.given is not None:
            self._noted(_IN_MEMORY)
        try:
            who = acting(around, self._request.user, self._progress.rotation)
            with user_locked(around.folder, who.caller.account, who.user):
                now = found(around, who, asked(self._app, self._request, back=False), talk)
        except Cancelled:
            return replace(self._progress, stage=Stage.PAUSED)
        self._set(rotation=now.rotation, seen=now.seen, resumed=now.resumed)
        return replace(self._with_consumers(), stage=Stage.READY)

    def run(self, wish: Wish) -> Progress:
        """Run it as far as `wish` says. Raises IamtuiError; another run goes on from there."""
        try:
            outcome = self._run(wish)
        except Cancelled:
            return replace(self._progress, stage=Stage.PAUSED, wait=None)
        self._set(rotation=outcome.rotation, outcome=outcome, wait=None)
        return replace(self._with_consumers(), stage=Stage.ENDED)

    def _run(self, wish: Wish) -> Outcome:
        from iamtui.rotation.lock import user_locked
        from iamtui.rotation.opening import acting
        from iamtui.rotation.running import prepare

        known = self._progress.rotation
        if known is not None and not wish.granted:
            self._take_leave(known, wish)
        around = surroundings(self._app, self._session, self._asking, self._cancel)
        who = acting(around, self._request.user, known)
        with user_locked(around.folder, who.caller.account, who.user):
            how = asked(self._app, self._request, back=wish.back)
            driver, rotation = prepare(around, who, how, self._talk(), self._contact())
            until = frozenset[Phase]() if rotation.back else wish.until
            outcome = driver.run(rotation, wish.pace, until=until)
            self._look_at_end(driver, outcome)
            return outcome

    def _take_leave(self, known: Rotation, wish: Wish) -> None:
        approval = wish.given.approval
        plan = (
            approval.plan
            if approval is not None
            else plan_of(self._app, self._session, known, wish.until, back=wish.back)
        )
        take_leave(self._app, self._session, plan, wish.given, self._asking, self._cancel)

    def lift(self, wish: Wish) -> Progress:
        """End the denial of older sessions after a leak. Raises IamtuiError."""
        from iamtui.rotation.lifting import lift, lifted
        from iamtui.rotation.opening import acting

        known = self._progress.rotation
        if known is None:
            return self._progress
        try:
            self._take_leave(known, wish)
            around = surroundings(self._app, self._session, self._asking, self._cancel)
            lift(around, acting(around, self._request.user, known), known)
        except Cancelled:
            return replace(self._progress, stage=Stage.PAUSED)
        self._set(rotation=lifted(known))
        return replace(self._progress, stage=Stage.ENDED)

    def _look_at_end(self, driver: Driver, outcome: Outcome) -> None:
        """See the keys as the last step left them; without an answer they stay as they were."""
        self._set(rotation=outcome.rotation)
        with contextlib.suppress(IamtuiError):
            self._set(seen=driver.look(outcome.rotation))

    def _contact(self) -> Contact:
        return Contact(
            told=self._told,
            answer=self._asking.answer,
            keep_trying=self._asking.keep_trying,
            waits=self._waits,
            checked=self._checked,
            looked=self._looked,
        )

    def _talk(self) -> Talk:
        from iamtui.rotation.beginning import Talk

        return Talk(note=self._noted, confirm=self._taken_for_granted)

    def _noted(self, sentence: str) -> None:
        if sentence not in self._progress.notes:
            self._set(notes=(*self._progress.notes, sentence))

    def _taken_for_granted(self, question: str) -> bool:
        """The question is among the notes of the preflight: who goes on has answered it."""
        self._noted(question)
        return True

    def _told(self, rotation: Rotation) -> None:
        self._set(rotation=rotation, wait=None, passes=0)
        self._tell(self._with_consumers())
        if rotation.phase not in _UNDER_WAY:
            self._cancel.check()

    def _waits(self, wait: Wait) -> None:
        self._set(wait=wait)
        self._tell(self._progress)

    def _checked(self, verification: Verification) -> None:
        self._set(passes=verification.passes)
        self._tell(self._progress)

    def _looked(self, seen: Seen) -> None:
        self._set(seen=seen)
        self._tell(self._progress)

    def _with_consumers(self) -> Progress:
        rotation = self._progress.rotation
        if rotation is not None:
            found = consumers(rotation.old_key_id, rotation.new_key_id, Path.home(), os.environ)
            self._set(consumers=(*self._in_memory(rotation), *found))
        return self._progress

    def _in_memory(self, rotation: Rotation) -> Iterator[Consumer]:
        """The open profile, where its key is nowhere but in memory."""
        given = self._session.given
        used = given.in_use() if given is not None else frozenset[str]()
        for key_id, use in ((rotation.old_key_id, Use.OLD), (rotation.new_key_id, Use.NEW)):
            if given is not None and key_id in used:
                yield Consumer(f"profile {given.name}, in memory", use)

    def _set(self, **changes: object) -> None:
        self._progress = replace(self._progress, **changes)  # type: ignore[arg-type]
