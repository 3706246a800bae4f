"""A row of a queue at AWS: the user's keys are looked at anew, then the rotation is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from iamtui.account.model import KeyStatus
from iamtui.rotation.beginning import Talk
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Outcome
from iamtui.rotation.journal import of_user, unfinished
from iamtui.rotation.lock import user_locked
from iamtui.rotation.opening import Acting, Surroundings
from iamtui.rotation.preflight import CannotRotate
from iamtui.rotation.queue import Choice, Row, Step
from iamtui.rotation.running import Asked, prepare
from iamtui.rotation.states import Pace, Phase


@dataclass(frozen=True, slots=True)
class Rows:
    """Runs rows with what `around` gives, called for by `caller`; `contact` is nobody who could be
    asked about a single key, and `note` hears what the preflights say. A row goes no further than
    a phase of `until`."""

    around: Surroundings
    caller: Acting
    choice: Choice
    form: str
    profile: str
    endpoint_url: str
    pace: Pace
    contact: Contact
    note: Callable[[str], None]
    until: frozenset[Phase] = frozenset()

    def __call__(self, row: Row) -> Outcome:
        """Run the rotation of a row as far as it goes by now. Raises IamtuiError."""
        who = self._who(row)
        folder = self.around.folder
        with user_locked(folder, who.caller.account, who.user):
            kept = of_user(unfinished(folder), who.caller.account, who.user)
            if kept is None:
                self._check(who, row)
            deliver = "" if who.is_own else row.deliver
            asked = Asked(
                profile=self.profile,
                endpoint_url=self.endpoint_url,
                deliver=deliver,
                form=self.form if deliver else "",
            )
            talk = Talk(self.note, lambda _question: False)
            driver, rotation = prepare(self.around, who, asked, talk, self.contact)
            return driver.run(rotation, self.pace, until=self.until)

    def _who(self, row: Row) -> Acting:
        own = self.caller.caller.user_name
        if own is not None and own.lower() == row.user.lower():
            return self.caller
        return replace(self.caller, user=row.user, is_own=False, key_id="")

    def _check(self, who: Acting, row: Row) -> None:
        """A plan is made from a report that may be hours old: what it says is looked at again."""
        if row.step is Step.GO_ON:
            raise CannotRotate(f"The rotation of {row.user} has ended meanwhile.")
        keys = who.backend.key_calls(row.user).keys()
        now = datetime.now(UTC) + (who.backend.clock_offset or timedelta(0))
        active = [key for key in keys if key.status is KeyStatus.ACTIVE and key.created is not None]
        limit = self.choice.older_than
        if not any(key.created is not None and now - key.created > limit for key in active):
            raise CannotRotate(
                f"{row.user} has no active key older than {limit.days} days any more.",
                "Nothing was changed.",
            )
