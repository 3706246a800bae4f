"""A program in a terminal of its own, of which every byte it prints is counted and timed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

QUIET_SECONDS = 0.08
"""A terminal that printed nothing for so long has answered."""
QUIET_PATIENCE = 30.0
"""Seconds after which a program that goes on printing is given up."""

_ASKS_SYNC = b"\x1b[?2026$p"
_HAS_SYNC = b"\x1b[?2026;2$y"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program printed after a key: the bytes, and when the last came, in seconds."""

    output: bytes
    seconds: float


class Terminal:
    """The outer end of a pseudo-terminal, in which the process `pid` runs."""

    def __init__(self, handle: int, process: subprocess.Popen[bytes]) -> None:
        self._handle = handle
        self._process = process

    @property
    def pid(self) -> int:
        """The process in the terminal."""
        return self._process.pid

    def seconds_to_end(self, keys: bytes, seconds: float = 90.0) -> float:
        """Type `keys`, and wait until the program has ended; how long that took."""
        start = time.perf_counter()
        os.write(self._handle, keys)
        while self._process.poll() is None and time.perf_counter() - start < seconds:
            self._read(0.005)
        return time.perf_counter() - start

    def answer(self, keys: bytes = b"", quiet: float = QUIET_SECONDS) -> Answer:
        """Type `keys`, and read until the program is quiet.

        Raises TimeoutError where it never is.
        """
        start = last = time.perf_counter()
        if keys:
            os.write(self._handle, keys)
        output = b""
        while chunk := self._read(quiet):
            last = time.perf_counter()
            output += chunk
            if last - start > QUIET_PATIENCE + quiet:
                raise TimeoutError(f"the program goes on printing: {output[-2_000:]!r}")
        return Answer(output, last - start)

    def heard(self, seconds: float) -> bytes:
        """All that is printed within `seconds`."""
        end = time.monotonic() + seconds
        output = b""
        while (left := end - time.monotonic()) > 0:
            output += self._read(left)
        return output

    def until(self, expected: bytes, seconds: float = 30.0) -> bytes:
        """Read until `expected` has been printed; all that was read. TimeoutError after a while."""
        deadline = time.monotonic() + seconds
        output = b""
        while expected not in output:
            chunk = self._read(deadline - time.monotonic())
            if not chunk:
                raise TimeoutError(f"{expected!r} was never printed, but {output[-2_000:]!r}")
            output += chunk
        return output

    def _read(self, seconds: float) -> bytes:
        """What is printed next; nothing where that takes longer, or the program has ended."""
        if not select.select([self._handle], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            chunk = os.read(self._handle, 1 << 16)
        except OSError:  # the program has ended
            return b""
        if _ASKS_SYNC in chunk:
            os.write(self._handle, _HAS_SYNC)
        return chunk


@contextlib.contextmanager
def running(
    command: Sequence[str], columns: int, lines: int, environ: Mapping[str, str]
) -> Iterator[Terminal]:
    """Start `command` in a terminal of this size; it is killed at the end of the block."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(
        command, stdin=inner, stdout=inner, stderr=inner, env=dict(environ), start_new_session=True
    )
    os.close(inner)
    try:
        yield Terminal(outer, process)
    finally:
        process.kill()
        process.wait()
        os.close(outer)
