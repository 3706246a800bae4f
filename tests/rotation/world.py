"""A world for rotations: an AWS in memory that lags and flaps, a keyring and files that fail, lost
requests and replies, and crashes between any two effects.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from iamtui.account.field import Field, Known
from iamtui.account.model import AccessKey, KeyStatus, LastUsed
from iamtui.aws.errors import LimitReached, NotFound, Throttled, TimedOut, outcome_unknown
from iamtui.errors import IamtuiError
from iamtui.execution.journal import JournalUnusable
from iamtui.rotation.states import Rotation
from iamtui.rotation.verification import Check
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringFailed
from iamtui.vault.items import AccessKeyPair

START = datetime(2026, 1, 1, tzinfo=UTC)
OLD = "AKIAOLD0000000000000"


class Crash(BaseException):
    """The process is gone; no handler of the product may see it as an error."""


class Broken(AssertionError):
    """A promise of the rotation was not kept."""


@dataclass(slots=True)
class Key:
    """A key at AWS: what is true now, and until when a server may still tell of before."""

    id: str
    created: datetime
    settles: datetime = START
    active: bool = True
    before: KeyStatus | None = None
    gone: bool = False
    asked: int = 0

    def change(self, settles: datetime, *, active: bool, gone: bool = False) -> None:
        """Become something else, which some servers tell only after `settles`."""
        self.before = self.status()
        self.active, self.gone, self.settles = active, gone, settles

    def status(self) -> KeyStatus | None:
        """What is true; None where it is gone."""
        if self.gone:
            return None
        return KeyStatus.ACTIVE if self.active else KeyStatus.INACTIVE


@dataclass(slots=True)
class Fate:
    """What goes wrong: at which effects the process dies, and how often a call fails.

    `crashes` are counted in steps from the last start of a process.
    """

    rng: random.Random
    crashes: list[int] = field(default_factory=list)
    faults: int = 0
    chance: float = 0.0
    lag: float = 0.0
    steps: int = 0

    def step(self) -> None:
        """A moment between two effects, at which a process may die."""
        self.steps += 1
        if self.crashes and self.steps > self.crashes[0]:
            self.crashes.pop(0)
            self.steps = 0
            raise Crash

    def strikes(self) -> bool:
        """Whether this call fails."""
        if self.faults <= 0 or self.rng.random() >= self.chance:
            return False
        self.faults -= 1
        return True


class World:
    """AWS, wallet, journal and clock of one user; implements every port of the driver."""

    def __init__(self, fate: Fate) -> None:
        self.fate = fate
        self.time = START
        self.keys: dict[str, Key] = {OLD: Key(OLD, START - timedelta(days=100))}
        self.items: dict[str, AccessKeyPair] = {OLD: AccessKeyPair(OLD, Secret("secret of " + OLD))}
        self.vault_uses = OLD
        self.file_uses = OLD
        self.signs_with = OLD
        self.lines: list[Rotation] = []
        self.made = 0
        self.denied: datetime | None = None

    def now(self) -> datetime:
        """The time."""
        return self.time

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)
        self.fate.step()

    def write(self, rotation: Rotation) -> None:
        """Keep a line, or fail as a full disk does."""
        self.fate.step()
        if self.fate.strikes():
            raise JournalUnusable(__file__, OSError("full"))  # type: ignore[arg-type]
        self.lines.append(rotation)
        self.check_promises()
        self.fate.step()

    def listed(self) -> tuple[AccessKey, ...]:
        """The keys, as one of the servers knows them."""
        self._read()
        return tuple(self._entries())

    def _entries(self) -> Iterator[AccessKey]:
        for key in self.keys.values():
            status = key.before if self._is_stale(key) else key.status()
            if status is not None:
                yield AccessKey(Known(key.id), status, key.created)

    def last_used(self, _key_id: str) -> Field[LastUsed | None]:
        """Never."""
        self._read()
        return Known(None)

    def create(self) -> AccessKeyPair:
        """A key, unless there are two."""
        self._send()
        if sum(not key.gone for key in self.keys.values()) >= 2:
            raise LimitReached("two keys")
        self.made += 1
        key_id = f"AKIANEW{self.made:013}"
        self.keys[key_id] = Key(key_id, self.time, settles=self._settles())
        self._reply()
        return AccessKeyPair(key_id, Secret("secret of " + key_id))

    def set_active(self, key_id: str, active: bool) -> None:
        """Set the status, which is seen late."""
        self._send()
        key = self._there(key_id)
        if key.active != active:
            key.change(self._settles(), active=active)
        self.check_promises()
        self._reply()

    def delete(self, key_id: str) -> None:
        """Delete; gone already is no error."""
        self._send()
        key = self.keys.get(key_id)
        if key is not None and not key.gone:
            key.change(self._settles(), active=False, gone=True)
        self.check_promises()
        self._reply()

    def deny_sessions(self, before: datetime) -> None:
        """Deny sessions that began before."""
        self._send()
        self.denied = before
        self._reply()

    def allow_sessions(self) -> None:
        """Deny none any more."""
        self._send()
        self.denied = None
        self._reply()

    def check(self, key: AccessKeyPair) -> Check:
        """One pass, at two servers."""
        self.fate.step()
        self.time += timedelta(seconds=0.2)
        if self.fate.strikes():
            return Check.NOT_YET
        found = self.keys.get(key.access_key_id)
        if found is None or key.secret != Secret("secret of " + found.id):
            return Check.WRONG if found else Check.NOT_YET
        known = all(self._knows(found) for _server in ("sts", "iam"))
        return Check.PASSED if known else Check.NOT_YET

    def sign_with(self, key: AccessKeyPair) -> None:
        """Sign with another key."""
        self.signs_with = key.access_key_id

    def ids(self) -> frozenset[str]:
        """The items."""
        return frozenset(self.items)

    def read(self, key_id: str) -> AccessKeyPair | None:
        """An item, or a keyring that fails."""
        if self.fate.strikes():
            raise KeyringFailed("The keyring died.")
        return self.items.get(key_id)

    def in_use(self) -> frozenset[str]:
        """What the vault's pointer and the file lead to."""
        return frozenset((self.vault_uses, self.file_uses))

    def save(self, key: AccessKeyPair) -> None:
        """Keep an item; a keyring may fail before or after that."""
        self._keyring()
        self.items[key.access_key_id] = key
        self._keyring()

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """The pointer first, then the file."""
        self._keyring()
        self.vault_uses = to.access_key_id
        self.check_promises()
        self._keyring()
        self.file_uses = to.access_key_id
        self.check_promises()
        self._keyring()
        assert from_id != to.access_key_id

    def forget(self, key_id: str) -> None:
        """Remove an item."""
        self._keyring()
        if key_id in self.in_use():
            raise Broken(f"{key_id} is in use and was to be forgotten")
        self.items.pop(key_id, None)
        self.check_promises()
        self.fate.step()

    def authenticates(self, key_id: str) -> bool:
        """Whether whoever has this key stored here can work now, whichever server he asks."""
        key = self.keys.get(key_id)
        return key_id in self.items and key is not None and key.active and self.time >= key.settles

    def check_signature(self) -> None:
        """Raises Broken where the key that signs calls does not work."""
        signing = self.keys[self.signs_with]
        if signing.gone or not signing.active:
            raise Broken(f"calls are signed with {self.signs_with}, which does not work")

    def check_promises(self) -> None:
        """What must hold at every moment."""
        if not any(self.authenticates(key_id) for key_id in self.items):
            raise Broken("no stored credential authenticates")
        for used in self.in_use():
            if not self.authenticates(used) and not self.keys[used].active:
                raise Broken(f"something here uses {used}, which does not work")

    def _keyring(self) -> None:
        self.fate.step()
        if self.fate.strikes():
            raise KeyringFailed("The keyring died.")

    def _read(self) -> None:
        self.fate.step()
        self.time += timedelta(seconds=0.1)
        if self.fate.strikes():
            raise TimedOut("No answer came.")

    def _send(self) -> None:
        """The request goes out, is lost, or is refused before anything is done."""
        self.fate.step()
        self.time += timedelta(seconds=0.1)
        self.check_signature()
        if self.fate.strikes():
            if self.fate.rng.random() < 0.3:
                raise Throttled("too many calls")
            raise outcome_unknown("a write", "no answer came")

    def _reply(self) -> None:
        """The answer comes back, or is lost."""
        self.fate.step()
        if self.fate.strikes():
            raise outcome_unknown("a write", "no answer came")

    def _there(self, key_id: str) -> Key:
        key = self.keys.get(key_id)
        if key is None or key.gone:
            raise NotFound("no such key")
        return key

    def _settles(self) -> datetime:
        return self.time + timedelta(seconds=self.fate.lag * self.fate.rng.random())

    def _is_stale(self, key: Key) -> bool:
        return self.time < key.settles and self.fate.rng.random() < 0.6

    def _knows(self, key: Key) -> bool:
        """An unsettled key flaps: of five servers in a row, one at least does not know it."""
        if self.time >= key.settles:
            return key.active
        key.asked += 1
        return key.asked % 5 != 0 and key.active and self.fate.rng.random() < 0.6


def yes(_question: object, _key_id: str) -> bool:
    """The answer of somebody who read the question."""
    return True


def give_up(_error: IamtuiError) -> bool:
    """Nobody is there to unlock anything."""
    return False


Answers = Callable[[object, str], bool]
