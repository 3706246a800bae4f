"""The root of every error that iamtui shows.

An error is one sentence that says what happened and to what, and one that says what to do next.
Each room derives its own from these five; the command line turns the class into the exit code.

    IamtuiError            4  AWS, the network or this machine failed
    ├── AnswerIsNo         1  the question was understood and the answer is no
    ├── UsageError         2  the command or the input cannot be meant like this
    ├── RefusedError       3  not authorised, MFA missing, read-only, locked
    └── OutcomeUnknown     4  a write was sent and no answer came: it may have been applied
"""

from __future__ import annotations

from typing import ClassVar


class IamtuiError(Exception):
    """What happened, to what (`what`), and what to do about it (`next_step`, may be empty).

    Neither text may hold a secret or a raw answer of a library.
    """

    exit_code: ClassVar[int] = 4

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what, next_step)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


class AnswerIsNo(IamtuiError):
    """The question was understood and the answer is no."""

    exit_code = 1


class UsageError(IamtuiError):
    """The command or the input cannot be meant like this."""

    exit_code = 2


class RefusedError(IamtuiError):
    """Not authorised, MFA missing, read-only or locked."""

    exit_code = 3


class OutcomeUnknown(IamtuiError):
    """A write was sent and no usable answer came back: it may have been applied."""
