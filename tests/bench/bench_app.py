"""iamtui with a big account, over SSH: `python -m tests.bench.bench_app`.

Keys, bytes, memory and calls of the whole program at 80 by 24 with 5,000 users.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.big_account import write_big_account
from tests.bench.measurement import Measurement, as_table, p95
from tests.bench.programs import iamtui_on
from tests.bench.terminal import Answer, Terminal
from tests.support.mock_server import RunningMock, mock_server

DOWN = b"\x1b[B"
SCROLLED_BYTES = 1_000
"""An answer of so many bytes has repainted the whole view."""
IDLE_SECONDS = 12.0
"""Longer than the ten seconds after which the header is looked at again."""
ROWS_IN_VIEW = 12
SETTLED_SECONDS = 1.0


def measure(mock: RunningMock) -> list[Measurement]:
    """The figures for the account that `mock` serves; takes about two minutes."""
    with tempfile.TemporaryDirectory() as folder, iamtui_on(mock, Path(folder)) as terminal:
        start = time.perf_counter()
        terminal.until(b"Loaded 5,00")
        opened = time.perf_counter() - start
        terminal.answer(quiet=SETTLED_SECONDS)
        memory = _megabytes(terminal.pid)
        idle = len(terminal.heard(IDLE_SECONDS))
        figures = [
            Measurement("5,000 users: from start to all on screen", opened, "s"),
            Measurement("5,000 users: memory, loaded", memory, "MB", 130),
            Measurement("idle for 12 s", idle, "B", 0),
            *_moves(terminal, mock),
            *_typing(terminal),
            *_screens(terminal),
        ]
        figures.append(
            Measurement("5,000 users: memory, after all that", _megabytes(terminal.pid), "MB", 130)
        )
    return figures


def _moves(terminal: Terminal, mock: RunningMock) -> list[Measurement]:
    within = [terminal.answer(DOWN) for _ in range(ROWS_IN_VIEW)]
    terminal.answer(b"g")
    first = [terminal.answer(DOWN) for _ in range(200)]
    terminal.answer(b"g", quiet=SETTLED_SECONDS)
    mock.reset_calls()
    again = [terminal.answer(DOWN) for _ in range(200)]
    calls = sum(mock.calls().values())
    terminal.answer(b"g")
    near = [move for move in again if len(move.output) < SCROLLED_BYTES]
    far = [move for move in again if len(move.output) >= SCROLLED_BYTES]
    return [
        Measurement("cursor down in view, largest", _largest(within), "B", 300),
        Measurement("cursor down in view, key to last byte, p95", _p95(near), "ms", 8),
        Measurement("key that scrolls, to last byte, p95", _p95(far), "ms", 16),
        Measurement("200 downs where all was seen before", _kilobytes(again), "kB", 150),
        Measurement("200 downs where keys are still fetched", _kilobytes(first), "kB", 150),
        Measurement("calls made by 200 downs seen before", calls, "calls", 0),
    ]


def _typing(terminal: Terminal) -> list[Measurement]:
    figures = []
    for name, query in (("a word", b"lastname-0412"), ("two words", b"team-3 !group-1")):
        terminal.answer(b"/")
        idle = len(terminal.heard(SETTLED_SECONDS))
        typed = [terminal.answer(bytes([key]), quiet=0.25) for key in query]
        terminal.answer(b"\x1b")
        terminal.heard(SETTLED_SECONDS)
        seconds = [answer.seconds * 1000 for answer in typed]
        figures += [
            Measurement(f"filter by {name}, a key to its last byte, p95", p95(seconds), "ms", 16),
            Measurement(f"filter by {name}, first key", seconds[0], "ms", 16),
            Measurement(f"filter by {name}, idle for 1 s before it", idle, "B", 0),
        ]
    return figures


def _screens(terminal: Terminal) -> list[Measurement]:
    changed = [terminal.answer(bytes([pane]), quiet=0.3) for pane in b"3421" * 3]
    opened, left = [], []
    for _ in range(8):
        opened.append(terminal.answer(b"\r", quiet=0.3))
        left.append(terminal.answer(b"\x1b", quiet=0.3))
        terminal.answer(DOWN)
    return [
        Measurement("another list, key to last byte, median", _median(changed), "ms"),
        Measurement("a user's details, key to last byte, median", _median(opened), "ms"),
        Measurement("back to the list, key to last byte, median", _median(left), "ms"),
    ]


def _largest(answers: list[Answer]) -> int:
    return max(len(answer.output) for answer in answers)


def _kilobytes(answers: list[Answer]) -> float:
    return sum(len(answer.output) for answer in answers) / 1000


def _p95(answers: list[Answer]) -> float:
    return p95([answer.seconds * 1000 for answer in answers])


def _median(answers: list[Answer]) -> float:
    return sorted(answer.seconds for answer in answers)[len(answers) // 2] * 1000


def _megabytes(pid: int) -> float:
    """The resident memory of a process."""
    answer = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(answer.stdout) / 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as account_folder:
        big = Path(account_folder) / "account.json"
        write_big_account(big)
        with mock_server(str(big)) as running_mock:
            print(as_table(measure(running_mock)))  # noqa: T201
