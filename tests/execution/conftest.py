"""Execution tests keep their files to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.execution.acting import Acting, acting
from tests.support.accounts import small_account


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "iamtui"


@pytest.fixture
def at_work(tmp_path: Path) -> Acting:
    """Ann at work on the small account."""
    return acting(small_account(), tmp_path)
