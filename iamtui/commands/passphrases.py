"""Passphrases for a command: from a file descriptor for cron and scripts, else the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable

from iamtui.commands.terminal_prompt import ask_passphrase, tell
from iamtui.errors import RefusedError, UsageError
from iamtui.secret import Secret
from iamtui.vault.passphrase import strength

LONGEST_LINE = 4096
MOST_TRIES = 3

PassphraseOf = Callable[[str], Secret]
"""Gives the passphrase of something, by what that is called."""


class Lines:
    """The lines of a file descriptor, a passphrase each; nothing past them is read."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __call__(self, what: str) -> Secret:
        """The next line. Raises UsageError where there is none."""
        line = b""
        try:
            while not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                # A byte at a time: a buffer would take what the next reader is to get.
                more = os.read(self._descriptor, 1)
                if not more:
                    break
                line += more
        except OSError:
            line = b""
        passphrase = Secret(line.decode("utf-8", "replace").rstrip("\r\n"))
        if not passphrase:
            raise UsageError(
                f"File descriptor {self._descriptor} gives no passphrase of {what}.",
                "Give it so: --passphrase-fd 3 3< FILE",
            )
        return passphrase


def passphrase_of(descriptor: int | None) -> PassphraseOf:
    """What gives passphrases: the descriptor, or the terminal where it is None."""
    return ask_passphrase if descriptor is None else Lines(descriptor)


def new_passphrase(what: str, source: PassphraseOf) -> Secret:
    """A new passphrase of `what` that is not easily guessed, typed twice where it is typed.

    Raises RefusedError for a weak one, UsageError and NobodyToAsk.
    """
    for tries_left in reversed(range(MOST_TRIES if source is ask_passphrase else 1)):
        typed = source(f"{what} (a new one)")
        found = strength(typed)
        problem = "" if found.enough else f"{found.sentence} {found.advice}".strip()
        if not problem and source is ask_passphrase:
            tell(found.sentence)
            if source(f"{what} (the same again)") != typed:
                problem = "The two were not the same; type both again."
        if not problem:
            return typed
        if tries_left:
            tell(problem)
    raise RefusedError(f"{problem} Nothing was changed.", "Take several words by chance.")
