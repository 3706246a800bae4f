"""A fresh MFA code: the session is started or begun anew, from the vault's seed or a typed code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iamtui.account.field import Known
from iamtui.aws.backend import Cancel
from iamtui.errors import IamtuiError
from iamtui.ui.mfa.code_dialog import CodeDialog
from iamtui.ui.sessions.session import Session

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp


def why_no_code(session: Session) -> str:
    """Why the caller can give no MFA code, "" where it can."""
    serials = session.mfa_serials()
    if not isinstance(serials, Known):
        return f"Whether you have an MFA device is not known: {serials}."
    if serials.value:
        return ""
    caller = session.account.caller.otherwise(None)
    if caller is not None and caller.user_name is None and not caller.is_root:
        return "This role or federated session was begun without a device that is known here."
    return "You have no MFA device that gives codes for the API."


def take_code(
    app: IamtuiApp,
    session: Session,
    then: Callable[[], None],
    left: Callable[[], None] = lambda: None,
    why: str = "",
) -> None:
    """Start the MFA session of `session` with a code taken now, and call `then`; `left` where no
    code was given. `why` says what it is for."""
    serial = next(iter(session.mfa_serials().otherwise(())), "")
    if not serial:
        app.say(why_no_code(session))
        return

    def ask(text: str) -> None:
        app.push_screen(CodeDialog(serial, app.now, text), typed)

    def typed(code: str | None) -> None:
        if code is None:
            left()
        else:
            app.submit(
                lambda: session.broker.start_typed(serial, code),
                lambda _started: then(),
                lambda error: ask(str(error)),
            )

    def waiting(seconds: float) -> None:
        said = f"Waiting {seconds:.0f} s for the device's next MFA code …"
        app.jobs.tell(session.generation, lambda: app.say(said))

    def has_seed(found: bool) -> None:
        if not found:
            ask(why)
            return
        app.say("Starting the MFA session with a code from the vault …")
        app.submit(
            lambda: session.broker.start_from_seed(serial, Cancel(), waiting),
            lambda _started: then(),
            app.fail,
        )

    def no_seed(error: IamtuiError) -> None:
        ask(str(error))

    app.submit(lambda: session.broker.has_seed(serial), has_seed, no_seed)
