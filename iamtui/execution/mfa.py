"""The broker of MFA codes: one code starts one session, once, whichever process asks.

A code comes from the seed in the vault or is typed. It is claimed in the ledger before it is sent,
and given back only where the request certainly never reached STS.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from iamtui.aws.backend import Backend, Cancel, MfaSession
from iamtui.aws.errors import NoConnection
from iamtui.errors import RefusedError
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed
from iamtui.vault.ledger import Claim, Ledger
from iamtui.vault.totp import code_at, seconds_to_wait, typed_code

# AWS's own default for GetSessionToken.
SESSION_LENGTH = timedelta(hours=12)

SeedOf = Callable[[str], Secret | None]
"""The stored seed of an MFA device by its serial number, None where none is stored."""


class MfaBroker:
    """Starts and renews the MFA session of one backend."""

    def __init__(
        self,
        backend: Backend,
        seed_of: SeedOf,
        ledger: Ledger,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._backend = backend
        self._seed_of = seed_of
        self._ledger = ledger
        self._clock = clock

    def has_seed(self, serial: str) -> bool:
        """Whether codes of the device can be made here. Raises VaultError; blocks."""
        return self._seed_of(serial) is not None

    def start_typed(self, serial: str, typed: str) -> MfaSession:
        """Start a session with a typed code.

        Raises TypedCodeInvalid, CodeAlreadyUsed, WrongCode and what else the call gives.
        """
        code = typed_code(typed)
        claim = self._ledger.claim_typed(serial, code, self._now())
        return self._start(serial, code, claim)

    def start_from_seed(
        self, serial: str, cancel: Cancel, waiting: Callable[[float], None] = lambda _s: None
    ) -> MfaSession:
        """Start a session with a code of the stored seed, waiting for the next one where needed.

        `waiting` is told the seconds left, once a second. Raises Cancelled, RefusedError where no
        seed is stored, VaultError and what the call gives.
        """
        seed = self._seed_of(serial)
        if seed is None:
            raise RefusedError(
                f"The vault holds no seed of {serial}, so no code can be made.",
                "Make the plan again and type a code.",
            )
        self._wait(seconds_to_wait(self._now()), cancel, waiting)
        while True:
            code = code_at(seed, self._now())
            try:
                claim = self._ledger.claim(serial, code)
            except CodeAlreadyUsed as used:
                self._wait(used.seconds, cancel, waiting)
                continue
            return self._start(serial, code.text, claim)

    def _start(self, serial: str, code: Secret, claim: Claim) -> MfaSession:
        try:
            return self._backend.start_mfa_session(serial, code, SESSION_LENGTH)
        except NoConnection:
            self._ledger.release(claim)
            raise

    def _now(self) -> float:
        offset = self._backend.clock_offset
        return self._clock() + (offset.total_seconds() if offset else 0.0)

    @staticmethod
    def _wait(seconds: float, cancel: Cancel, waiting: Callable[[float], None]) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            waiting(left)
            cancel.wait(min(left, 1.0))
