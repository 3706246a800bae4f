"""The mock that the tests of this folder share, and backends over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from iamtui.aws.live import LiveBackend, open_backend
from tests.aws.mock_backends import Open, keys, target
from tests.support.mock_server import Credentials, RunningMock, mock_server


@pytest.fixture(scope="package")
def served_demo() -> Iterator[RunningMock]:
    """The demo account; its own entities are not changed by tests."""
    with mock_server("demo") as mock:
        yield mock


@pytest.fixture
def demo(served_demo: RunningMock) -> Iterator[RunningMock]:
    """The demo account without faults, its calls counted from nothing."""
    served_demo.reset_calls()
    yield served_demo
    served_demo.clear_faults()
    served_demo.set_clock_ahead(0)


@pytest.fixture
def open_demo(demo: RunningMock) -> Open:
    """Opens a backend over the demo account, of its administrator or with other credentials."""

    def open_with(credentials: Credentials | None = None, **options: Any) -> LiveBackend:
        return open_backend(target(demo), keys(credentials or demo.credentials), **options)

    return open_with
