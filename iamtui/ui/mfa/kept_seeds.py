"""MFA seeds that are kept here: found, stored for a new device, gone with a deleted one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.call import Call, text
from iamtui.errors import IamtuiError
from iamtui.execution.runner import Outcome
from iamtui.secret import Secret
from iamtui.ui.mfa.profiles import drop_device

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.plans.screen import PlanScreen
    from iamtui.ui.sessions.session import Session


def kept_seed(app: IamtuiApp, session: Session, serial: str) -> Secret | None:
    """The seed of the device, None where none is kept. Raises VaultError; blocks."""
    seed = session.broker.seed_of(serial)
    return seed if seed is not None else app.keyring.seed_of(serial)


def store_seed(app: IamtuiApp, serial: str, seed: Secret) -> None:
    """Store the seed of a device that was made just now, read it back and compare.

    One that is stored for the same ARN is that of a device that is gone. Raises VaultError; blocks.
    """
    app.keyring.vault().add_totp_seed(serial, seed, replace=True)


def forget_seeds(app: IamtuiApp, serials: tuple[str, ...]) -> int:
    """Delete the kept seeds of devices that are gone; gives how many there were.

    Raises VaultError; blocks.
    """
    kept = [serial for serial in serials if app.keyring.seed_of(serial) is not None]
    for serial in kept:
        app.keyring.vault().remove_totp_seed(serial)
    return len(kept)


class Forgetting:
    """The `Conversation` of a plan that takes devices away: what is kept for them here goes too."""

    def __init__(self, app: IamtuiApp, session: Session, _screen: PlanScreen) -> None:
        self._app = app
        self._session = session

    def send(self, call: Call) -> None:
        """See `Conversation.send`."""
        self._session.backend.send(call)

    def ended(self, outcome: Outcome) -> None:
        """See `Conversation.ended`."""
        app = self._app
        taken = _serials(outcome, "DeactivateMFADevice")
        deleted = _serials(outcome, "DeleteVirtualMFADevice")

        def work() -> str:
            said = "The seed that was kept here is deleted too. " * bool(forget_seeds(app, deleted))
            names = ", ".join(drop_device((*taken, *deleted)))
            return said + (f"Signs in without an MFA device now: {names}." if names else "")

        def failed(error: IamtuiError) -> None:
            app.say(f"A seed may still be kept here, of no use to anybody: {error}")

        if taken or deleted:
            app.submit(work, lambda said: app.say(said) if said else None, failed)


def _serials(outcome: Outcome, operation: str) -> tuple[str, ...]:
    calls = (step.call for step in outcome.done)
    return tuple(text(c.parameters, "SerialNumber") for c in calls if c.operation == operation)
