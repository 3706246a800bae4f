"""What tests of execution share: a moment, a caller with a device, a guard, a runner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity
from iamtui.account.field import Field, Known
from iamtui.account.model import Account, Caller
from iamtui.aws.backend import Cancel, MfaSession, Patch
from iamtui.aws.errors import outcome_unknown
from iamtui.aws.memory import MemoryBackend
from iamtui.changes.change import Change
from iamtui.errors import IamtuiError
from iamtui.execution.guard import Grant, Guard, Situation
from iamtui.execution.journal import Journal
from iamtui.execution.plan import Plan, make_plan
from iamtui.execution.rules import Rules
from iamtui.execution.runner import Outcome, Runner
from tests.support.accounts import ACCOUNT_ID, NOW, arn

ANN = Caller(arn("user", "zoe"), "AIDA", ACCOUNT_ID)
DEVICE = arn("mfa", "ann")
SESSION = MfaSession(DEVICE, NOW, NOW + timedelta(hours=12))


def situation(**changes: Any) -> Situation:
    """Ann, with a device and a session that has just begun."""
    serials: Field[tuple[str, ...]] = Known((DEVICE,))
    return replace(Situation(Known(ANN), "acme", serials, SESSION, NOW), **changes)


class Faulty(MemoryBackend):
    """A backend that goes wrong when it is told to, always in an MFA session.

    `faults` maps the number of a call, from 1, to what it raises; `lost` those that are applied
    before that.
    """

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self.faults: dict[int, Exception] = {}
        self.lost: set[int] = set()
        self.sent: list[Call] = []
        self.session: MfaSession | None = SESSION
        self.denies_reading = False
        self.before_sending: Callable[[Call], None] = lambda _call: None

    @property
    def mfa_session(self) -> MfaSession | None:
        return self.session

    def send(self, call: Call) -> None:
        self.before_sending(call)
        self.sent.append(call)
        number = len(self.sent)
        if number in self.faults and number not in self.lost:
            raise self.faults[number]
        super().send(call)
        if number in self.faults:
            raise self.faults[number]

    def fetch(self, entity: Entity, aspects: frozenset[Aspect], cancel: Cancel) -> Patch:
        if self.denies_reading:
            raise IamtuiError("Reading is denied.")
        return super().fetch(entity, aspects, cancel)

    def now(self) -> Account:
        """The account as it is."""
        return self.load(lambda *_: None, Cancel())


LOST = outcome_unknown("something", "the connection broke")


@dataclass
class Acting:
    """Plans and runs on one backend, with one journal, at a moment that tests move."""

    backend: Faulty
    journal: Journal
    guard: Guard = field(default_factory=lambda: Guard(Rules()))
    moment: datetime = NOW

    @property
    def runner(self) -> Runner:
        """A runner for the profile "work"."""
        return Runner(self.backend, self.guard, self.journal, "work", lambda: self.moment)

    def plan(self, change: Change) -> Plan:
        """The plan of `change` on the account as it is."""
        return make_plan(self.backend.now(), change, self.moment)

    def grant(self, plan: Plan) -> Grant:
        """Leave for `plan`, its name typed."""
        typed = plan.change.typed_name()
        session = replace(SESSION, started=self.moment, expires=self.moment + timedelta(hours=12))
        return self.guard.grant(plan, situation(now=self.moment, session=session), typed)

    def run(self, change: Change, undoes: str = "", cancel: Cancel | None = None) -> Outcome:
        """Plan, grant and run `change`."""
        grant = self.grant(self.plan(change))
        return self.runner.run(grant, cancel or Cancel(), undoes=undoes)


def acting(account: Account, folder: Path) -> Acting:
    """Act on `account`, with the journal in `folder`."""
    return Acting(Faulty(account), Journal(folder / "journal.jsonl"))
