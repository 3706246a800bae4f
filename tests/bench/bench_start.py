"""The time to the first frame: `python -m tests.bench.bench_start`.

It is compared with importing Textual alone, in turns, so that a busy machine slows both alike.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measurement import Measurement, as_table
from tests.bench.programs import COLUMNS, IAMTUI, LINES, environment
from tests.bench.terminal import running

ROUNDS = 15
MORE = 1.35
FIRST_WORDS = b"no profile open"


def measure() -> list[Measurement]:
    """The figures of the start; takes half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _first_frame(home)
        pairs = [(_import(home), _first_frame(home)) for _ in range(ROUNDS)]
    plain, frame = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    return [
        Measurement('start: python -c "import textual.app"', plain, "ms"),
        Measurement("start: iamtui, to its first frame", frame, "ms", round(plain * MORE)),
    ]


def _import(home: Path) -> float:
    command = [sys.executable, "-c", "import textual.app"]
    start = time.perf_counter()
    with running(command, COLUMNS, LINES, environment(home)) as terminal:
        terminal.seconds_to_end(b"")
        return time.perf_counter() - start


def _first_frame(home: Path) -> float:
    command = [*IAMTUI, "--mock"]
    start = time.perf_counter()
    with running(command, COLUMNS, LINES, environment(home)) as terminal:
        terminal.until(FIRST_WORDS)
        return time.perf_counter() - start


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
