"""What every SecretStore does: the tests that each of them is held against."""

from __future__ import annotations

import contextlib
import string
import subprocess
import sys
import uuid

import pytest

from iamtui.secret import Secret
from iamtui.vault.errors import ItemExists, ItemMissing, SecretRefused
from iamtui.vault.store import SecretStore

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


class SharedContract(StoreContract):
    """For a store that several processes use at once.

    `opener` is Python that makes `store` in another process.
    """

    def test_each_of_several_writers_keeps_its_items(
        self, store: SecretStore, opener: str, item: str
    ) -> None:
        writers = [started(opener, MANY_ITEMS, f"{item}/{writer}") for writer in range(3)]
        assert [ended(writer) for writer in writers] == ["done"] * 3
        for writer in range(3):
            for number in range(4):
                name = f"{item}/{writer}/{number}"
                assert store.get(name) == Secret(f"value of {name}")

    def test_a_writer_that_is_killed_loses_nothing_it_was_told_is_stored(
        self, store: SecretStore, opener: str, item: str
    ) -> None:
        store.put(item, Secret("before"))
        for acknowledged in (1, 2, 3):
            writer = started(opener, ENDLESS, item)
            assert writer.stdout is not None
            numbers = [int(next(writer.stdout)) for _ in range(acknowledged)]
            writer.kill()
            numbers += [int(line) for line in writer.stdout.read().split()]
            writer.wait()
            writer.stdout.close()
            found = store.get(item)
            # The one after the last that it could say may be stored as well.
            assert found in [Secret(f"value {numbers[-1] + more}") for more in (0, 1)]
        store.put(item, Secret("after"), replace=True)
        assert store.get(item) == Secret("after")


class GuardedContract(SharedContract):
    """For a store that keeps two processes from storing different values as one new item."""

    def test_one_of_several_writers_of_an_item_wins(
        self, store: SecretStore, opener: str, item: str
    ) -> None:
        said = together([waiting(opener, ONE_ITEM, item, str(writer)) for writer in range(3)])
        assert sorted(said) == ["ItemExists", "ItemExists", "stored"]
        assert store.get(item) == Secret(f"value {said.index('stored')}")


class FileContract(GuardedContract):
    """For a store that this process itself writes to a disk."""

    def test_a_full_disk_is_an_error_and_leaves_what_was_there(
        self, store: SecretStore, opener: str, item: str
    ) -> None:
        store.put(item, Secret("before"))
        assert ended(started(opener, FULL_DISK, item)) in {"SealedFileUnusable", "KeyringFailed"}
        assert store.get(item) == Secret("before")
        store.put(item, Secret("after"), replace=True)
        assert store.get(item) == Secret("after")


MANY_ITEMS = """
for number in range(4):
    name = f"{sys.argv[1]}/{number}"
    store.put(name, Secret(f"value of {name}"))
print("done")
"""

ONE_ITEM = """
print("ready", flush=True)
sys.stdin.readline()
try:
    store.put(sys.argv[1], Secret(f"value {sys.argv[2]}"))
    print("stored")
except VaultError as error:
    print(type(error).__name__)
"""

ENDLESS = """
for number in range(1, 100_000):
    store.put(sys.argv[1], Secret(f"value {number}"), replace=True)
    print(number, flush=True)
"""

FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    store.put(sys.argv[1], Secret("x" * 200_000), replace=True)
    print("stored")
except VaultError as error:
    print(type(error).__name__)
"""

HEAD = """
import sys
from pathlib import Path
from iamtui.secret import Secret
from iamtui.vault.errors import VaultError
"""


def started(opener: str, work: str, *arguments: str) -> subprocess.Popen[str]:
    """A process that opens the store and does `work`."""
    command = [sys.executable, "-c", HEAD + opener + work, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def waiting(opener: str, work: str, *arguments: str) -> subprocess.Popen[str]:
    """Like `started`, for work that says "ready" and reads a line before it begins."""
    command = [sys.executable, "-c", HEAD + opener + work, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)


def together(processes: list[subprocess.Popen[str]]) -> list[str]:
    """Let processes that are ready begin at once; what each printed after that."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return [ended(process) for process in processes]


def ended(process: subprocess.Popen[str]) -> str:
    """What the process printed before it ended."""
    with contextlib.closing(process.stdout) if process.stdout else contextlib.nullcontext():
        return process.communicate()[0].strip()
