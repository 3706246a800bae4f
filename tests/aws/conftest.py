"""The mock that the tests of this folder share, and backends over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from iamtui.aws.credentials import Keys
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.secret import Secret
from tests.support.mock_server import Credentials, RunningMock, mock_server

Open: TypeAlias = Callable[..., LiveBackend]


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


def target(mock: RunningMock, **changes: Any) -> Target:
    """Where a mock is."""
    return Target(
        "mock",
        TargetKind.MOCK,
        CredentialSource.GIVEN,
        endpoint_url=mock.endpoint_url,
        mfa_serial=mock.ready.mfa_serial,
        **changes,
    )


def keys(credentials: Credentials) -> Keys:
    """A test's credentials as a backend takes them."""
    token = credentials.session_token
    return Keys(
        credentials.access_key_id,
        Secret(credentials.secret_access_key),
        Secret(token) if token else None,
    )
