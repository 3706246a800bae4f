"""pass itself: locked, unlocked from the terminal, hanging, lost, damaged; its names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault.errors import (
    ItemDamaged,
    KeyringFailed,
    KeyringMissing,
    KeyringTimeout,
    SecretRefused,
    WrongPassphrase,
)
from iamtui.vault.pass_names import to_item, to_path
from iamtui.vault.pass_store import PassStore
from iamtui.vault.sealed_errors import StoreLocked
from tests.vault.gpg import forget_passphrases, password_store
from tests.vault.sealed_files import calls

ITEM = "iamtui/key/0123/AKIAEXAMPLE"
KEY_PASSPHRASE = Secret("key passphrase")


@pytest.mark.parametrize(
    ("item", "path"),
    [
        (ITEM, ITEM),
        (
            "iamtui/totp/arn:aws:iam::111122223333:mfa/alice@b",
            "iamtui/totp/arn:aws:iam::111122223333:mfa/alice@b",
        ),
        ("iamtui/../../etc", "iamtui/%2E./%2E./etc"),
        ("iamtui/-rf/.gpg-id", "iamtui/%2Drf/%2Egpg-id"),
        ("iamtui//a b", "iamtui/%00/a%20b"),
        ("iamtui/é%", "iamtui/%C3%A9%25"),
    ],
)
def test_names_are_as_users_of_pass_expect_and_stay_in_the_store(item: str, path: str) -> None:
    assert to_path(item) == path
    assert to_item(path) == item


def test_a_name_too_long_for_a_file_is_refused() -> None:
    with pytest.raises(SecretRefused):
        to_path("iamtui/" + "é" * 100)


@pytest.mark.parametrize("path", ["iamtui/a b", "iamtui/x%new-1234", "iamtui/%2f"])
def test_files_of_others_are_no_items(path: str) -> None:
    assert to_item(path) is None


@pytest.fixture
def store(tmp_path: Path) -> PassStore:
    return PassStore(state=tmp_path)


@pytest.fixture(scope="module")
def _locked_key() -> Iterator[Path]:
    with (
        pytest.MonkeyPatch.context() as environment,
        password_store(environment, KEY_PASSPHRASE.reveal()) as folder,
    ):
        yield folder


@pytest.fixture
def folder(_locked_key: Path) -> Path:
    """A store whose key has a passphrase, which the agent does not know, and no item."""
    shutil.rmtree(_locked_key / "iamtui", ignore_errors=True)
    forget_passphrases()
    return _locked_key


@pytest.mark.slow
class TestWithALockedKey:
    def test_a_locked_key_is_locked_and_unlocked_from_the_terminal(
        self, folder: Path, store: PassStore
    ) -> None:
        for call in calls(store.check, lambda: store.put(ITEM, Secret("x"))):
            with pytest.raises(StoreLocked) as locked:
                call()
        assert store.items() == ()
        with pytest.raises(WrongPassphrase):
            locked.value.unlock(Secret("wrong"))
        with pytest.raises(StoreLocked):
            store.check()
        locked.value.unlock(KEY_PASSPHRASE)
        store.check()
        store.put(ITEM, Secret("kept"))
        forget_passphrases()
        with pytest.raises(StoreLocked):
            store.get(ITEM)
        with pytest.raises(StoreLocked):
            store.put(ITEM, Secret("other"), replace=True)
        store.unlock(KEY_PASSPHRASE)
        assert store.get(ITEM) == Secret("kept")
        assert [path.name for path in folder.rglob("*.gpg")] == ["AKIAEXAMPLE.gpg"]

    def test_a_cut_file_is_damaged_and_never_none(self, folder: Path, store: PassStore) -> None:
        store.unlock(KEY_PASSPHRASE)
        store.put(ITEM, Secret("kept"))
        file = folder / f"{ITEM}.gpg"
        whole = file.read_bytes()
        for length in (0, 5, len(whole) - 30):
            file.write_bytes(whole[:length])
            with pytest.raises(ItemDamaged):
                store.get(ITEM)
        with pytest.raises(ItemDamaged):
            store.put(ITEM, Secret("new"))
        file.write_bytes(whole)
        assert store.get(ITEM) == Secret("kept")

    def test_a_key_that_is_not_here_is_said_to_be_missing(
        self, folder: Path, store: PassStore
    ) -> None:
        store.unlock(KEY_PASSPHRASE)
        store.put(ITEM, Secret("kept"))
        keys = Path(os.environ["GNUPGHOME"]) / "private-keys-v1.d"
        forget_passphrases()
        keys.rename(keys.with_name("away"))
        try:
            for call in calls(store.check, lambda: store.get(ITEM)):
                with pytest.raises(KeyringFailed, match="not on this machine"):
                    call()
        finally:
            forget_passphrases()
            shutil.rmtree(keys, ignore_errors=True)
            keys.with_name("away").rename(keys)

    def test_what_a_kill_left_behind_goes_with_the_next_write(
        self, folder: Path, store: PassStore
    ) -> None:
        store.unlock(KEY_PASSPHRASE)
        left = folder / f"{ITEM}%new-12345678.gpg"
        left.parent.mkdir(parents=True)
        left.write_bytes(b"half")
        assert store.items() == ()
        assert store.get(ITEM) is None
        store.put(ITEM, Secret("kept"))
        assert store.items() == (ITEM,)
        assert not left.exists()

    def test_a_folder_is_no_item(self, folder: Path, store: PassStore) -> None:
        store.unlock(KEY_PASSPHRASE)
        store.put(ITEM, Secret("kept"))
        assert store.get("iamtui/key") is None

    def test_no_secret_is_on_a_command_line(
        self, folder: Path, store: PassStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A gpg that writes down what it was called with, before it does its work."""
        log = tmp_path / "calls"
        real = shutil.which("gpg")
        script = tmp_path / "bin" / "gpg"
        script.parent.mkdir()
        script.write_text(f'#!/bin/sh\n{{ echo "$@"; env; }} >> {log}\nexec {real} "$@"\n')
        script.chmod(0o700)
        monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-of-the-environment")
        store.unlock(KEY_PASSPHRASE)
        store.put(ITEM, Secret("canary-value"))
        assert store.get(ITEM) == Secret("canary-value")
        calls = log.read_text()
        assert ITEM in calls
        for secret in ("canary", KEY_PASSPHRASE.reveal()):
            assert secret not in calls


@pytest.mark.slow
def test_a_gpg_that_hangs_ends_at_the_deadline(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "bin" / "gpg"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\nsleep 1000\n")
    script.chmod(0o700)
    monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
    with pytest.raises(KeyringTimeout, match="gpg"):
        PassStore(state=tmp_path, seconds=0.3).check()


def test_without_the_programs_it_is_missing(
    store: PassStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KeyringMissing, match="pass, gpg, gpg-connect-agent: not installed"):
        store.check()


@pytest.mark.slow
def test_without_a_store_it_is_missing_and_not_empty(
    store: PassStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSWORD_STORE_DIR", str(tmp_path / "none"))
    for call in calls(store.check, lambda: store.get(ITEM), lambda: store.put(ITEM, Secret("x"))):
        with pytest.raises(KeyringMissing, match="pass init"):
            call()


@pytest.mark.slow
def test_gpg_finds_no_terminal_to_ask_on(folder: Path) -> None:
    """It runs in a session of its own: /dev/tty cannot be opened there."""
    code = "from iamtui.vault.pass_process import run_program; "
    code += "print(run_program(('sh', '-c', ': </dev/tty'), None, 10.0).code != 0)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True"
