"""The one MFA session of a run: started with a stored seed, or with a code that somebody types."""

from __future__ import annotations

from collections.abc import Callable

from iamtui.account.model import Caller
from iamtui.aws.cancel import Cancel
from iamtui.aws.live import LiveBackend
from iamtui.errors import IamtuiError
from iamtui.execution.mfa import MfaBroker, SeedOf
from iamtui.vault.ledger import Ledger

CodeFor = Callable[[str], str]
"""Asks for a code of the device with that serial number. Raises RefusedError where nobody is."""


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
            broker.start_typed(self._serial, self._code_for(self._serial))
