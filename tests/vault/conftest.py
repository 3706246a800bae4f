"""Folders and buses for the vault's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui.vault.index import ProfileIndex
from iamtui.vault.ledger import Ledger
from tests.support.secret_service import PrivateBus, private_bus


@pytest.fixture
def index(tmp_path: Path) -> ProfileIndex:
    return ProfileIndex(tmp_path / "config" / "profiles.json")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "state" / "mfa-ledger.json")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus without a keyring service."""
    home = tmp_path / "home"
    home.mkdir()
    with private_bus(home, monkeypatch) as found:
        yield found
