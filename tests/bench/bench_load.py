"""What loading a big account costs beside the bare calls: `python -m tests.bench.bench_load`.

The bare calls are those that iamtui makes, over the same client library, three side by side and
with pages of 1,000, and nothing is done with their answers.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from iamtui.aws.backend import Cancel
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair
from tests.bench.big_account import write_big_account
from tests.bench.measurement import Measurement, as_table
from tests.support.mock_server import RunningMock, mock_server

ROUNDS = 3
PAGE = 1_000
MORE = 1.15


def measure(mock: RunningMock) -> list[Measurement]:
    """The figures for the account that `mock` serves; takes half a minute."""
    ready = mock.ready
    target = Target(
        "bench", TargetKind.MOCK, CredentialSource.GIVEN, endpoint_url=mock.endpoint_url
    )
    key = AccessKeyPair(ready.access_key_id, Secret(ready.secret_access_key))
    backend = open_backend(target, key)
    _load(backend)
    mock.reset_calls()
    _load(backend)
    calls = sum(mock.calls().values())
    pairs = [
        (_seconds(lambda: _bare(mock)), _seconds(lambda: _load(backend))) for _ in range(ROUNDS)
    ]
    bare, loaded = (statistics.median(column) for column in zip(*pairs, strict=True))
    return [
        Measurement("load 5,000 users: the bare calls", bare, "s"),
        Measurement("load 5,000 users: iamtui", loaded, "s", round(bare * MORE, 2)),
        Measurement("load 5,000 users: calls made", calls, "calls"),
    ]


def _load(backend: LiveBackend) -> None:
    backend.load(lambda account, progress: None, Cancel())


def _bare(mock: RunningMock) -> None:
    iam, sts = mock.client("iam"), mock.client("sts")
    sts.get_caller_identity()

    def report() -> None:
        iam.generate_credential_report()
        iam.get_credential_report()
        _pages(iam.list_virtual_mfa_devices, AssignmentStatus="Any")

    def others() -> None:
        iam.get_account_summary()
        iam.list_account_aliases()
        _pages(iam.list_policies, Scope="AWS")

    with ThreadPoolExecutor(3) as pool:
        lanes = [pool.submit(_pages, iam.get_account_authorization_details)]
        lanes += [pool.submit(report), pool.submit(others)]
        for lane in lanes:
            lane.result()


def _pages(call: Callable[..., Any], **parameters: Any) -> None:
    answer = call(MaxItems=PAGE, **parameters)
    while answer["IsTruncated"]:
        answer = call(MaxItems=PAGE, Marker=answer["Marker"], **parameters)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "account.json"
        write_big_account(big)
        with mock_server(str(big)) as running:
            print(as_table(measure(running)))  # noqa: T201
