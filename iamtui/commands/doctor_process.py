"""What `iamtui doctor` says of its own process: how well it keeps what it holds in memory."""

from __future__ import annotations

import platform

from iamtui import hygiene
from iamtui.commands.doctor_check import Check, State

_NAME = "process"


def process() -> tuple[Check, ...]:
    """Whether memory and environment can leave it behind the user's back."""
    system = platform.system() or "this system"
    checks = [
        _check(
            hygiene.dumps_core(),
            "A crash writes no memory into a file.",
            "A crash may write memory, with secrets in it, into a file.",
            f"{system} has no switch for memory dumps that a program may turn off.",
        ),
        _check(
            hygiene.can_be_looked_into(),
            "Other programs of yours cannot read its memory and environment.",
            "Other programs of yours can read its memory and environment.",
            f"On {system} nobody can tell whether other programs of yours can read its memory.",
        ),
    ]
    if hygiene.taken_out():
        what = f"{', '.join(hygiene.taken_out())} could write secrets into a file; iamtui takes "
        checks.append(Check(_NAME, State.WARNING, f"{what}them out.", "Unset them."))
    return tuple(checks)


def _check(is_open: bool | None, closed: str, opened: str, unknown: str) -> Check:
    if is_open is None:
        return Check(_NAME, State.UNKNOWN, unknown)
    if is_open:
        return Check(_NAME, State.WARNING, opened, "Run it where no stranger has an account.")
    return Check(_NAME, State.OK, closed)
