"""The office with MFA devices whose codes are checked, at a clock that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from iamtui.account.call import Call
from iamtui.account.model import Account
from iamtui.aws.codes import from_code
from iamtui.aws.memory import MEMORY_SEED
from iamtui.secret import Secret
from iamtui.vault.totp import code_at
from tests.support.accounts import NOW, arn
from tests.support.app import ScriptedBackend
from tests.support.office import office

ANNS = arn("mfa", "ann")
CAROLS = arn("mfa", "carol")


def new_code(steps: int = 0, seed: Secret = MEMORY_SEED) -> str:
    """The code that a device shows at the tests' moment, or some steps away from it."""
    return code_at(seed, NOW.timestamp() + 30 * steps).text.reveal()


class DeviceBackend(ScriptedBackend):
    """Takes two codes that follow each other, of the seed that it gave out.

    `answers` are AWS's codes for the next calls with codes, in turn ("" takes them).
    """

    def __init__(self, account: Account | None = None, *answers: str) -> None:
        super().__init__(account or office())
        self.answers = list(answers)
        self.ahead = timedelta()
        self.begin_session(ANNS)

    @property
    def clock_offset(self) -> timedelta:
        """As far as the test says."""
        return self.ahead

    def send_with(self, call: Call, secrets: Mapping[str, Secret]) -> Mapping[str, Secret]:
        """As in memory, with the codes checked."""
        if secrets:
            code = self.answers.pop(0) if self.answers else ""
            first, second = (secrets[f"AuthenticationCode{n}"].reveal() for n in (1, 2))
            pairs = [(self._code(steps), self._code(steps + 1)) for steps in (-2, -1, 0, 1)]
            if (first, second) not in pairs:
                code = "InvalidAuthenticationCode"
            if code:
                raise from_code(code, "the call", call.operation)
        return super().send_with(call, secrets)

    def _code(self, steps: int) -> str:
        moment = (NOW + self.ahead).timestamp() + 30 * steps
        return code_at(MEMORY_SEED, moment).text.reveal()

    @property
    def operations(self) -> list[str]:
        """What was sent."""
        return [call.operation for call in self.sent]
