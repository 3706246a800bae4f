"""Questions to whoever watches a command: on standard error, answered on standard input."""

from __future__ import annotations

import sys

from iamtui.commands.output import printable


def somebody_is_there() -> bool:
    """Whether both lead to a terminal; cron and pipes answer nothing."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> str:
    """The line that is typed after `question`, in lower case, without blanks around it."""
    sys.stderr.write(printable(question))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower()


def confirmed(question: str) -> bool:
    """Yes or no to `question`; no where nobody is there."""
    return somebody_is_there() and ask(f"{question} [y/N] ") in ("y", "yes")
