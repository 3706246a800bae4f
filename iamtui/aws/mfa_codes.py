"""MFA codes for sessions that are started here: each taken from its device once, by any process.

A code comes from the seed in the vault or is typed. It is claimed in the ledger before it is sent,
and given back only where the request certainly never reached STS.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeVar

from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import NoConnection, WrongCode
from iamtui.errors import RefusedError
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed, TypedCodeInvalid
from iamtui.vault.ledger import Claim, Ledger
from iamtui.vault.totp import code_at, seconds_to_wait, typed_code

MOST_TRIES = 3

T = TypeVar("T")


class MfaCodeNeeded(RefusedError):
    """A session needs a code of the device `serial`, and there is nobody to ask for it here.

    `why` says what was wrong with the code before, "" where none was given.
    """

    def __init__(self, serial: str, why: str = "") -> None:
        super().__init__(
            f"An MFA code of {serial} is needed, and it cannot be asked for here.",
            "Give the code in iamtui, or where there is a terminal.",
        )
        self.serial = serial
        self.why = why


class Ask(Protocol):
    """Asks a person for a code of the device `serial`; `why` says what was wrong with the last.

    Raises RefusedError where nobody can be asked.
    """

    def __call__(self, serial: str, why: str) -> str:
        """What was typed."""


def nobody(serial: str, why: str) -> str:
    """An `Ask` that has nobody to ask."""
    raise MfaCodeNeeded(serial, why)


@dataclass(frozen=True, slots=True)
class Taken:
    """A code that was claimed (by others where `claim` is None); `is_typed` says that a person may
    be asked for another."""

    code: Secret
    claim: Claim | None
    is_typed: bool


def worth_another(taken: Taken, tries_left: int) -> bool:
    """Whether another code is asked for after AWS refused `taken`.

    A typed one may be mistyped; one from a seed may have been used elsewhere, which the next one
    is not; and one that somebody handed over is all that there is.
    """
    if taken.claim is None:
        return False
    return tries_left > 0 if taken.is_typed else tries_left == MOST_TRIES - 1


class Codes(Protocol):
    """Where the codes for sessions come from."""

    def makes(self, serial: str) -> bool:
        """Whether codes of the device come from a stored seed."""

    def take(self, serial: str, offset: timedelta | None = None, why: str = "") -> Taken:
        """A code of the device; `offset` is how far AWS's clock is ahead of this one, `why` what
        was wrong with the code before. Raises RefusedError, VaultError, `Cancelled`."""

    def give_back(self, taken: Taken) -> None:
        """Free a code whose request certainly never reached STS."""


def spend(codes: Codes, serial: str, offset: timedelta | None, send: Callable[[Secret], T]) -> T:
    """What `send` gives for a code of the device; with another one where AWS refused the first and
    a further one may be right. Raises what `Codes.take` and `send` do."""
    why = ""
    for tries_left in reversed(range(MOST_TRIES)):
        taken = codes.take(serial, offset, why)
        try:
            return send(taken.code)
        except NoConnection:
            codes.give_back(taken)
            raise
        except WrongCode as wrong:
            if not worth_another(taken, tries_left):
                raise
            why = str(wrong)
    raise AssertionError  # the last try returned or raised


class GivenCode:
    """One code that somebody claimed already, to be used once."""

    def __init__(self, serial: str, code: Secret) -> None:
        self._serial = serial
        self._code: Secret | None = code

    def makes(self, serial: str) -> bool:
        """See `Codes`."""
        return False

    def take(self, serial: str, offset: timedelta | None = None, why: str = "") -> Taken:
        """See `Codes`; raises MfaCodeNeeded for another device, and a second time."""
        code, self._code = self._code, None
        if code is None or serial != self._serial:
            raise MfaCodeNeeded(serial)
        return Taken(code, None, is_typed=False)

    def give_back(self, taken: Taken) -> None:
        """See `Codes`: who claimed the code sees that it was not sent."""


@dataclass(frozen=True, slots=True)
class MfaCodes:
    """Codes of any device, from its seed or a person, each claimed before it is sent.

    `seed_of` gives the stored seed of a device or None; `waiting` is told the seconds left, once
    a second, while the next code is waited for.
    """

    seed_of: Callable[[str], Secret | None]
    ledger: Ledger
    ask: Ask = nobody
    clock: Callable[[], float] = time.time
    waiting: Callable[[float], None] = lambda _seconds: None
    cancel: Cancel = field(default_factory=Cancel)

    def makes(self, serial: str) -> bool:
        """See `Codes`."""
        return self.seed_of(serial) is not None

    def take(self, serial: str, offset: timedelta | None = None, why: str = "") -> Taken:
        """See `Codes`. Blocks."""
        seed = self.seed_of(serial)
        if seed is not None:
            return self.from_seed(serial, seed, offset)
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                return self.from_person(serial, self.ask(serial, why), offset)
            except (TypedCodeInvalid, CodeAlreadyUsed) as refusal:
                if not tries_left:
                    raise
                why = str(refusal)
        raise AssertionError  # the last try returned or raised

    def from_seed(self, serial: str, seed: Secret, offset: timedelta | None = None) -> Taken:
        """A code of `seed`, the next one where this one was used or is about to end. Blocks;
        raises VaultError and `Cancelled`."""
        self._wait(seconds_to_wait(self._now(offset)))
        while True:
            code = code_at(seed, self._now(offset))
            try:
                return Taken(code.text, self.ledger.claim(serial, code), is_typed=False)
            except CodeAlreadyUsed as used:
                self._wait(used.seconds)

    def from_person(self, serial: str, typed: str, offset: timedelta | None = None) -> Taken:
        """The code that was `typed`. Raises TypedCodeInvalid and CodeAlreadyUsed."""
        code = typed_code(typed)
        return Taken(code, self.ledger.claim_typed(serial, code, self._now(offset)), is_typed=True)

    def give_back(self, taken: Taken) -> None:
        """See `Codes`."""
        if taken.claim is not None:
            self.ledger.release(taken.claim)

    def _now(self, offset: timedelta | None) -> float:
        return self.clock() + (offset.total_seconds() if offset else 0.0)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.waiting(left)
            self.cancel.wait(min(left, 1.0))
