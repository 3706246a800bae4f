"""The speed of the sealed file: `python -m tests.bench.bench_vault`.

Unlocking is one Argon2id, which is meant to be slow; after that a thousand reads come from memory,
each with a look whether the file was replaced.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from iamtui.secret import Secret
from iamtui.vault.sealed import SealedFile
from tests.bench.measurement import Measurement, as_table

PASSPHRASE = Secret("wren cobalt thimble quarry")
ITEMS, READS = 50, 1_000


def measure() -> list[Measurement]:
    """The figures of one file with 50 items."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vault.sealed"
        writer = _file(path)
        writer.create(PASSPHRASE)
        start = time.perf_counter()
        for number in range(ITEMS):
            writer.put(f"iamtui/key/{number}", Secret("x" * 160))
        writing = (time.perf_counter() - start) / ITEMS
        unlocking = min(_unlocking(path) for _ in range(3))
        reading = min(_reading(path) for _ in range(3))
    return [
        Measurement("vault: unlocking the sealed file", unlocking * 1000, "ms", 500),
        Measurement("vault: 1,000 reads", reading * 1000, "ms", 50),
        Measurement("vault: one write", writing * 1000, "ms"),
    ]


def _file(path: Path) -> SealedFile:
    return SealedFile(path, state=path.parent / "state")


def _unlocking(path: Path) -> float:
    store = _file(path)
    start = time.perf_counter()
    store.unlock(PASSPHRASE)
    return time.perf_counter() - start


def _reading(path: Path) -> float:
    store = _file(path)
    store.unlock(PASSPHRASE)
    start = time.perf_counter()
    for number in range(READS):
        store.get(f"iamtui/key/{number % ITEMS}")
    return time.perf_counter() - start


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
