"""The journal of all changes tells of a rotation too: begun, each call that changed something, and
how the last run of it ended. All runs of one rotation are one run there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from iamtui.account.field import Field
from iamtui.account.model import AccessKey, LastUsed
from iamtui.aws.cancel import Cancelled
from iamtui.errors import IamtuiError, OutcomeUnknown
from iamtui.execution.journal import Entry, Journal, JournalUnusable
from iamtui.rotation.journal import CHANGE
from iamtui.rotation.port import KeyService
from iamtui.rotation.states import Phase, Rotation
from iamtui.rotation.verification import Check
from iamtui.vault.items import AccessKeyPair

TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Record:
    """What is written of `rotation` into `journal`; `caller` is the ARN of who does it."""

    journal: Journal
    rotation: Rotation
    caller: str

    def begin(self) -> None:
        """Say what is to be done, unless an earlier run did. Raises JournalUnusable."""
        title = f"Rotate the access key {self.rotation.old_key_id} of {self.rotation.user}"
        entries = self.journal.entries()
        if not any(e.plan == self.rotation.id and e.event == "planned" for e in entries):
            self.journal.append(replace(self._entry("planned"), change=CHANGE, words=title))

    def sent(self, words: str, operation: str, parameters: Mapping[str, str]) -> None:
        """A call is about to be sent. Raises JournalUnusable: then it must not be."""
        self.begin()
        self.journal.append(self._about("sent", words, operation, parameters))

    def answered(
        self, event: str, words: str, operation: str, parameters: Mapping[str, str], error: str = ""
    ) -> None:
        """A call was `done`, has `failed`, or its outcome is `unknown`."""
        entry = self._about(event, words, operation, parameters)
        self._try(replace(entry, error=error))

    def ended(self, result: str) -> None:
        """A run of it is over."""
        own = [entry for entry in self.journal.entries() if entry.plan == self.rotation.id]
        # A run that only looked, and ended as the one before it, is no news.
        if own and (own[-1].event, own[-1].error) != ("ended", result):
            self._try(replace(self._entry("ended"), error=result))

    def _try(self, entry: Entry) -> None:
        # What was done stays done, and the rotation's own journal has it.
        with contextlib.suppress(JournalUnusable):
            self.journal.append(entry)

    def _about(
        self, event: str, words: str, operation: str, parameters: Mapping[str, str]
    ) -> Entry:
        entry = replace(self._entry(event), words=words, operation=operation)
        return replace(entry, parameters={"UserName": self.rotation.user, **parameters})

    def _entry(self, event: str) -> Entry:
        return Entry(
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            event=event,
            plan=self.rotation.id,
            account=self.rotation.account,
            caller=self.caller,
            profile=self.rotation.profile,
        )


class RecordedKeys:
    """A `KeyService` that writes down each call which changes something."""

    def __init__(self, keys: KeyService, record: Record) -> None:
        self._keys = keys
        self._record = record
        self._user = record.rotation.user

    def listed(self) -> tuple[AccessKey, ...]:
        """See `KeyService.listed`."""
        return self._keys.listed()

    def last_used(self, key_id: str) -> Field[LastUsed | None]:
        """See `KeyService.last_used`."""
        return self._keys.last_used(key_id)

    def create(self) -> AccessKeyPair:
        """See `KeyService.create`."""
        with self._written(f"Create an access key for {self._user}", "CreateAccessKey", {}):
            return self._keys.create()

    def set_active(self, key_id: str, active: bool) -> None:
        """See `KeyService.set_active`."""
        words = f"{'Activate' if active else 'Deactivate'} the access key {key_id} of {self._user}"
        changed = {"AccessKeyId": key_id, "Status": "Active" if active else "Inactive"}
        with self._written(words, "UpdateAccessKey", changed):
            self._keys.set_active(key_id, active)

    def delete(self, key_id: str) -> None:
        """See `KeyService.delete`."""
        words = f"Delete the access key {key_id} of {self._user}"
        with self._written(words, "DeleteAccessKey", {"AccessKeyId": key_id}):
            self._keys.delete(key_id)

    def deny_sessions(self, before: datetime) -> None:
        """See `KeyService.deny_sessions`."""
        words = f"Deny sessions of {self._user} that began before {before:%Y-%m-%d %H:%M:%S} UTC"
        with self._written(words, "PutUserPolicy", {}):
            self._keys.deny_sessions(before)

    def allow_sessions(self) -> None:
        """See `KeyService.allow_sessions`."""
        with self._written(f"Allow sessions of {self._user} again", "DeleteUserPolicy", {}):
            self._keys.allow_sessions()

    def check(self, key: AccessKeyPair) -> Check:
        """See `KeyService.check`."""
        return self._keys.check(key)

    def sign_with(self, key: AccessKeyPair) -> None:
        """See `KeyService.sign_with`."""
        self._keys.sign_with(key)

    @contextlib.contextmanager
    def _written(self, words: str, operation: str, parameters: Mapping[str, str]) -> Iterator[None]:
        self._record.sent(words, operation, parameters)
        try:
            yield
        except OutcomeUnknown as error:
            self._record.answered("unknown", words, operation, parameters, str(error))
            raise
        except IamtuiError as error:
            self._record.answered("failed", words, operation, parameters, str(error))
            raise
        self._record.answered("done", words, operation, parameters)


@contextlib.contextmanager
def run_recorded(record: Record | None) -> Iterator[Callable[[Rotation, str], None]]:
    """Write down how the run in the block ends: what it is told with, else how it broke off."""
    result = "interrupted"

    def told(rotation: Rotation, ended: str) -> None:
        nonlocal result
        over = {Phase.DONE: "done", Phase.ROLLED_BACK: TAKEN_BACK}
        result = over.get(rotation.phase, ended)

    try:
        yield told
    except Cancelled:
        result = "paused"
        raise
    except IamtuiError:
        result = "failed"
        raise
    finally:
        if record is not None:
            record.ended(result)
