"""What a command reads: files by name, `-` for standard input, texts in UTF-8."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from iamtui.errors import UsageError

STANDARD_INPUT = "-"
MOST_BYTES = 64 * 1024 * 1024
"""No file that is read whole is larger than this: an account of 5,000 users has 20 MB."""


class UnreadableInput(UsageError):
    """A file cannot be opened, or is no text in UTF-8."""


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The bytes of a file; raises UnreadableInput where it cannot be opened."""
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with _open(name) as file:
        yield file


def read_text(name: str) -> str:
    """The whole text of a file; raises UnreadableInput."""
    with opened(name) as file:
        try:
            data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise _unreadable(name, error) from None
    if len(data) > MOST_BYTES:
        raise UnreadableInput(f"{shown(name)} has more than {MOST_BYTES // 1024**2} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{shown(name)} is not UTF-8 (byte {error.start + 1}).") from None


def case_lines(name: str) -> Iterator[tuple[int, str | None]]:
    """The lines of a file that hold a case, numbered from 1; None stands for one not in UTF-8.

    Blank lines and comments (`#` first) are left out. A line is given as soon as it is there.
    Raises UnreadableInput.
    """
    with opened(name) as file:
        for number, line in enumerate(_lines(name, file), 1):
            stripped = (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip()
            if stripped and not stripped.startswith(b"#"):
                yield number, _decoded(stripped)


def shown(name: str) -> str:
    """What a file is called in a sentence."""
    return "Standard input" if name == STANDARD_INPUT else name


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _open(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from None


def _lines(name: str, file: BinaryIO) -> Iterator[bytes]:
    while True:
        try:
            line = file.readline()
        except OSError as error:
            raise _unreadable(name, error) from None
        if not line:
            return
        yield line


def _unreadable(name: str, error: OSError | ValueError) -> UnreadableInput:
    why = (error.strerror if isinstance(error, OSError) else None) or "no such name is possible"
    return UnreadableInput(f"{shown(name)} cannot be read: {why}.")
