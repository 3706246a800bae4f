"""A program in a pseudo-terminal: every byte it prints, the keys it gets, and how it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.support.warm_python import WarmProcess, WarmPython

PATIENCE = 60.0
ALTERNATE_SCREEN, PLAIN_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")


class Program:
    """A running program, and the outer end of its terminal."""

    def __init__(
        self, process: subprocess.Popen[bytes] | WarmProcess, outer: int, inner: int
    ) -> None:
        self.process = process
        self._outer = outer
        self._inner = inner
        self._before = termios.tcgetattr(inner)
        self._output = bytearray()
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def output(self) -> bytes:
        """All that was printed so far."""
        with self._lock:
            return bytes(self._output)

    @property
    def text(self) -> str:
        """What was printed without control sequences; not what a screen shows in the end."""
        return _SEQUENCE.sub(b"", self.output).decode("utf-8", "replace")

    def press(self, keys: bytes) -> None:
        """Type `keys`."""
        os.write(self._outer, keys)

    def until(self, expected: str) -> None:
        """Wait until `expected` was printed; AssertionError where the program ends before."""
        deadline = time.monotonic() + PATIENCE
        while expected not in self.text:
            ended = self.process.poll() is not None
            time.sleep(0.02)
            if (ended and expected not in self.text) or time.monotonic() > deadline:
                raise AssertionError(f"{expected!r} was never printed, but:\n{self.text[-2_000:]}")

    def ended(self) -> int:
        """Wait for the end; the exit code, negative where a signal ended it."""
        code = self.process.wait(PATIENCE)
        os.close(self._inner)
        self._inner = -1
        self._reader.join(PATIENCE)
        return code

    def check_restored(self) -> None:
        """AssertionError where the terminal is not left as it was found; before `ended`."""
        self.process.wait(PATIENCE)
        assert termios.tcgetattr(self._inner) == self._before
        self._settle()
        output = self.output
        assert ALTERNATE_SCREEN in output
        for on, off in (
            (ALTERNATE_SCREEN, PLAIN_SCREEN),
            (b"\x1b[?25l", b"\x1b[?25h"),
            (b"\x1b[?1000h", b"\x1b[?1000l"),
            (b"\x1b[?1003h", b"\x1b[?1003l"),
            (b"\x1b[?2004h", b"\x1b[?2004l"),
        ):
            assert output.rfind(off) >= output.rfind(on), f"{on!r} was left on"

    def close(self) -> None:
        """Kill it if it still runs, and close the terminal."""
        self.process.kill()
        self.process.wait()
        if self._inner >= 0:
            os.close(self._inner)
        self._reader.join(PATIENCE)
        os.close(self._outer)

    def _settle(self) -> None:
        """Wait until what the program printed last was read."""
        size = -1
        while size != len(self.output):
            size = len(self.output)
            time.sleep(0.1)

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._outer, 1 << 16):
                with self._lock:
                    self._output += chunk


def _take_terminal() -> None:
    """In the child: make the terminal its own, so that it hangs up on it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextlib.contextmanager
def in_terminal(
    command: Sequence[str],
    environ: Mapping[str, str],
    columns: int = 100,
    lines: int = 30,
    pass_fds: Sequence[int] = (),
    warm: WarmPython | None = None,
    into: IO[bytes] | None = None,
    folder: Path | None = None,
) -> Iterator[Program]:
    """Run `command` in a terminal of its own for the length of the block.

    With `warm`, `command` is what comes after `python`. Standard output goes `into` a file if one
    is given, and it works in `folder`.
    """
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    stdout = inner if into is None else into.fileno()
    process: subprocess.Popen[bytes] | WarmProcess
    if warm is not None:
        process = warm.start(
            command,
            environ,
            stdin=inner,
            stdout=stdout,
            stderr=inner,
            pass_fds=pass_fds,
            takes_terminal=True,
            folder=folder,
        )
    else:
        process = subprocess.Popen(
            command,
            stdin=inner,
            stdout=stdout,
            stderr=inner,
            env=dict(environ),
            start_new_session=True,
            preexec_fn=_take_terminal,
            pass_fds=pass_fds,
            cwd=folder,
        )
    program = Program(process, outer, inner)
    try:
        yield program
    finally:
        program.close()


def plain_environment(home: str) -> dict[str, str]:
    """An environment with a home of its own and nothing of AWS's."""
    return {
        "HOME": home,
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
