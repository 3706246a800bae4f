"""Questions on the terminal itself, whatever standard input and output are connected to.

The AWS SDKs run a credential_process with pipes in place of both; the person is still there.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Iterator

from iamtui.commands.output import printable
from iamtui.errors import RefusedError
from iamtui.secret import Secret

SECONDS = 120.0
LONGEST_LINE = 1024
_PATH = "/dev/tty"


class NobodyToAsk(RefusedError):
    """There is no terminal, or nobody at it."""


def ask_code(serial: str, why: str = "") -> str:
    """Ask for an MFA code of the device `serial`; `why` tells what was wrong with the last one.

    Raises NobodyToAsk.
    """
    if why:
        tell(why)
    return _ask(f"MFA code of {serial}: ", f"An MFA code of {serial} is needed").reveal()


def ask_passphrase(what: str) -> Secret:
    """Ask for the passphrase of `what`. Raises NobodyToAsk."""
    try:
        return _ask(f"Passphrase of {what}: ", f"The passphrase of {what} is needed")
    except NobodyToAsk as error:
        failure = NobodyToAsk(error.what, "Run `iamtui vault unlock` in a terminal first.")
    raise failure


def ask_secret(question: str, need: str) -> Secret:
    """Ask for a secret that is not shown; `need` says what it is needed for where nobody is there.
    Raises NobodyToAsk."""
    return _ask(question, need)


def ask_line(question: str, need: str) -> str:
    """Ask for something that may be seen while it is typed. Raises NobodyToAsk."""
    with _terminal(need) as terminal:
        os.write(terminal, f"iamtui: {printable(question)}".encode())
        return _line(terminal, need).reveal()


def tell(sentence: str) -> None:
    """Write a sentence on the terminal; nowhere where there is none."""
    with contextlib.suppress(OSError, NobodyToAsk), _terminal("") as terminal:
        os.write(terminal, f"iamtui: {printable(sentence)}\n".encode())


def _ask(question: str, need: str) -> Secret:
    """What is typed up to Enter, which the terminal does not show."""
    with _terminal(need) as terminal, _hidden(terminal):
        os.write(terminal, f"iamtui: {printable(question)}".encode())
        try:
            typed = _line(terminal, need)
        finally:
            os.write(terminal, b"\n")
    return typed


@contextlib.contextmanager
def _terminal(need: str) -> Iterator[int]:
    try:
        terminal = os.open(_PATH, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        terminal = -1
    if terminal < 0:
        raise NobodyToAsk(
            f"{need}, and there is no terminal to ask on.",
            "Run `iamtui credential-process PROFILE` in a terminal once, so that a session is "
            "there, or store the device's seed in the vault.",
        )
    try:
        # A program in the background that reads from its terminal is stopped, and hangs.
        if os.tcgetpgrp(terminal) != os.getpgrp():
            raise NobodyToAsk(
                f"{need}, and this runs in the background.", "Run it in the foreground once."
            )
        yield terminal
    finally:
        os.close(terminal)


@contextlib.contextmanager
def _hidden(terminal: int) -> Iterator[None]:
    import termios

    before = termios.tcgetattr(terminal)
    silent = list(before)
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSAFLUSH, silent)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)


def _line(terminal: int, need: str) -> Secret:
    end = time.monotonic() + SECONDS
    typed = b""
    while b"\n" not in typed and len(typed) < LONGEST_LINE:
        ready, _, _ = select.select([terminal], [], [], max(0.0, end - time.monotonic()))
        more = os.read(terminal, LONGEST_LINE) if ready else b""
        if not more:
            why = "and nobody typed it" if not ready else "and none was typed"
            raise NobodyToAsk(f"{need}, {why}.", "Try again.")
        typed += more
    return Secret(typed.split(b"\n")[0].decode("utf-8", "replace").strip())
