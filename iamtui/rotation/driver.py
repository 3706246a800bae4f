"""Does what the state machine says, step by step, and writes each down before and after it.

Whenever it is killed, a later run with the same journal goes on where it was.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from iamtui.account.field import NOT_ASKED
from iamtui.account.model import AccessKey, KeyStatus
from iamtui.aws.errors import LimitReached
from iamtui.errors import IamtuiError, OutcomeUnknown, RefusedError
from iamtui.rotation.actions import (
    Action,
    AllowSessions,
    Ask,
    Create,
    Deactivate,
    Delete,
    DenySessions,
    Finish,
    Forget,
    Question,
    Reactivate,
    Stop,
    Switch,
    Verify,
    Wait,
)
from iamtui.rotation.contact import Contact
from iamtui.rotation.creation import MOST_REPEATS, REPEAT_AFTER, Creation
from iamtui.rotation.machine import next_action, owes_denial
from iamtui.rotation.port import Clock, KeyService, Log, Wallet
from iamtui.rotation.record import Record, run_recorded
from iamtui.rotation.states import Leak, Pace, Phase, Rotation, Seen, SeenKey
from iamtui.rotation.transitions import after, before, leaked, spared, taken_back
from iamtui.rotation.verification import Verdict, Verification
from iamtui.vault.items import AccessKeyPair

_NEW_WORKS = (
    Phase.SWITCHED,
    Phase.DEACTIVATING,
    Phase.INACTIVE,
    Phase.DELETING,
    Phase.DELETED,
)
_OLD_WORKS = (Phase.RETURNABLE, Phase.UNDOING, Phase.UNDONE)


class Ended(enum.Enum):
    """How a run ended; what is left to do is in the journal."""

    OVER = "over"
    REACHED = "reached"
    WAITING = "waiting"
    STOPPED = "stopped"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rotation as it is now, and why the run ended. `until` is when to go on, where known."""

    rotation: Rotation
    ended: Ended
    why: str = ""
    next_step: str = ""
    until: datetime | None = None


class Driver:
    """Runs rotations of one user through the ports. Not for several threads at once."""

    def __init__(
        self,
        aws: KeyService,
        wallet: Wallet,
        log: Log,
        clock: Clock,
        contact: Contact,
        record: Record | None = None,
    ) -> None:
        self._aws = aws
        self._record = record
        self._wallet = wallet
        self._log = log
        self._clock = clock
        self._contact = contact
        self._quiet = 0
        self._repeats = 0
        self._creation = Creation(aws, wallet, log, clock, contact)

    def run(
        self,
        rotation: Rotation,
        pace: Pace,
        *,
        until: frozenset[Phase] = frozenset(),
        patience: timedelta = timedelta(0),
    ) -> Outcome:
        """Go on with `rotation` until it is over, is in a phase of `until`, or has to wait for
        longer than `patience`.

        Raises IamtuiError where a step failed; running it again goes on from there.
        """
        with run_recorded(self._record) as tell:
            outcome = self._run(rotation, pace, until, patience)
            tell(outcome.rotation, outcome.ended.value)
        return outcome

    def _run(
        self, rotation: Rotation, pace: Pace, until: frozenset[Phase], patience: timedelta
    ) -> Outcome:
        self._sign(rotation)
        while True:
            if rotation.phase in until and not owes_denial(rotation, self._clock.now(), pace):
                return Outcome(rotation, Ended.REACHED)
            seen = self.look(rotation)
            self._contact.looked(seen)
            now = self._clock.now()
            action = next_action(rotation, seen, now, pace)
            if isinstance(action, Ask):
                if not self._contact.answer(action.question, action.key_id):
                    question = action.question.value.format(key=action.key_id)
                    return Outcome(rotation, Ended.UNANSWERED, question)
                action = action.then
            match action:
                case Finish():
                    return Outcome(rotation, Ended.OVER)
                case Stop(what, next_step):
                    return Outcome(rotation, Ended.STOPPED, what, next_step)
                case Wait(moment, why) if moment - now > max(patience, pace.unseen):
                    return Outcome(rotation, Ended.WAITING, why, until=moment)
                case Wait(moment, _):
                    self._contact.waits(action)
                    self._clock.wait((moment - now).total_seconds())
                case _:
                    rotation = self._do(rotation, action)

    def look(self, rotation: Rotation) -> Seen:
        """What IAM and this machine show now of the keys of `rotation`."""
        listed = tuple(self._seen(key, rotation) for key in self._aws.listed())
        known = {*rotation.keys_before, rotation.new_key_id, rotation.old_key_id}
        self._quiet = self._quiet + 1 if all(key.id in known for key in listed) else 0
        ids = {key.id for key in listed} | known | self._wallet.ids()
        return Seen(
            keys=listed,
            saved=frozenset(i for i in ids if i and self._wallet.read(i) is not None),
            in_use=self._wallet.in_use(),
            quiet=self._quiet,
        )

    def take_back(self, rotation: Rotation) -> Rotation:
        """Note that `rotation` is to be taken back. Raises RefusedError where it cannot be."""
        return self._note(taken_back(rotation, self._clock.now()))

    def mark_leaked(self, rotation: Rotation) -> Rotation:
        """Note that the old key leaked. Raises RefusedError where it is on its way back."""
        return self._note(leaked(rotation, self._clock.now()))

    def _sign(self, rotation: Rotation) -> None:
        """Sign with the key that the rotation leaves, where it was seen to work before."""
        key_id = ""
        if rotation.leak is Leak.FIRST:
            # Another key than the rotation's signs, since the old one is inactive.
            return
        if rotation.phase in _NEW_WORKS:
            key_id = rotation.new_key_id
        elif rotation.phase in _OLD_WORKS:
            key_id = rotation.old_key_id
        key = self._wallet.read(key_id) if key_id else None
        if key is not None:
            self._aws.sign_with(key)

    def _seen(self, key: AccessKey, rotation: Rotation) -> SeenKey:
        key_id = str(key.id.otherwise(""))
        # Who may only know this once: of the old key while it is drained, of a stranger always.
        watched = rotation.phase in (Phase.SWITCHED, Phase.INACTIVE)
        drained = key_id == rotation.old_key_id and watched
        stranger = key_id not in (*rotation.keys_before, rotation.new_key_id)
        used = self._aws.last_used(key_id) if drained or stranger else NOT_ASKED
        return SeenKey(key_id, key.status is KeyStatus.ACTIVE, key.created, used)

    def _do(self, rotation: Rotation, action: Action) -> Rotation:
        """Do `action`, written down before and after; gives the rotation as it is then."""
        noted = before(rotation, action, self._clock.now())
        if noted != rotation:
            rotation = self._note(noted)
        if isinstance(action, Create):
            self._quiet = 0
            return self._creation.create(rotation)
        if isinstance(action, Verify):
            return self._verify(rotation, action)
        try:
            self._act(action)
        except (RefusedError, LimitReached) as refusal:
            return self._note(self._without(rotation, action, refusal))
        except OutcomeUnknown:
            # It may be repeated, and IAM is looked at before that.
            self._repeats += 1
            if self._repeats >= MOST_REPEATS:
                raise
            self._clock.wait(REPEAT_AFTER)
            return rotation
        self._repeats = 0
        return self._note(after(rotation, action, self._clock.now()))

    def _without(self, rotation: Rotation, action: Action, refusal: IamtuiError) -> Rotation:
        """What a refused action leaves; raises `refusal` where it cannot be done without."""
        if isinstance(action, AllowSessions) and rotation.spared:
            return after(rotation, action, self._clock.now())
        question = Question.SESSIONS_STAY
        if not isinstance(action, DenySessions):
            raise refusal
        if not self._contact.answer(question, rotation.old_key_id):
            raise refusal
        return spared(rotation)

    def _act(self, action: Action) -> None:
        match action:
            case Switch(from_id, to_id):
                key = self._read(to_id)
                self._wallet.switch(from_id, key)
                self._aws.sign_with(key)
            case Deactivate(key_id):
                self._aws.set_active(key_id, False)
            case DenySessions(moment):
                self._aws.deny_sessions(moment)
            case AllowSessions():
                self._aws.allow_sessions()
            case Reactivate(key_id):
                self._aws.set_active(key_id, True)
            case Delete(key_id):
                self._aws.delete(key_id)
            case Forget(key_id):
                self._wallet.forget(key_id)

    def _verify(self, rotation: Rotation, action: Verify) -> Rotation:
        key = self._read(action.key_id)
        verification = Verification(self._clock.now())
        while verification.verdict() is Verdict.OPEN:
            self._clock.wait(verification.pause().total_seconds())
            verification = verification.after(self._aws.check(key), self._clock.now())
            self._contact.checked(verification)
        if verification.verdict() is Verdict.VERIFIED:
            if action.key_id == rotation.old_key_id:
                self._aws.sign_with(key)
            return self._note(after(rotation, action, self._clock.now()))
        if verification.verdict() is Verdict.LATE:
            raise NotVerified(key.access_key_id, "AWS does not know it yet")
        # A leaked key is not activated again by itself.
        if action.key_id == rotation.new_key_id and rotation.leak is Leak.NO:
            return self._note(taken_back(rotation, self._clock.now()))
        raise NotVerified(key.access_key_id, "its secret does not fit")

    def _read(self, key_id: str) -> AccessKeyPair:
        key = self._wallet.read(key_id)
        if key is None:
            raise IamtuiError(
                f"The secret of {key_id} is not here any more.", "Run it again to look anew."
            )
        return key

    def _note(self, rotation: Rotation) -> Rotation:
        self._log.write(rotation)
        self._contact.told(rotation)
        return rotation


class NotVerified(IamtuiError):
    """A key could not be seen to work in time; nothing uses it yet."""

    def __init__(self, key_id: str, why: str) -> None:
        super().__init__(
            f"The access key {key_id} could not be verified: {why}. Nothing was switched.",
            "Run it again to go on, or take the rotation back with --back.",
        )
