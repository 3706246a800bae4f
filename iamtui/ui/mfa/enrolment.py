"""Enrolling a virtual MFA device: make it, show its seed, assign it by two codes.

The device that the first step makes is of no use without the second. Whoever leaves in between,
or cannot go on, has it deleted again; where that fails it is said, and the list of MFA devices
shows it as nobody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.operation import reduce
from iamtui.aws.cancel import Cancel
from iamtui.changes.mfa import DeleteDevices, DiscardDevice, EnrolDevice
from iamtui.errors import IamtuiError, OutcomeUnknown
from iamtui.execution.plan import make_plan
from iamtui.execution.runner import Outcome, Runner
from iamtui.secret import Secret
from iamtui.ui.mfa import words as mfa_words
from iamtui.ui.mfa.kept_seeds import forget_seeds, store_seed
from iamtui.ui.mfa.pair_talk import PairTalk
from iamtui.ui.mfa.profiles import offer_device
from iamtui.ui.mfa.qr import QrCode, qr_codes
from iamtui.ui.mfa.two_codes import Wanted
from iamtui.ui.sessions.session import account_name
from iamtui.ui.storage.keyring_help import with_keyring_help

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.plans.screen import PlanScreen
    from iamtui.ui.sessions.session import Session

_DEVICES = frozenset({Aspect.MFA_DEVICES})


class Enrolment:
    """The `Conversation` of an `EnrolDevice`."""

    def __init__(self, app: IamtuiApp, session: Session, screen: PlanScreen) -> None:
        self._app = app
        self._session = session
        self._change = cast(EnrolDevice, screen.plan.change)
        self._serial = self._change.serial(session.account)
        self._talk = PairTalk(app, session, screen, self._serial, self._change.user)
        self._seed: Secret | None = None
        self._codes: tuple[QrCode, ...] = ()
        self._is_kept = self._is_seedless = False

    # In the thread of the run

    def send(self, call: Call) -> None:
        """See `Conversation.send`. The seed stays here from the first step to the second."""
        if call.operation == "CreateVirtualMFADevice":
            self._make(call)
        else:
            self._talk.send_typed(call, self._wanted(), self._keep)

    def _make(self, call: Call) -> None:
        try:
            answer = self._session.backend.send_with(call, {})
        except OutcomeUnknown:
            if not self._is_there():
                raise
            self._is_seedless = True
        except IamtuiError as error:
            raise mfa_words.told(error, self._change.user, self._change.device) from None
        else:
            self._seed = answer["Base32StringSeed"]
            name = account_name(self._session.account)
            self._codes = qr_codes(self._change.device, name, self._seed)
            return
        raise IamtuiError(
            f"AWS made the device {self._change.device}, but the answer with its seed was lost.",
            "Nobody can use it: delete it, then enrol it again.",
        )

    def _is_there(self) -> bool:
        """Whether AWS shows the device; the account then shows it too."""
        backend, session = self._session.backend, self._session
        try:
            patch = backend.fetch(Entity(EntityKind.MFA_DEVICE, self._serial), _DEVICES, Cancel())
        except IamtuiError:
            return False
        is_there = self._serial in patch(session.account).mfa_devices
        if is_there:
            self._app.jobs.tell(session.generation, lambda: self._app.apply(patch))
        return is_there

    def _wanted(self) -> Wanted:
        return Wanted(
            title=f"Enrol {self._change.device} for {self._change.user}",
            leaving=mfa_words.LEAVE,
            now=self._talk.now,
            clock=mfa_words.clock_words(self._session.backend.clock_offset),
            seed=self._seed,
            codes=self._codes,
        )

    # In the event loop

    def _keep(self) -> None:
        """Store the seed; only then codes are made of it."""
        app, seed = self._app, self._seed
        if seed is None:
            return

        def stored(_none: None) -> None:
            self._is_kept = True
            self._talk.make_from(seed)

        failed = with_keyring_help(app, self._keep, left=self._talk.problem)
        app.submit(lambda: store_seed(app, self._serial, seed), stored, failed)

    def ended(self, outcome: Outcome) -> None:
        """See `Conversation.ended`."""
        self._talk.close()
        self._seed, self._codes = None, ()
        app, change = self._app, self._change
        if outcome.result == "done":
            kept = " Its codes are made here (C shows one)." if self._is_kept else ""
            app.say(f"{change.device} is an MFA device of {change.user} now.{kept}")
            offer_device(app, self._session, change.user, self._serial)
        if self._is_seedless:
            app.propose(DeleteDevices((self._serial,)))
        elif outcome.done and outcome.left and not outcome.unknown:
            self._discard()
        elif outcome.done:
            owner = Entity(EntityKind.USER, change.user)
            app.fetch(Read(owner, _DEVICES), again=True)

    def _discard(self) -> None:
        """Delete what the first step made."""
        app, session, serial = self._app, self._session, self._serial

        def work() -> Outcome:
            plan = make_plan(session.account, DiscardDevice((serial,)), app.now())
            grant = session.guard.grant(plan, session.situation(app.now()))
            target = session.target.name
            runner = Runner(session.backend, session.guard, session.journal, target, app.now)
            outcome = runner.run(grant, Cancel())
            if outcome.result == "done" and self._is_kept:
                forget_seeds(app, (serial,))
            return outcome

        def discarded(outcome: Outcome) -> None:
            for step in outcome.done:
                app.apply(lambda account, step=step: reduce(account, step.call))  # type: ignore[misc]
            if outcome.result == "done":
                app.say(f"{self._change.device} was deleted again; nothing is left of it.")
            else:
                failed(outcome.error or IamtuiError("It was stopped."))

        def failed(error: IamtuiError) -> None:
            app.fail(
                IamtuiError(
                    f"The half-made device {self._change.device} could not be deleted again. "
                    f"{error}",
                    "It is among the MFA devices (6), as nobody's: D deletes it there.",
                )
            )

        app.submit(work, discarded, failed)
