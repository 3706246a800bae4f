"""One server per account for all tests of the mock; a test changes only what it made."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.mock_server import RunningMock, mock_server

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def demo() -> Iterator[RunningMock]:
    """The demo account; nobody changes it."""
    with mock_server("demo") as running:
        yield running


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningMock]:
    """An account to change things in."""
    with mock_server("empty") as running:
        yield running


@pytest.fixture(scope="session")
def apart() -> Iterator[RunningMock]:
    """An account whose clock, conditions and settings a test may change, and puts back."""
    with mock_server("empty") as running:
        yield running


@pytest.fixture
def iam(sandbox: RunningMock) -> Any:
    """The sandbox's IAM as its administrator."""
    return sandbox.client("iam")


@pytest.fixture
def fresh() -> Callable[[str], str]:
    """Gives names that no other test has."""
    return lambda stem: f"{stem}-{next(_NUMBERS)}"


@pytest.fixture
def user(iam: Any, fresh: Callable[[str], str]) -> str:
    """The name of a new user without anything."""
    name = fresh("user")
    iam.create_user(UserName=name)
    return name
