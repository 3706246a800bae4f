"""The sealed file: made, unlocked, locked, given another passphrase; from several processes."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iamtui.paths import locked
from iamtui.secret import Secret
from iamtui.vault import argon2
from iamtui.vault.argon2 import OURS
from iamtui.vault.errors import (
    ItemMissing,
    KeyringLocked,
    KeyringTimeout,
    SecretRefused,
    WrongPassphrase,
)
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import (
    SealedFileExists,
    SealedFileMissing,
    SealedFileRefused,
    SealedFileUnusable,
    StoreLocked,
)
from iamtui.vault.sealed_format import read
from tests.vault.sealed_files import CHEAP, PASSPHRASE, calls, cheap_file, file_at

ITEM = "iamtui/key/1/AKIAEXAMPLE"
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX modes and links")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the file; what Argon2id costs is not their matter."""
    for module in ("sealed_lock", "sealed_opening"):
        monkeypatch.setattr(f"iamtui.vault.{module}.OURS", CHEAP)
    monkeypatch.setattr("iamtui.vault.sealed_opening.new_header.__defaults__", (CHEAP, None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "vault.sealed"
    cheap_file(path)
    return path


@pytest.fixture
def store(path: Path) -> SealedFile:
    store = file_at(path)
    store.unlock(PASSPHRASE)
    return store


def test_what_is_stored_is_there_after_unlocking_again(path: Path, store: SealedFile) -> None:
    store.put(ITEM, Secret("kept"))
    again = file_at(path)
    again.unlock(PASSPHRASE)
    assert again.get(ITEM) == Secret("kept")
    assert again.items() == (ITEM,)


def test_a_new_file_is_private_empty_and_open(tmp_path: Path) -> None:
    store = file_at(tmp_path / "new" / "vault.sealed")
    assert not store.exists
    store.create(PASSPHRASE)
    assert store.exists
    assert not store.locked
    assert store.items() == ()
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_a_file_is_not_made_over_another_one(path: Path, store: SealedFile) -> None:
    store.put(ITEM, Secret("only copy"))
    with pytest.raises(SealedFileExists):
        file_at(path).create(Secret("other"))
    assert store.get(ITEM) == Secret("only copy")


@pytest.mark.parametrize("passphrase", ["", "a\0b"])
def test_no_passphrase_is_refused(tmp_path: Path, passphrase: str) -> None:
    store = file_at(tmp_path / "vault.sealed")
    with pytest.raises(SecretRefused):
        store.create(Secret(passphrase))
    assert not store.exists


def test_no_secret_lies_in_the_file(path: Path, store: SealedFile) -> None:
    store.put(ITEM, Secret("canary-value"))
    for place in path.parent.rglob("*"):
        if place.is_file():
            assert b"canary-value" not in place.read_bytes()
            assert PASSPHRASE.reveal().encode() not in place.read_bytes()


def test_a_locked_file_says_so_and_carries_what_unlocks_it(path: Path) -> None:
    store = file_at(path)
    for call in calls(
        store.check,
        store.items,
        lambda: store.get(ITEM),
        lambda: store.put(ITEM, Secret("x")),
        lambda: store.delete(ITEM),
    ):
        with pytest.raises(StoreLocked) as raised:
            call()
    assert isinstance(raised.value, KeyringLocked)
    raised.value.unlock(PASSPHRASE)
    assert store.get(ITEM) is None


@pytest.mark.parametrize("wrong", ["ci-pas", "ci-pass ", "CI-PASS", ""])
def test_a_wrong_passphrase_is_a_wrong_passphrase(path: Path, wrong: str) -> None:
    store = file_at(path)
    with pytest.raises(WrongPassphrase):
        store.unlock(Secret(wrong))
    assert store.locked


def test_a_passphrase_is_the_same_however_its_letters_are_composed(tmp_path: Path) -> None:
    store = file_at(tmp_path / "vault.sealed")
    store.create(Secret("Schlüssel é"))
    again = file_at(store.path)
    again.unlock(Secret("Schlu\u0308ssel e\u0301"))
    assert not again.locked


def test_locking_forgets_the_keys(store: SealedFile) -> None:
    store.put(ITEM, Secret("kept"))
    store.lock()
    with pytest.raises(StoreLocked):
        store.get(ITEM)


def test_a_write_that_waits_while_it_is_locked_does_not_open_it_again(
    path: Path, store: SealedFile
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with locked(path.with_name(path.name + ".lock")):
            writing = pool.submit(store.put, ITEM, Secret("late"))
            store.lock()
        assert isinstance(writing.exception(), StoreLocked)
    assert store.locked
    store.unlock(PASSPHRASE)
    assert store.items() == ()


def test_it_locks_when_it_was_not_used_for_long_enough(path: Path) -> None:
    now = [1000.0]
    store = SealedFile(path, state=path.parent / "state", idle_seconds=60.0, clock=lambda: now[0])
    assert store.idle_left == 0.0
    store.unlock(PASSPHRASE)
    now[0] += 59.0
    assert store.idle_left == 1.0
    store.check()
    assert store.items() == ()
    assert store.idle_left == 1.0
    assert store.get(ITEM) is None
    assert store.idle_left == 60.0
    now[0] += 60.0
    assert store.locked
    with pytest.raises(StoreLocked):
        store.get(ITEM)
    now[0] -= 60.0
    assert store.locked


def test_without_a_time_it_does_not_lock_itself(store: SealedFile) -> None:
    assert store.idle_left is None


def test_the_passphrase_is_changed_and_every_item_kept(path: Path, store: SealedFile) -> None:
    for number in range(5):
        store.put(f"{ITEM}/{number}", Secret(f"value {number}"))
    before = read(path.read_bytes()).header
    store.change_passphrase(PASSPHRASE, Secret("new"))
    assert store.get(f"{ITEM}/4") == Secret("value 4")
    after = read(path.read_bytes()).header
    assert (before.id == after.id, before.key_id == after.key_id) == (True, False)
    again = file_at(path)
    with pytest.raises(WrongPassphrase):
        again.unlock(PASSPHRASE)
    again.unlock(Secret("new"))
    assert [again.get(item) for item in again.items()] == [Secret(f"value {n}") for n in range(5)]


def test_a_change_with_a_wrong_passphrase_changes_nothing(path: Path, store: SealedFile) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        store.change_passphrase(Secret("wrong"), Secret("new"))
    assert path.read_bytes() == before


def test_another_process_has_to_unlock_again_after_a_change(path: Path, store: SealedFile) -> None:
    other = file_at(path)
    other.unlock(PASSPHRASE)
    store.change_passphrase(PASSPHRASE, Secret("new"))
    with pytest.raises(StoreLocked, match="another passphrase by now"):
        other.put(ITEM, Secret("x"))
    other.unlock(Secret("new"))
    other.put(ITEM, Secret("x"))
    assert store.get(ITEM) == Secret("x")


def test_writes_of_another_process_are_seen_and_kept(path: Path, store: SealedFile) -> None:
    other = file_at(path)
    other.unlock(PASSPHRASE)
    store.put("iamtui/a", Secret("one"))
    other.put("iamtui/b", Secret("two"))
    store.delete("iamtui/a")
    assert other.items() == store.items() == ("iamtui/b",)
    with pytest.raises(ItemMissing):
        other.delete("iamtui/a")


def test_a_lower_cost_of_argon2_is_raised_when_it_is_unlocked(
    path: Path, store: SealedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(ITEM, Secret("kept"))
    higher = argon2.Parameters(memory_kib=64, iterations=2, lanes=1)
    monkeypatch.setattr("iamtui.vault.sealed_lock.OURS", higher)
    monkeypatch.setattr("iamtui.vault.sealed_opening.new_header.__defaults__", (higher, None))
    again = file_at(path)
    again.unlock(PASSPHRASE)
    assert read(path.read_bytes()).header.parameters == higher
    assert again.get(ITEM) == Secret("kept")
    assert store.get(ITEM) == Secret("kept")
    written = path.read_bytes()
    file_at(path).unlock(PASSPHRASE)
    assert path.read_bytes() == written


def test_our_cost_of_argon2_is_what_rfc_9106_recommends() -> None:
    assert (OURS.memory_kib, OURS.iterations, OURS.lanes) == (64 * 1024, 3, 4)


def test_a_lost_file_is_missing_and_not_made_again(path: Path, store: SealedFile) -> None:
    store.put(ITEM, Secret("kept"))
    path.rename(path.with_suffix(".away"))
    for call in calls(
        lambda: store.get(ITEM),
        lambda: store.put("iamtui/other", Secret("x")),
        lambda: file_at(path).unlock(PASSPHRASE),
    ):
        with pytest.raises(SealedFileMissing):
            call()
    assert not path.exists()
    path.with_suffix(".away").rename(path)
    assert store.get(ITEM) == Secret("kept")


@posix
def test_a_file_that_others_can_read_is_refused(path: Path, store: SealedFile) -> None:
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        for call in calls(lambda: store.get(ITEM), lambda: file_at(path).unlock(PASSPHRASE)):
            with pytest.raises(SealedFileRefused, match="chmod 600"):
                call()
    path.chmod(0o600)
    assert store.get(ITEM) is None


@posix
def test_a_folder_that_others_can_write_to_is_refused(path: Path) -> None:
    path.parent.chmod(0o777)
    with pytest.raises(SealedFileRefused, match="chmod go-w"):
        file_at(path).unlock(PASSPHRASE)


@posix
def test_a_symbolic_link_is_refused(path: Path, store: SealedFile) -> None:
    real = path.with_suffix(".real")
    path.rename(real)
    path.symlink_to(real)
    for call in calls(lambda: store.get(ITEM), lambda: file_at(path).unlock(PASSPHRASE)):
        with pytest.raises(SealedFileRefused, match="symbolic link"):
            call()
    with pytest.raises(SealedFileExists):
        file_at(path).create(PASSPHRASE)
    path.unlink()
    path.symlink_to(path.with_suffix(".nowhere"))
    with pytest.raises(SealedFileExists):
        file_at(path).create(PASSPHRASE)


@posix
def test_what_is_no_file_is_refused_and_not_waited_for(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(SealedFileRefused, match="is no file"):
        file_at(path).unlock(PASSPHRASE)
    path.unlink()
    path.mkdir(0o700)
    with pytest.raises((SealedFileRefused, SealedFileUnusable)):
        file_at(path).unlock(PASSPHRASE)


def test_a_process_that_keeps_the_lock_ends_at_the_deadline(path: Path) -> None:
    store = SealedFile(path, state=path.parent / "state", seconds=0.05)
    store.unlock(PASSPHRASE)
    with (
        locked(path.with_name(path.name + ".lock")),
        pytest.raises(KeyringTimeout, match="storing"),
    ):
        store.put(ITEM, Secret("x"))


def test_a_write_that_was_called_late_is_not_done_after_that(path: Path) -> None:
    store = SealedFile(path, state=path.parent / "state", seconds=0.05)
    store.unlock(PASSPHRASE)
    before = set(threading.enumerate())
    with locked(path.with_name(path.name + ".lock")):
        for write in calls(
            lambda: store.put(ITEM, Secret("x")),
            lambda: store.change_passphrase(PASSPHRASE, Secret("another")),
        ):
            with pytest.raises(KeyringTimeout):
                write()
        held = path.read_bytes()
    for left_behind in set(threading.enumerate()) - before:
        left_behind.join()
    assert path.read_bytes() == held


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SealedFileUnusable):
        file_at(tmp_path / "file" / "vault.sealed").create(PASSPHRASE)
