"""pass and gpg themselves, held against the contract of every store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault.pass_store import PassStore
from tests.vault.gpg import password_store
from tests.vault.store_contract import FileContract


@pytest.fixture(scope="module")
def pass_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassStore]:
    state: Path = tmp_path_factory.mktemp("pass")
    with pytest.MonkeyPatch.context() as environment, password_store(environment):
        environment.setenv("XDG_STATE_HOME", str(state))
        yield PassStore()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pass is a Unix program")
class TestPass(FileContract):
    """pass and gpg themselves, with a throw-away key that has no passphrase."""

    @pytest.fixture
    def store(self, pass_store: PassStore) -> PassStore:
        return pass_store

    @pytest.fixture
    def opener(self) -> str:
        return "from iamtui.vault.pass_store import PassStore; store = PassStore()"

    def test_lists_its_items(self, store: PassStore, item: str) -> None:
        store.put(item + "/a b", Secret("x"))
        assert item + "/a b" in store.items()
        store.delete(item + "/a b")
        assert item + "/a b" not in store.items()
