"""What a command prints: lines in UTF-8 that are safe on a terminal, until nobody reads them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from iamtui.errors import IamtuiError

P = ParamSpec("P")


def put(line: str) -> None:
    """Print a line on standard output; it is there at once, for whoever reads it from a pipe.

    A lone surrogate, which UTF-8 does not have, comes out as its escape, as JSON writes it too.
    """
    out = sys.stdout.buffer
    out.write(line.encode("utf-8", "backslashreplace") + b"\n")
    out.flush()


def complain(error: IamtuiError) -> None:
    """Print what is wrong with one of several inputs, on standard error."""
    note(str(error))


def note(sentence: str) -> None:
    """Print what else there is to know about an answer, on standard error."""
    print(f"iamtui: {printable(sentence)}", file=sys.stderr)  # noqa: T201


def printable(text: str) -> str:
    """`text` with an escape (`\\x1b`) for each character that a terminal would not show."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quiet_at_closed_pipe(command: Callable[P, int]) -> Callable[P, int]:
    """A command that ends with 0 and without a word when nobody reads its output any more."""

    @wraps(command)
    def run(*arguments: P.args, **named: P.kwargs) -> int:
        try:
            return command(*arguments, **named)
        except BrokenPipeError:
            # Python flushes standard output once more at its end, and would complain then.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0

    return run
