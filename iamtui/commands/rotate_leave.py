"""The Guard's leave for `iamtui rotate`: the same rules as on the screens, asked at a terminal.

What the configuration asks for is never left out. A name that only the built-in level asks for is
taken for typed where nobody is at a terminal, since the command line itself says what is meant.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime

from iamtui.account.field import Field, Known
from iamtui.aws.failures import unknown_because
from iamtui.changes.change import Change
from iamtui.changes.keys import DeleteKey
from iamtui.changes.rotation import RotateKey
from iamtui.commands.terminal_prompt import ask_line
from iamtui.errors import IamtuiError, RefusedError
from iamtui.execution.guard import Asks, Guard, Situation
from iamtui.execution.plan import Plan
from iamtui.rotation.mfa_session import SessionStarter, SharedSession
from iamtui.rotation.opening import Acting, Surroundings

_LOST = "a deleted access key cannot be made again"


@dataclass(frozen=True, slots=True)
class Leave:
    """Asks the Guard of the profile. `confirmed` is the name of the user that the command line
    gives, for all that is typed; with `yes` a name that only the built-in level asks for is taken
    for typed at a terminal too."""

    around: Surroundings
    who: Acting
    confirmed: str = ""
    yes: bool = False

    def to_rotate(self, what: str = "") -> None:
        """Leave for all steps but the deletion, and for the way back; `what` says what is done
        where that is more than one key. Raises as `_take`."""
        title = what or f"Rotate the access key of {self.who.user}"
        self._take(RotateKey(self.who.user, self.who.key_id), title)

    def to_delete(self, key_id: str, what: str = "") -> None:
        """Leave for the deletion of the old key. Raises as `_take`."""
        title = what or f"Delete the old access key {key_id} of {self.who.user}"
        self._take(DeleteKey(self.who.user, key_id), title, _LOST)

    def _take(self, change: Change, title: str, *lost: str) -> None:
        """Get the leave, with an MFA code where one is asked for; it is taken up at once.

        Raises RefusedError where something is missing or a second person is asked for, and what
        STS gives.
        """
        plan = Plan(change, self.who.caller.account, title, (), (), lost, (), _now())
        guard = Guard(self.around.rules)
        serials = self._serials(plan)
        asks = guard.asks(plan, self._situation(serials))
        if asks.second:
            raise RefusedError(
                f"A second person has to approve this: {title}. {asks.reasons[-1]}",
                "Open the profile in iamtui and rotate the key there: V on it.",
            )
        typed = self._typed(asks, plan) if asks.typed_name else ""
        if asks.mfa_serial:
            self._start_session(asks.mfa_serial)
        grant = guard.grant(plan, self._situation(serials), typed)
        guard.redeem(grant, _now())

    def _situation(self, serials: Field[tuple[str, ...]]) -> Situation:
        return Situation(
            caller=Known(self.who.caller),
            account_name=self.who.caller.account,
            mfa_serials=serials,
            session=self.around.backend.mfa_session,
            now=_now(),
        )

    def _serials(self, plan: Plan) -> Field[tuple[str, ...]]:
        """The caller's devices that give codes. Who may not list them is taken to have none, unless
        the configuration asks for more than the built-in level."""
        backend, user = self.who.backend, self.who.caller.user_name
        if user is None:
            device = self.around.backend.code_device
            return Known((device,) if device else ())
        if backend.target.mfa_serial:
            return Known((backend.target.mfa_serial,))
        try:
            return Known(tuple(backend.key_calls(user).mfa_serials()))
        except IamtuiError as error:
            if self.around.rules.why(plan):
                return unknown_because(error, "ListMFADevices")
            return Known(())

    def _typed(self, asks: Asks, plan: Plan) -> str:
        if self.confirmed:
            return asks.typed_name if self.confirmed == self.who.user else self.confirmed
        built_in = not self.around.rules.why(plan)
        at_terminal = sys.stdin.isatty() and sys.stderr.isatty()
        if built_in and (self.yes or not at_terminal):
            return asks.typed_name
        what = f"{plan.title}. {' '.join(asks.reasons)}"
        if not at_terminal:
            raise RefusedError(what, f"Say --confirm {self.who.user} where nobody can type it.")
        return ask_line(f"{what}\n{asks.typed_name}? ", f"The name {asks.typed_name} is needed")

    def _start_session(self, serial: str) -> None:
        around = self.around
        start = SessionStarter(serial, around.seed_of, around.code_for, around.cancel)
        SharedSession(around.backend, start)(self.who.backend)


def _now() -> datetime:
    return datetime.now(UTC)
