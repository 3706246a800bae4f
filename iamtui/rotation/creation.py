"""The one step that cannot be repeated: a key is created, and its secret saved before all else."""

from __future__ import annotations

import contextlib

from iamtui.aws.errors import LimitReached
from iamtui.errors import AnswerIsNo, IamtuiError, OutcomeUnknown
from iamtui.execution.journal import JournalUnusable
from iamtui.rotation.contact import Contact
from iamtui.rotation.port import Clock, KeyService, Log, Wallet
from iamtui.rotation.states import Rotation
from iamtui.rotation.transitions import adopted, created, undone, unsent
from iamtui.vault.errors import ReadBackMismatch
from iamtui.vault.items import AccessKeyPair

# A write that may be repeated is, when its answer was lost; not for ever.
MOST_REPEATS = 5
REPEAT_AFTER = 1.0
MOST_SENDS = 3
SAVE_ATTEMPTS = 3


class TwoKeys(AnswerIsNo):
    """Somebody else's key took the second place, which the new one needs."""

    def __init__(self, user: str) -> None:
        super().__init__(
            f"{user} has two access keys by now, and AWS allows no third, so none was created.",
            "Find out whether somebody else rotates this user's key, or delete the one that "
            "nothing uses; then run this again.",
        )


class Creation:
    """Creates the key of a rotation that was noted as CREATING."""

    def __init__(
        self, aws: KeyService, wallet: Wallet, log: Log, clock: Clock, contact: Contact
    ) -> None:
        self._aws = aws
        self._wallet = wallet
        self._log = log
        self._clock = clock
        self._contact = contact
        self._unanswered = 0

    def create(self, rotation: Rotation) -> Rotation:
        """Send the request once; gives the rotation with its key saved, or as it was where the
        answer was lost.

        Raises IamtuiError where no key was created, or none is left: its secret could not be saved.
        """
        try:
            key = self._aws.create()
        except (OutcomeUnknown, LimitReached) as error:
            if isinstance(error, LimitReached) and rotation.sends == 1:
                self._note(unsent(rotation, self._clock.now()))
                raise TwoKeys(rotation.user) from None
            # There may be a key, or (at the limit) there is one, which is not shown yet.
            self._unanswered += 1
            if self._unanswered >= MOST_SENDS:
                raise
            return rotation
        except IamtuiError:
            self._note(unsent(rotation, self._clock.now()))
            raise
        return self._keep(created(rotation, key.access_key_id), key)

    def _keep(self, rotation: Rotation, key: AccessKeyPair) -> Rotation:
        """Save the secret, which is nowhere else; the key is deleted where that cannot be done."""
        unwritten = self._try_to_note(rotation)
        attempts = 0
        while (error := self._save(key)) is not None:
            attempts += 1
            if attempts >= SAVE_ATTEMPTS and not self._contact.keep_trying(error):
                self._give_up(rotation, key)
                raise error
        if unwritten is not None:
            # The key is safe and will be taken up by the next run; this one goes no further.
            raise unwritten
        return self._note(adopted(rotation, key.access_key_id, self._clock.now()))

    def _save(self, key: AccessKeyPair) -> IamtuiError | None:
        try:
            self._wallet.save(key)
            if self._wallet.read(key.access_key_id) != key:
                return ReadBackMismatch("this machine", f"the access key {key.access_key_id}")
        except IamtuiError as error:
            return error
        return None

    def _give_up(self, rotation: Rotation, key: AccessKeyPair) -> None:
        """Delete a key whose secret cannot be saved, while that is certain and nobody uses it."""
        if not self._delete(key.access_key_id):
            return
        with contextlib.suppress(IamtuiError):
            self._wallet.forget(key.access_key_id)
        self._try_to_note(undone(rotation, self._clock.now()))

    def _delete(self, key_id: str) -> bool:
        """Whether it is gone; where it is not, its id is in the journal for the next run."""
        for _attempt in range(MOST_REPEATS):
            try:
                self._aws.delete(key_id)
            except OutcomeUnknown:
                self._clock.wait(REPEAT_AFTER)
            except IamtuiError:
                return False
            else:
                return True
        return False

    def _note(self, rotation: Rotation) -> Rotation:
        self._log.write(rotation)
        self._contact.told(rotation)
        return rotation

    def _try_to_note(self, rotation: Rotation) -> JournalUnusable | None:
        try:
            self._log.write(rotation)
        except JournalUnusable as error:
            return error
        return None
