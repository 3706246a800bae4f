"""Sealed files that were damaged, changed, cut off, swapped or put back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault.argon2 import Parameters
from iamtui.vault.errors import VaultError, WrongPassphrase
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import SealedFileDamaged, SealedFileOlder, SealedFileRefused
from iamtui.vault.sealed_keys import DataKeys, new_data_key
from tests.vault.sealed_files import CHEAP, PASSPHRASE, calls, cheap_file, file_at, with_checksum

A, B = "iamtui/a", "iamtui/b"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamtui.vault.sealed_lock.OURS", CHEAP)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with two items."""
    path = tmp_path / "data" / "vault.sealed"
    cheap_file(path)
    store = file_at(path)
    store.unlock(PASSPHRASE)
    store.put(A, Secret("value a"))
    store.put(B, Secret("value b"))
    return path


@pytest.fixture
def store(path: Path) -> SealedFile:
    store = file_at(path)
    store.unlock(PASSPHRASE)
    return store


def test_every_flipped_byte_is_damage(path: Path, store: SealedFile) -> None:
    whole = path.read_bytes()
    for position in range(len(whole)):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << position % 8
        path.write_bytes(flipped)
        for call in calls(lambda: file_at(path).unlock(PASSPHRASE), lambda: store.get(A)):
            with pytest.raises(SealedFileDamaged):
                call()
    path.write_bytes(whole)
    assert store.get(A) == Secret("value a")


def test_every_byte_of_the_header_or_code_changed_on_purpose_is_refused(path: Path) -> None:
    """With a checksum that fits, as only somebody who means it writes it."""
    whole = path.read_bytes()
    lines = whole.split(b"\n")
    body = len(lines[0]) + len(lines[1]) + 2
    code = body + len(lines[2]) + 1
    for position in (*range(body), *range(code, code + len(lines[3]))):
        flipped = bytearray(whole)
        flipped[position] ^= 1
        path.write_bytes(with_checksum(bytes(flipped)))
        store = file_at(path)
        with pytest.raises((SealedFileDamaged, WrongPassphrase)):
            store.unlock(PASSPHRASE)
        assert store.locked


def test_a_change_of_the_body_is_never_called_a_wrong_passphrase(path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    start = len(lines[0]) + len(lines[1]) + 2
    for position in range(start, start + len(lines[2])):
        flipped = bytearray(b"\n".join(lines))
        flipped[position] ^= 2
        path.write_bytes(with_checksum(bytes(flipped)))
        with pytest.raises(SealedFileDamaged):
            file_at(path).unlock(PASSPHRASE)


def test_every_cut_is_damage(path: Path, store: SealedFile) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(SealedFileDamaged):
            store.get(A)
    path.write_bytes(whole + b"\n")
    with pytest.raises(SealedFileDamaged):
        file_at(path).unlock(PASSPHRASE)


def test_a_damaged_file_is_not_written_over(path: Path, store: SealedFile) -> None:
    damaged = path.read_bytes().replace(b"1", b"2", 1)
    path.write_bytes(damaged)
    for call in calls(
        lambda: store.put("iamtui/c", Secret("x")),
        lambda: store.delete(A),
        lambda: store.change_passphrase(PASSPHRASE, Secret("new")),
        lambda: file_at(path).create(PASSPHRASE),
    ):
        with pytest.raises(VaultError):
            call()
    assert path.read_bytes() == damaged


def test_items_that_changed_places_are_refused(path: Path, store: SealedFile) -> None:
    lines = path.read_bytes().split(b"\n")
    body = json.loads(lines[2])
    body["items"][A], body["items"][B] = body["items"][B], body["items"][A]
    lines[2] = json.dumps(body, separators=(",", ":"), sort_keys=True).encode()
    path.write_bytes(with_checksum(b"\n".join(lines)))
    with pytest.raises(SealedFileDamaged):
        store.get(A)


def test_an_item_opens_only_under_its_own_name_in_its_own_file() -> None:
    keys = DataKeys(new_data_key())
    sealed = keys.seal("file", A, Secret("value"))
    assert keys.open("file", A, sealed) == Secret("value")
    assert keys.open("file", B, sealed) is None
    assert keys.open("other", A, sealed) is None
    assert keys.open("file", A, b"") is None


def test_another_file_in_its_place_is_refused(path: Path, store: SealedFile) -> None:
    other = path.with_name("other.sealed")
    cheap_file(other)
    shutil.copy(other, path)
    with pytest.raises(SealedFileRefused, match="another sealed file"):
        store.get(A)
    with pytest.raises(SealedFileRefused, match="another sealed file"):
        store.put(A, Secret("x"), replace=True)


def test_the_body_of_another_file_is_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "vault.sealed"
    cheap_file(other)
    ours, theirs = path.read_bytes().split(b"\n"), other.read_bytes().split(b"\n")
    path.write_bytes(with_checksum(b"\n".join([*ours[:2], *theirs[2:]])))
    with pytest.raises(SealedFileDamaged):
        file_at(path).unlock(PASSPHRASE)


def test_an_older_file_put_back_is_refused(path: Path, store: SealedFile) -> None:
    older = path.read_bytes()
    store.put("iamtui/c", Secret("newer"))
    path.write_bytes(older)
    with pytest.raises(SealedFileOlder):
        store.get(A)
    with pytest.raises(SealedFileOlder):
        store.put("iamtui/d", Secret("x"))
    with pytest.raises(SealedFileOlder):
        file_at(path).unlock(PASSPHRASE)


def test_an_older_file_is_taken_when_that_is_meant(path: Path, store: SealedFile) -> None:
    older = path.read_bytes()
    store.put("iamtui/c", Secret("newer"))
    path.write_bytes(older)
    chosen = file_at(path)
    chosen.unlock(PASSPHRASE, accept_older=True)
    assert chosen.items() == (A, B)
    chosen.put("iamtui/d", Secret("goes on"))
    again = file_at(path)
    again.unlock(PASSPHRASE)
    assert again.items() == store.items() == (A, B, "iamtui/d")


def test_two_histories_of_one_file_are_noticed(path: Path, store: SealedFile) -> None:
    """A copy that was written to elsewhere has as many writes, but others."""
    elsewhere = path.parent.parent / "elsewhere" / path.name
    elsewhere.parent.mkdir(mode=0o700)
    shutil.copy(path, elsewhere)
    other = file_at(elsewhere)
    other.unlock(PASSPHRASE)
    other.put("iamtui/c", Secret("there"))
    store.put("iamtui/c", Secret("here"))
    shutil.copy(elsewhere, path)
    with pytest.raises(SealedFileOlder):
        store.get("iamtui/c")


def test_a_machine_that_never_saw_the_file_takes_it(path: Path, store: SealedFile) -> None:
    """What is not defended: without its record, an older file looks like any."""
    older = path.read_bytes()
    store.put("iamtui/c", Secret("newer"))
    path.write_bytes(older)
    shutil.rmtree(path.parent / "state")
    elsewhere = file_at(path)
    elsewhere.unlock(PASSPHRASE)
    assert elsewhere.items() == (A, B)


def test_a_damaged_record_of_what_was_seen_is_no_record_of_nothing(path: Path) -> None:
    [record] = (path.parent / "state").glob("*.json")
    record.write_text("{")
    with pytest.raises(SealedFileDamaged, match="record"):
        file_at(path).unlock(PASSPHRASE)


@pytest.mark.parametrize(
    "parameters", [Parameters(64 * 1024 * 1024, 1, 1), Parameters(32, 10_000, 1)]
)
def test_a_cost_that_could_only_be_a_trap_is_refused(path: Path, parameters: Parameters) -> None:
    lines = path.read_bytes().split(b"\n")
    header = json.loads(lines[1])
    header |= {"memory_kib": parameters.memory_kib, "iterations": parameters.iterations}
    lines[1] = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    path.write_bytes(with_checksum(b"\n".join(lines)))
    with pytest.raises(SealedFileDamaged):
        file_at(path).unlock(PASSPHRASE)


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b"iamtui sealed file 1", b"\xff" * 300])
def test_what_is_no_sealed_file_is_said_to_be_none(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(SealedFileDamaged):
        file_at(path).unlock(PASSPHRASE)


def test_a_file_of_a_later_version_is_not_called_damaged(path: Path) -> None:
    data = path.read_bytes().replace(b"sealed file 1", b"sealed file 2", 1)
    path.write_bytes(with_checksum(data))
    with pytest.raises(SealedFileDamaged, match="another version"):
        file_at(path).unlock(PASSPHRASE)
