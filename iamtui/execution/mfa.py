"""The broker of MFA codes: one code starts one session, once, whichever process asks.

How a code is made or checked, waited for and claimed is said in `aws.mfa_codes`; here it starts
the session of a backend, and is given back only where the request certainly never reached STS.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from iamtui.aws.backend import Backend, Cancel, MfaSession
from iamtui.aws.errors import NoConnection
from iamtui.aws.mfa_codes import MfaCodes, spend
from iamtui.errors import RefusedError
from iamtui.secret import Secret
from iamtui.vault.ledger import Ledger

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
        self.seed_of = seed_of
        self._ledger = ledger
        self._clock = clock

    def has_seed(self, serial: str) -> bool:
        """Whether codes of the device can be made here. Raises VaultError; blocks."""
        return self.seed_of(serial) is not None

    def start_typed(self, serial: str, typed: str) -> MfaSession:
        """Start a session with a typed code.

        Raises TypedCodeInvalid, CodeAlreadyUsed, WrongCode and what else the call gives.
        """
        codes = MfaCodes(self.seed_of, self._ledger, clock=self._clock)
        taken = codes.from_person(serial, typed, self._backend.clock_offset)
        try:
            return self._start(serial, taken.code)
        except NoConnection:
            codes.give_back(taken)
            raise

    def start_from_seed(
        self, serial: str, cancel: Cancel, waiting: Callable[[float], None] = lambda _s: None
    ) -> MfaSession:
        """Start a session with a code of the stored seed, waiting for the next one where needed:
        also where AWS does not take the first, which may have been used on another machine.

        `waiting` is told the seconds left, once a second. Raises Cancelled, RefusedError where no
        seed is stored, VaultError and what the call gives.
        """
        if self.seed_of(serial) is None:
            raise RefusedError(
                f"The vault holds no seed of {serial}, so no code can be made.",
                "Make the plan again and type a code.",
            )
        codes = MfaCodes(
            self.seed_of, self._ledger, clock=self._clock, waiting=waiting, cancel=cancel
        )
        return spend(
            codes, serial, self._backend.clock_offset, lambda code: self._start(serial, code)
        )

    def _start(self, serial: str, code: Secret) -> MfaSession:
        return self._backend.start_mfa_session(serial, code, SESSION_LENGTH)
