"""A second person approves a plan: their own kept profile, and a fresh code of their own device.

STS is the judge: GetSessionToken, signed with the second person's key, takes no code but that of
their device (STS API Reference). The session that it gives is thrown away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from iamtui.aws.backend import Backend
from iamtui.aws.errors import NoConnection
from iamtui.errors import RefusedError
from iamtui.execution.approval import Approval
from iamtui.execution.guard import Guard, Situation
from iamtui.execution.mfa import SeedOf
from iamtui.execution.plan import Plan
from iamtui.execution.rules import Rules
from iamtui.vault.ledger import Ledger
from iamtui.vault.totp import typed_code

# The shortest that STS gives; nothing is done with it.
SESSION = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Second:
    """The second person: the backend of their profile, their MFA device, and who the profile is
    pinned to be."""

    backend: Backend
    serial: str
    pins: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True)
class Approving:
    """Takes approvals for plans of one open profile."""

    guard: Guard
    seed_of: SeedOf
    ledger: Ledger
    clock: Callable[[], float] = time.time

    def approve(
        self, plan: Plan, situation: Situation, second: Second, typed: str, now: datetime
    ) -> Approval:
        """The leave of `second` for `plan`, after STS took the code that they `typed`. Blocks.

        Raises RefusedError where they are not a second person or their codes prove nothing,
        TypedCodeInvalid, CodeAlreadyUsed, WrongCode and what the calls give.
        """
        if self.seed_of(second.serial) is not None:
            raise RefusedError(
                f"The seed of {second.serial} lies in this vault, so that its codes are made here "
                "and do not show that anybody is present.",
                "Remove that seed from the vault, or let somebody else approve.",
            )
        approver = second.backend.identity()
        second.pins.check_pins(approver)
        self.guard.check_second(plan, situation, approver, second.serial)
        self._spend(second, typed)
        return self.guard.approve(plan, situation, approver, second.serial, now)

    def _spend(self, second: Second, typed: str) -> None:
        code = typed_code(typed)
        offset = second.backend.clock_offset
        moment = self.clock() + (offset.total_seconds() if offset else 0.0)
        claim = self.ledger.claim_typed(second.serial, code, moment)
        try:
            second.backend.start_mfa_session(second.serial, code, SESSION)
        except NoConnection:
            self.ledger.release(claim)
            raise
        second.backend.drop_mfa_session()
