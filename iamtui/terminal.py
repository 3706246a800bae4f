"""The terminal that the screens run in: whether it can, and what suits it."""

from __future__ import annotations

import codecs
import logging
import sys
import warnings
from collections.abc import MutableMapping
from dataclasses import dataclass

from iamtui.errors import UsageError

PLAIN_THEME = "ansi-dark"
# What these do to Textual (log every key, open a debug port, take screenshots) could show secrets.
DANGEROUS = (
    "TEXTUAL",
    "TEXTUAL_LOG",
    "TEXTUAL_DEBUG",
    "TEXTUAL_DEVTOOLS_HOST",
    "TEXTUAL_DEVTOOLS_PORT",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_PRESS",
    "TEXTUAL_DRIVER",
)


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
    """Take out what endangers secrets, switch animation off, and choose what suits the line.

    Over SSH and under NO_COLOR the terminal's own sixteen colours are the default: half the bytes,
    and legible wherever the terminal is. Raises UsageError for TERM=dumb.
    """
    if environ.get("TERM") == "dumb":
        raise UsageError("A terminal of type “dumb” cannot show screens.", "Set TERM to its type.")
    for name in DANGEROUS:
        environ.pop(name, None)
    environ["TEXTUAL_ANIMATIONS"] = "none"
    over_ssh = bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
    chosen = theme or (PLAIN_THEME if over_ssh or environ.get("NO_COLOR") else None)
    return Look(chosen, bool(chosen and chosen.startswith("ansi")), over_ssh)


def quiet() -> None:
    """Let no library write over the screens: no log lines, no warnings on the terminal."""
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger("botocore").setLevel(logging.INFO)
    warnings.simplefilter("ignore")
