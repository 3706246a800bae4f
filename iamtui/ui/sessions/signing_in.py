"""Signing in from the screens: who is asked for an MFA code.

Work that may need a code runs in a thread, which cannot ask. It ends with `MfaCodeNeeded`; the
code is asked for in a window, and the work is begun again and finds it (`Keyring.codes`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iamtui.aws.mfa_codes import MfaCodeNeeded
from iamtui.errors import IamtuiError
from iamtui.ui.mfa.code_dialog import CodeDialog

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

Failed = Callable[[IamtuiError], None]


def with_code(
    app: IamtuiApp,
    needed: MfaCodeNeeded,
    again: Callable[[], None],
    left: Callable[[], None] | None = None,
) -> None:
    """Ask for the code of the device that is `needed`, then call `again`; `left` where the window
    was left without one."""

    def typed(code: str | None) -> None:
        if code is not None:
            app.keyring.codes.put(needed.serial, code)
            again()
        elif left is not None:
            left()
        else:
            app.say("No code was given, so nothing was done.")

    app.push_screen(CodeDialog(needed.serial, app.now, needed.why), typed)


def with_code_help(
    app: IamtuiApp,
    again: Callable[[], None],
    failed: Failed,
    left: Callable[[], None] | None = None,
) -> Failed:
    """What to do with an error of work that may need a code; any other goes to `failed`."""

    def handle(error: IamtuiError) -> None:
        if isinstance(error, MfaCodeNeeded):
            with_code(app, error, again, left)
        else:
            failed(error)

    return handle
