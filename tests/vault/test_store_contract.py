"""What every SecretStore does, held against each of them."""

from __future__ import annotations

import string
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault.backends import MACOS, WINDOWS
from iamtui.vault.detect import find_store
from iamtui.vault.errors import ItemExists, ItemMissing, SecretRefused
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.memory import MemoryStore
from iamtui.vault.store import SecretStore
from tests.support.secret_service import private_bus
from tests.vault.keyrings import DictKeyring

DIFFICULT = string.printable.replace("\r", "") + "\x1b[31m\x7f [/x] \u200b"
WIDE = "זהכיף ξεσκεπάζω Съешьжеещё 日本語 ﷽ 🔑👩‍👩‍👧 e\u0301"


class StoreContract:
    """The tests; a subclass gives the store and the longest value that it takes."""

    longest = 100_000

    @pytest.fixture
    def item(self) -> str:
        return f"iamtui/test/{uuid.uuid4().hex}"

    def test_has_a_name_for_users(self, store: SecretStore) -> None:
        assert store.name
        assert store.name.isprintable()

    def test_what_was_never_stored_is_none(self, store: SecretStore, item: str) -> None:
        assert store.get(item) is None

    @pytest.mark.parametrize(
        "value",
        ["x", DIFFICULT, DIFFICULT[::-1], WIDE, " ", "\n", "a\r\nb\r\n", '{"akid": "AKIA"}'],
    )
    def test_gives_back_what_was_put(self, store: SecretStore, item: str, value: str) -> None:
        store.put(item, Secret(value))
        assert store.get(item) == Secret(value)

    @pytest.mark.parametrize(
        "name", [string.punctuation, "日本語 🔑", "arn:aws:iam::1:mfa/a@b+c=d"]
    )
    def test_takes_difficult_item_names(self, store: SecretStore, item: str, name: str) -> None:
        store.put(f"{item}/{name}", Secret("one"))
        assert store.get(f"{item}/{name}") == Secret("one")
        assert store.get(item) is None

    def test_takes_a_value_as_long_as_it_says(self, store: SecretStore, item: str) -> None:
        value = Secret("é" * self.longest)
        store.put(item, value)
        assert store.get(item) == value

    def test_items_do_not_touch_each_other(self, store: SecretStore, item: str) -> None:
        store.put(item + "/a", Secret("one"))
        store.put(item + "/b", Secret("two"))
        store.delete(item + "/a")
        assert store.get(item + "/a") is None
        assert store.get(item + "/b") == Secret("two")

    def test_refuses_to_overwrite_another_value(self, store: SecretStore, item: str) -> None:
        store.put(item, Secret("only copy"))
        with pytest.raises(ItemExists):
            store.put(item, Secret("new"))
        assert store.get(item) == Secret("only copy")

    def test_overwrites_when_asked(self, store: SecretStore, item: str) -> None:
        store.put(item, Secret("old"))
        store.put(item, Secret("new"), replace=True)
        assert store.get(item) == Secret("new")
        store.delete(item)
        assert store.get(item) is None

    def test_storing_the_same_value_again_is_no_error(self, store: SecretStore, item: str) -> None:
        store.put(item, Secret("same"))
        store.put(item, Secret("same"))
        assert store.get(item) == Secret("same")

    def test_deleting_what_is_not_there_is_an_error(self, store: SecretStore, item: str) -> None:
        with pytest.raises(ItemMissing):
            store.delete(item)

    def test_a_deleted_item_can_be_stored_anew(self, store: SecretStore, item: str) -> None:
        store.put(item, Secret("one"))
        store.delete(item)
        store.put(item, Secret("two"))
        assert store.get(item) == Secret("two")

    @pytest.mark.parametrize("value", ["", "a\0b", "\ud800"])
    def test_refuses_what_some_keyring_would_change(
        self, store: SecretStore, item: str, value: str
    ) -> None:
        with pytest.raises(SecretRefused):
            store.put(item, Secret(value))
        assert store.get(item) is None


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
class TestSecretService(StoreContract):
    """gnome-keyring itself, one bus for all tests of the class."""

    @pytest.fixture
    def store(self, gnome_store: KeyringStore) -> KeyringStore:
        return gnome_store

    def test_is_persistent(self, store: KeyringStore) -> None:
        assert store.persistent
        assert store.id == "secret-service"
