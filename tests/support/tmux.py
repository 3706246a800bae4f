"""A program in tmux, as a user has it over SSH: keys go in, the screen is read."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

PATIENCE = 45.0
POLL = 0.05
# Longer than Textual's ESCDELAY, so that Esc and the next key are not read as Alt and a key.
AFTER_ESCAPE = 0.25
# Text, with the select-graphic-rendition sequence before it, if there is one.
_PIECE = re.compile(r"(?:\x1b\[([0-9;]*)m)?([^\x1b]*)")


class Tmux:
    """One tmux server with one window."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def run(self, *arguments: str) -> str:
        """One tmux command; gives what it printed."""
        command = ["tmux", "-S", str(self._socket), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def screen(self) -> str:
        """What the screen shows."""
        return self.run("capture-pane", "-p")

    def reversed_lines(self) -> list[str]:
        """Of each line of the screen what stands in reverse video, without the last column."""
        lines: list[str] = []
        is_reversed = False
        for drawn in self.run("capture-pane", "-pe").splitlines():
            shown = ""
            for codes, text in _PIECE.findall(drawn):
                if codes:
                    is_reversed = _reverse(codes.split(";"), is_reversed)
                shown += text if is_reversed else " " * len(text)
            lines.append(shown[:-1])
        return lines

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names (`Enter`, `Escape`, `Tab`, `j`)."""
        for key in keys:
            self.run("send-keys", key)
            if key == "Escape":
                time.sleep(AFTER_ESCAPE)

    def type(self, text: str) -> None:
        """Type `text` as it is."""
        self.run("send-keys", "-l", text)

    def until(self, *expected: str, without: str = "", seconds: float = PATIENCE) -> str:
        """Wait until the screen shows every text of `expected` and not `without`; gives it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            screen = self.screen()
            if all(text in screen for text in expected) and not (without and without in screen):
                return screen
            time.sleep(POLL)
        missing = [text for text in expected if text not in screen]
        raise AssertionError(f"never shown: {missing} (or still {without!r}) on\n{screen}")

    def settle(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait until `condition` holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"never so on\n{self.screen()}")
            time.sleep(POLL)


def _reverse(codes: list[str], now: bool) -> bool:
    for code in codes:
        if code in ("", "0", "27"):
            now = False
        elif code == "7":
            now = True
    return now


@contextlib.contextmanager
def in_tmux(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    columns: int = 80,
    lines: int = 24,
) -> Iterator[Tmux]:
    """Start a shell in tmux with `environ` only, and in it `command`.

    The shell prints `left with CODE` when the command has ended. The socket lies in `folder`.
    """
    if shutil.which("tmux") is None:
        pytest.fail("tmux not found. Run: apt-get install tmux")
    tmux = Tmux(folder / "tmux.sock")
    own = {**environ, "PATH": os.environ["PATH"], "TERM": "screen-256color", "PS1": "$ "}
    line = " ".join(command) + '; echo "left with $?"; exec sh'
    size = ["-x", str(columns), "-y", str(lines)]
    settings = [word for name, value in own.items() for word in ("-e", f"{name}={value}")]
    start = ["tmux", "-S", str(folder / "tmux.sock"), "-f", "/dev/null", "new-session", "-d"]
    subprocess.run([*start, *size, *settings, "sh", "-c", line], check=True, env=own)
    try:
        yield tmux
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            tmux.run("kill-server")
