"""What the table costs: `python -m tests.bench.bench_table` prints a line a figure.

The app under measurement is this module again, with the number of rows as its argument, in a
terminal of 80 by 24 with the theme that is the default over SSH.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time

from textual.app import App, ComposeResult

from iamtui.ui.columns import Cell, Column
from iamtui.ui.table import ResourceTable
from tests.bench.measurement import Measurement, as_table
from tests.bench.terminal import Answer, running

DOWN = b"\x1b[B"
SCROLLED_BYTES = 1_000
"""An answer of so many bytes has repainted the whole view."""

COLUMNS = (
    Column("name", "User name", 18, grow=True),
    Column("groups", "Groups", 6, "right"),
    Column("mfa", "MFA", 8),
    Column("keys", "Keys", 4, "right"),
    Column("age", "Key age", 8, "right"),
    Column("used", "Last used", 10),
)


def cell(key: str, column: str) -> Cell:
    """A made-up user: the styles are as frequent as in a real account."""
    number = int(key)
    if column == "name":
        return f"firstname.lastname-{number:05d}"
    if column == "mfa":
        return ("none", "warning") if number % 4 == 0 else "virtual"
    if column == "age":
        return (f"{number % 400} d", "error") if number % 10 == 0 else f"{number % 90} d"
    return str(number % 7) if column != "used" else f"{number % 99} d ago"


class Bench(App[None]):
    """A screen that is all table."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rows: int) -> None:
        super().__init__(ansi_color=True)
        self._rows = rows
        self.theme = "ansi-dark"

    def compose(self) -> ComposeResult:
        """One table."""
        yield ResourceTable(COLUMNS)

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(ResourceTable)
        table.set_rows([str(number) for number in range(self._rows)], cell)
        table.focus()


def measure() -> list[Measurement]:
    """All figures of the table; takes about a minute."""
    figures: list[Measurement] = []
    for rows in (5_000, 50_000):
        figures += asyncio.run(_measure_calls(rows))
        figures += _measure_terminal(rows)
    return figures


async def _measure_calls(rows: int) -> list[Measurement]:
    app = Bench(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        table = app.query_one(ResourceTable)
        table.action_cursor_bottom()
        keys = [str(number) for number in range(rows)]
        times = []
        for _ in range(20):
            start = time.perf_counter()
            table.set_rows(keys, cell)
            times.append(time.perf_counter() - start)
            await pilot.pause()
    return [Measurement(f"table {rows:,}: set_rows, p95", _p95(times), "ms", 5)]


def _measure_terminal(rows: int) -> list[Measurement]:
    environ = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "",
        "TEXTUAL_ANIMATIONS": "none",
    }
    environ.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "tests.bench.bench_table", str(rows)]
    name = f"table {rows:,}: "
    with running(command, 80, 24, environ) as terminal:
        start = terminal.until(COLUMNS[-1].title.encode()) + terminal.answer(quiet=1.0).output
        within = [terminal.answer(DOWN) for _ in range(20)]
        idle = terminal.answer(quiet=2.0)
        moves = [terminal.answer(DOWN) for _ in range(200)]
        pages = [terminal.answer(key) for key in (b"\x04",) * 40 + (b"G", b"g") * 10]
        ignored = terminal.answer(b"~")
    near = [move for move in moves if len(move.output) < SCROLLED_BYTES]
    far = [move for move in moves + pages if len(move.output) >= SCROLLED_BYTES]
    return [
        Measurement(name + "first screen", len(start), "B"),
        Measurement(name + "down in view, largest", _largest(within), "B", 300),
        Measurement(name + "down in view, key to last byte, p95", _p95_of(near), "ms", 8),
        Measurement(name + "key that scrolls, to last byte, p95", _p95_of(far), "ms", 16),
        Measurement(name + "key that scrolls, largest", _largest(far), "B"),
        Measurement(name + "200 downs", sum(len(m.output) for m in moves) / 1000, "kB", 150),
        Measurement(name + "idle for 2 s", len(idle.output), "B", 0),
        Measurement(name + "key that does nothing", len(ignored.output), "B", 0),
    ]


def _largest(answers: list[Answer]) -> int:
    return max(len(answer.output) for answer in answers)


def _p95_of(answers: list[Answer]) -> float:
    return _p95([answer.seconds for answer in answers])


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Bench(int(sys.argv[1])).run()
    else:
        print(as_table(measure()))  # noqa: T201
