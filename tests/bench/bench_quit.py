"""Quitting while AWS does not answer: `python -m tests.bench.bench_quit`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.bench.measurement import Measurement, as_table
from tests.bench.programs import iamtui_on
from tests.support.mock_server import mock_server

HUNG_SECONDS = 60.0
CALL = "GetAccountAuthorizationDetails"


def measure() -> list[Measurement]:
    """How long `q` takes while loading hangs."""
    with tempfile.TemporaryDirectory() as folder, mock_server("demo") as mock:
        mock.fault(CALL, "delay", times=None, seconds=HUNG_SECONDS)
        with iamtui_on(mock, Path(folder)) as terminal:
            while not mock.calls().get(CALL):
                terminal.answer(quiet=0.05)
            time.sleep(0.2)
            seconds = terminal.seconds_to_end(b"q")
    return [Measurement("quit while a call hangs", seconds, "s", 1)]


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
