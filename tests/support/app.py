"""The whole app over an account in memory: fixed time, nothing on the network, nothing of the user.

A test of this needs the fixture `own_folders`, so that journal, ledger and profiles are its own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from iamtui import paths
from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity
from iamtui.account.model import Account
from iamtui.aws.backend import MfaSession, Patch, Progress, Report
from iamtui.aws.cancel import Cancel
from iamtui.aws.memory import IN_MEMORY, MemoryBackend
from iamtui.aws.target import Target
from iamtui.config import Settings
from iamtui.errors import IamtuiError
from iamtui.execution.guard import Guard
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import MfaBroker
from iamtui.execution.rules import rules_of
from iamtui.secret import Secret
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring, Start
from iamtui.ui.sessions.session import Session
from iamtui.vault.ledger import Ledger
from iamtui.vault.memory import MemoryStore
from iamtui.vault.totp import code_at
from tests.support.accounts import NOW, small_account

RIGHT_CODE = "123456"
SEED = Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
START = Start(mock="demo")


def fixed() -> datetime:
    """The moment that tests stand at."""
    return NOW


def right_code(_serial: str, code: str) -> bool:
    """Whether that is the code that devices show at the tests' moment."""
    return code in (RIGHT_CODE, code_at(SEED, NOW.timestamp()).text.reveal())


@dataclass
class Gates:
    """Events that a backend waits for before it answers; None: it answers at once."""

    load: threading.Event | None = None
    fetch: threading.Event | None = None
    send: threading.Event | None = None


@dataclass
class Faults:
    """What fails: loading (`load`), the n-th write counted from 1 (`send`); `before_load` is what
    is reported before it. A lost answer that was `applied` reaches the account all the same."""

    load: IamtuiError | None = None
    send: Mapping[int, IamtuiError] = field(default_factory=dict)
    applied: frozenset[int] = frozenset()


class ScriptedBackend(MemoryBackend):
    """An account in memory at a fixed time, that waits and fails as it is told to."""

    def __init__(
        self,
        account: Account,
        details: Account | None = None,
        *,
        clock: Callable[[], datetime] = fixed,
        takes_code: Callable[[str, str], bool] = right_code,
        target: Target = IN_MEMORY,
        gates: Gates | None = None,
        faults: Faults | None = None,
    ) -> None:
        super().__init__(account, details, takes_code=takes_code, target=target)
        self.clock = clock
        self.gates = gates or Gates()
        self.faults = faults or Faults()
        self.is_sending = False
        self.sent: list[Call] = []
        self.fetched: list[Entity] = []

    @property
    def mfa_session(self) -> MfaSession | None:
        """The session, until it ends by the clock of the test."""
        session = self._session
        return session if session is not None and self.clock() < session.expires else None

    def load(self, report: Report, cancel: Cancel) -> Account:
        """The account with its sources as they are."""
        _wait(self.gates.load)
        cancel.check()
        if self.faults.load is not None:
            raise self.faults.load
        for source in self._account.sources:
            report(self._account, Progress(source, 1, done=True))
        return self._account

    def fetch(self, entity: Entity, aspects: frozenset[Aspect], cancel: Cancel) -> Patch:
        """As in memory."""
        self.fetched.append(entity)
        _wait(self.gates.fetch)
        return super().fetch(entity, aspects, cancel)

    def send(self, call: Call) -> None:
        """As in memory, unless it is this one's turn to fail."""
        self.is_sending = True
        _wait(self.gates.send)
        self.sent.append(call)
        number = len(self.sent)
        if number not in self.faults.send or number in self.faults.applied:
            super().send(call)
        if number in self.faults.send:
            raise self.faults.send[number]

    def start_mfa_session(self, serial: str, code: Secret, duration: timedelta) -> MfaSession:
        """As in memory, but by the clock of the test."""
        super().start_mfa_session(serial, code, duration)
        now = self.clock()
        self._session = MfaSession(serial, now, now + duration)
        return self._session

    def begin_session(self, serial: str, ago: timedelta = timedelta()) -> None:
        """Have a session that was started `ago`."""
        started = self.clock() - ago
        self._session = MfaSession(serial, started, started + timedelta(hours=12))


def iamtui_app(
    account: Account | None = None,
    backend: ScriptedBackend | None = None,
    clock: Callable[[], datetime] = fixed,
    settings: Settings | None = None,
    *,
    start: Start | None = START,
    others: Mapping[Start, ScriptedBackend] | None = None,
    seed: Secret | None = None,
    read_only: bool = False,
    notices: tuple[str, ...] = (),
    keyring: Keyring | None = None,
) -> IamtuiApp:
    """The app on `account` (the small one), or on `backend`; `others` are what else can be opened.

    `seed` is the MFA seed that the vault holds.
    """
    settings = settings or Settings()
    first = backend or ScriptedBackend(account or small_account(), clock=clock)
    backends = {**(others or {}), **({start: first} if start is not None else {})}

    def open_session(wanted: Start, generation: int) -> Session:
        if wanted not in backends:
            raise IamtuiError(f"Nothing answers for {wanted.profile}.", "Choose another profile.")
        opened = backends[wanted]
        broker = MfaBroker(opened, lambda _device: seed, Ledger(), lambda: clock().timestamp())
        only_reading = read_only or opened.target.read_only
        return Session(
            generation=generation,
            target=replace(opened.target, read_only=only_reading),
            backend=opened,
            broker=broker,
            guard=Guard(rules_of(settings, opened.target.name, only_reading)),
            journal=Journal(paths.state_folder() / "journal.jsonl"),
            close=_nothing,
            notices=notices,
        )

    if keyring is None:
        keyring = Keyring()
        keyring.use(MemoryStore())
    return IamtuiApp(start, settings, open_session, keyring, clock=clock)


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders for configuration and state, and a home, that are this test's own; gives the home."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    # Durability is not what is looked at here, and it costs most of the time.
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    # Nobody reads the plans of tests; one test looks at the moment that people get for it.
    monkeypatch.setattr("iamtui.ui.plans.screen.READ_SECONDS", 0.001)
    return home


def _wait(gate: threading.Event | None) -> None:
    if gate is not None:
        gate.wait()


def _nothing() -> None:
    """There is nothing to end."""
