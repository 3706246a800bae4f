"""The one MFA session of a run: started with a stored seed, or with a code that somebody types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from iamtui.account.model import Caller
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import WrongCode
from iamtui.aws.live import LiveBackend
from iamtui.errors import IamtuiError
from iamtui.execution.mfa import MfaBroker, SeedOf
from iamtui.vault.errors import CodeAlreadyUsed, TypedCodeInvalid
from iamtui.vault.ledger import Ledger

# A session that is taken over has to outlive what is done in it.
LEAST_LEFT = timedelta(minutes=2)

MOST_CODES = 3

CodeFor = Callable[[str, str], str]
"""Asks for a code of the device with that serial number; the second text says what was wrong with
the one before, "" at first. Raises RefusedError where nobody is there."""

_AGAIN = (CodeAlreadyUsed, TypedCodeInvalid, WrongCode)


def mfa_serial(backend: LiveBackend, caller: Caller) -> str:
    """The caller's MFA device that gives codes for the API; "" where there is none to be seen."""
    if caller.user_name is None:
        return ""
    if backend.target.mfa_serial:
        return backend.target.mfa_serial
    try:
        serials = backend.key_calls(caller.user_name).mfa_serials()
    except IamtuiError:
        return ""
    return serials[0] if serials else ""


class SessionStarter:
    """Starts a session with codes of the device `serial` on whatever backend it is given."""

    def __init__(self, serial: str, seed_of: SeedOf, code_for: CodeFor, cancel: Cancel) -> None:
        self._serial = serial
        self._seed_of = seed_of
        self._code_for = code_for
        self._cancel = cancel

    def __call__(self, backend: LiveBackend) -> None:
        """Start one. Raises IamtuiError, and Cancelled."""
        broker = MfaBroker(backend, self._seed_of, Ledger())
        if broker.has_seed(self._serial):
            broker.start_from_seed(self._serial, self._cancel)
        else:
            self._start_typed(broker)

    def _start_typed(self, broker: MfaBroker) -> None:
        """With a typed code; one that is wrong is asked for again, a few times."""
        why = ""
        for last in range(MOST_CODES - 1, -1, -1):
            try:
                broker.start_typed(self._serial, self._code_for(self._serial, why))
            except _AGAIN as error:
                if not last:
                    raise
                why = str(error)
            else:
                return


class SharedSession:
    """The session that a run and the open profile have in common, so that one code serves both."""

    def __init__(self, profile: LiveBackend, start: SessionStarter) -> None:
        self._profile = profile
        self._start = start

    def take_up(self, backend: LiveBackend) -> None:
        """Let `backend` sign with the profile's session, or start one for both."""
        session = self._profile.mfa_session
        lasts = session is not None and session.expires - datetime.now(UTC) > LEAST_LEFT
        if backend is self._profile and lasts:
            return
        if not (lasts and backend.share_mfa_session(self._profile)):
            self(backend)

    def __call__(self, backend: LiveBackend) -> None:
        """Start one for both. Raises IamtuiError, and Cancelled."""
        self._start(backend)
        if backend is not self._profile:
            self._profile.share_mfa_session(backend)
