"""Every SecretStore, held against the contract."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault import kernel_keyring
from iamtui.vault.backends import MACOS, WINDOWS
from iamtui.vault.detect import find_store
from iamtui.vault.errors import SecretRefused
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.memory import MemoryStore
from iamtui.vault.sealed import SealedFile
from tests.support.secret_service import private_bus
from tests.vault.keyrings import DictKeyring
from tests.vault.store_contract import FileContract, GuardedContract, StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()

    def test_says_that_it_forgets(self, store: MemoryStore) -> None:
        assert not store.persistent
        assert "forgotten" in store.name


class TestKeyringStoreOverAnyKeyring(StoreContract):
    @pytest.fixture
    def store(self) -> KeyringStore:
        return KeyringStore(DictKeyring(), MACOS)


class TestKeyringStoreOnWindows(StoreContract):
    longest = 1280

    @pytest.fixture
    def store(self) -> KeyringStore:
        return KeyringStore(DictKeyring(), WINDOWS)

    @pytest.mark.parametrize("value", ["x" * 1281, "🔑" * 641])
    def test_refuses_more_than_a_credential_holds(
        self, store: KeyringStore, item: str, value: str
    ) -> None:
        with pytest.raises(SecretRefused, match="1,280"):
            store.put(item, Secret(value))
        assert store.get(item) is None


@pytest.fixture(scope="module")
def gnome_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyringStore]:
    home: Path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment, private_bus(home, environment) as bus:
        bus.start_keyring("ci-pass")
        yield find_store()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
class TestSecretService(GuardedContract):
    """gnome-keyring itself, one bus for all tests of the class."""

    @pytest.fixture
    def opener(self) -> str:
        return "from iamtui.vault.detect import find_store; store = find_store()"

    @pytest.fixture
    def store(self, gnome_store: KeyringStore) -> KeyringStore:
        return gnome_store

    def test_is_persistent(self, store: KeyringStore) -> None:
        assert store.persistent
        assert store.id == "secret-service"


@pytest.fixture(scope="module")
def sealed_file(tmp_path_factory: pytest.TempPathFactory) -> SealedFile:
    folder = tmp_path_factory.mktemp("sealed")
    store = SealedFile(folder / "vault.sealed", state=folder / "state")
    store.create(Secret("ci-pass"))
    return store


@pytest.mark.slow
class TestSealedFile(FileContract):
    """One file for all tests of the class."""

    @pytest.fixture
    def store(self, sealed_file: SealedFile) -> SealedFile:
        return sealed_file

    @pytest.fixture
    def opener(self, store: SealedFile) -> str:
        return f"""
from iamtui.vault.sealed import SealedFile
path = Path({str(store.path)!r})
store = SealedFile(path, state=path.parent / "state")
store.unlock(Secret("ci-pass"))
"""

    def test_lists_its_items(self, store: SealedFile, item: str) -> None:
        store.put(item, Secret("x"))
        assert item in store.items()
        store.delete(item)
        assert item not in store.items()


@pytest.mark.slow
@pytest.mark.skipif(
    kernel_keyring.state() is not kernel_keyring.KernelState.READY,
    reason="the kernel keyring is absent or forbidden here",
)
class TestKernelKeyring(GuardedContract):
    """The kernel's own; its items go with the test, at the latest after five minutes."""

    # The quota of a user who is not root is 20,000 bytes.
    longest = 2_000

    @pytest.fixture(autouse=True)
    def _left_as_it_was(self, item: str) -> Iterator[None]:
        yield
        for name in (item, *(f"{item}/{writer}/{n}" for writer in range(3) for n in range(4))):
            kernel_keyring.remove(f"iamtui:item:{name}")

    @pytest.fixture
    def store(self) -> KernelStore:
        return KernelStore(seconds=300)

    @pytest.fixture
    def opener(self) -> str:
        return "from iamtui.vault.kernel_store import KernelStore; store = KernelStore(300)"

    def test_refuses_more_than_a_key_holds(self, store: KernelStore, item: str) -> None:
        with pytest.raises(SecretRefused, match="32,767"):
            store.put(item, Secret("x" * 32_768))
        assert store.get(item) is None

    def test_says_that_it_does_not_last(self, store: KernelStore) -> None:
        assert not store.persistent
