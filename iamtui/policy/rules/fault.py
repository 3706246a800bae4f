"""What a rule finds: which fault, what to say of it, and the characters that are meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, TypeAlias

from iamtui.policy.json_positions import Text
from iamtui.policy.rules.codes import Code

_SHOWN = 80


class Placed(Protocol):
    """Anything that stands somewhere in the text."""

    @property
    def start(self) -> int:
        """The offset of its first character."""

    @property
    def end(self) -> int:
        """The offset behind its last character."""


class Fault(NamedTuple):
    """A finding before its line and column are known; `start` and `end` are offsets."""

    code: Code
    message: str
    start: int
    end: int


Faults: TypeAlias = Iterator[Fault]


def fault(code: Code, message: str, element: Placed) -> Fault:
    """A fault of one element of the text."""
    return Fault(code, message, element.start, element.end)


def quoted(text: str) -> str:
    """A text from the policy as it can be shown in a sentence: short, on one line."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return f"`{short}`" if short.isprintable() else f"`{ascii(short)[1:-1]}`"


def beginning(element: Placed) -> Placed:
    """The first character of an element, to point at something that it lacks."""
    return Text("", element.start, element.start + 1)
