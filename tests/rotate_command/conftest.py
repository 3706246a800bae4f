"""One mock for all rotations by processes, a user and a home for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rotate_command.desk import (
    OWN_KEYS,
    Desk,
)
from tests.support.mock_people import Person, add_user
from tests.support.mock_server import RunningMock, mock_server
from tests.support.secret_service import PrivateBus


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as running:
        yield running


@pytest.fixture(autouse=True)
def _no_faults(mock: RunningMock) -> Iterator[None]:
    yield
    mock.clear_faults()
    mock.set_clock_ahead(0)


@pytest.fixture
def desk(mock: RunningMock, tmp_path: Path) -> Desk:
    return Desk(mock, tmp_path)


@pytest.fixture
def person(mock: RunningMock, request: pytest.FixtureRequest) -> Person:
    """A user of his own for each test."""
    name = f"u{abs(hash(request.node.nodeid)) % 10**12}"
    return add_user(mock, name, OWN_KEYS)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus of this test, whose home is the desk's."""
    found = PrivateBus(tmp_path)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    yield found
    found.stop()
