"""Every figure beside its budget: `python -m tests.bench`, for some minutes on a quiet machine.

It asserts nothing: a figure over its budget is marked, and somebody looks why.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import (
    bench_access,
    bench_app,
    bench_filter,
    bench_iam_simulate,
    bench_load,
    bench_policy,
    bench_quit,
    bench_rotation,
    bench_start,
    bench_table,
    bench_vault,
)
from tests.bench.big_account import write_big_account
from tests.bench.measurement import Measurement, as_table
from tests.support.mock_server import mock_server


def measure() -> list[Measurement]:
    """All figures, from the start of the program to its end."""
    figures = bench_start.measure()
    with tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "account.json"
        write_big_account(big)
        with mock_server(str(big)) as mock:
            figures += bench_load.measure(mock)
            figures += bench_app.measure(mock)
    figures += bench_quit.measure()
    figures += bench_table.measure()
    figures += bench_filter.measure()
    figures += bench_policy.measure()
    figures += bench_access.measure()
    figures += bench_vault.measure()
    figures += bench_rotation.measure()
    return figures + bench_iam_simulate.measure()


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
