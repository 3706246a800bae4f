"""Two consecutive codes of one device, as EnableMFADevice and ResyncMFADevice take them.

Both are claimed in the ledger before they are sent, so that no session is started with either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from iamtui.aws.cancel import Cancel
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed
from iamtui.vault.ledger import Claim, Ledger
from iamtui.vault.totp import STEP, code_at, seconds_to_wait


@dataclass(frozen=True, slots=True)
class Pair:
    """Two consecutive codes, and the right to send them once."""

    first: Secret
    second: Secret
    claims: tuple[Claim, ...]

    @property
    def parameters(self) -> Mapping[str, Secret]:
        """The parameters of the call."""
        return {"AuthenticationCode1": self.first, "AuthenticationCode2": self.second}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of codes of any device. `clock` gives AWS's time in seconds since 1970; `waiting` is
    told the seconds left, once a second, while the next code is waited for."""

    ledger: Ledger
    clock: Callable[[], float]
    waiting: Callable[[float], None] = lambda _seconds: None
    cancel: Cancel = field(default_factory=Cancel)

    def from_seed(self, serial: str, seed: Secret) -> Pair:
        """The codes of the step before and of this one, which a phone would have shown too; later
        ones where one of them was used. Blocks; raises VaultError and `Cancelled`."""
        self._wait(seconds_to_wait(self.clock()))
        while True:
            now = self.clock()
            codes = code_at(seed, now - STEP), code_at(seed, now)
            claims: list[Claim] = []
            try:
                for code in codes:
                    claims.append(self.ledger.claim(serial, code))  # noqa: PERF401 - kept if one fails
            except CodeAlreadyUsed as used:
                self._release(claims)
                self._wait(used.seconds)
            else:
                return Pair(codes[0].text, codes[1].text, tuple(claims))

    def from_person(self, serial: str, first: Secret, second: Secret) -> Pair:
        """The codes that were typed. Raises CodeAlreadyUsed, and claims neither then."""
        now = self.clock()
        claims = [self.ledger.claim_typed(serial, first, now)]
        try:
            claims.append(self.ledger.claim_typed(serial, second, now))
        except CodeAlreadyUsed:
            self._release(claims)
            raise
        return Pair(first, second, tuple(claims))

    def give_back(self, pair: Pair) -> None:
        """Free codes whose request certainly never reached AWS."""
        self._release(list(pair.claims))

    def _release(self, claims: list[Claim]) -> None:
        for claim in claims:
            self.ledger.release(claim)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.waiting(left)
            self.cancel.wait(min(left, 1.0))
