"""The terminal that the screens run in: whether it can, and what suits it."""

from __future__ import annotations

import codecs
import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import TextIO

from iamtui.errors import UsageError

PLAIN_THEME = "ansi-dark"


@dataclass(frozen=True, slots=True)
class Look:
    """What suits this terminal: the theme, whether it uses the terminal's own sixteen colours."""

    theme: str | None
    ansi: bool
    over_ssh: bool


def check_terminal() -> None:
    """Raises UsageError where the screens cannot be drawn."""
    screen = sys.__stderr__
    if screen is None or not (sys.stdin and sys.stdin.isatty()) or not screen.isatty():
        raise UsageError(
            "This is no terminal, and the screens of iamtui need one.",
            "Start it in a terminal, over SSH with `ssh -t`; see `iamtui --help` for commands.",
        )
    if codecs.lookup(screen.encoding).name != "utf-8":
        raise UsageError(
            f"This terminal's locale uses {screen.encoding}, and iamtui draws in UTF-8.",
            "Set LANG=C.UTF-8, or another locale that ends in UTF-8.",
        )


def prepare_environment(theme: str | None, environ: MutableMapping[str, str]) -> Look:
    """Switch animation off, and choose what suits the line.

    Over SSH and under NO_COLOR the terminal's own sixteen colours are the default: half the bytes,
    and legible wherever the terminal is. Raises UsageError for TERM=dumb.
    """
    if environ.get("TERM") == "dumb":
        raise UsageError("A terminal of type “dumb” cannot show screens.", "Set TERM to its type.")
    environ["TEXTUAL_ANIMATIONS"] = "none"
    over_ssh = bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
    chosen = theme or (PLAIN_THEME if over_ssh or environ.get("NO_COLOR") else None)
    return Look(chosen, bool(chosen and chosen.startswith("ansi")), over_ssh)


def quiet() -> None:
    """Let no library write over the screens: no log lines, no warnings on the terminal."""
    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")


@contextlib.contextmanager
def own_terminal() -> Iterator[None]:
    """Keep the terminal for the screens for the length of the block.

    Textual draws on standard error, where libraries in C and the programs that they start write
    as well. The screens get the terminal under another number, the others nothing.
    """
    if os.name != "posix" or sys.__stderr__ is None:
        yield
        return
    shown = sys.stderr, sys.__stderr__
    sys.__stderr__.flush()
    number = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    with open(number, "w", encoding=sys.__stderr__.encoding, errors="backslashreplace") as screen:
        os.dup2(nothing, 2)
        _use_as_stderr(screen, screen)
        try:
            yield
        finally:
            screen.flush()
            os.dup2(number, 2)
            _use_as_stderr(*shown)
            os.close(nothing)


def _use_as_stderr(stream: TextIO, original: TextIO) -> None:
    sys.stderr = stream
    vars(sys)["__stderr__"] = original
