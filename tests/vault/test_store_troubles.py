"""Every place for secrets that is absent, locked, denied, lost or hangs: one contract for all.

Each call is then an error, never "there is none", and what was stored is there afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from jeepney.io.blocking import open_dbus_connection
from secretstorage import Collection

from iamtui.secret import Secret
from iamtui.vault import gnome_keyring, kernel_keyring
from iamtui.vault.detect import find_store
from iamtui.vault.errors import (
    KeyringFailed,
    KeyringLocked,
    KeyringMissing,
    KeyringTimeout,
    VaultError,
)
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.pass_files import PassFiles
from iamtui.vault.pass_store import PassStore
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import SealedFileRefused
from iamtui.vault.secret_service import ready_collection
from iamtui.vault.store import SecretStore
from tests.support.secret_service import PrivateBus, private_bus
from tests.vault.gpg import forget_passphrases, password_store
from tests.vault.sealed_files import CHEAP, PASSPHRASE, calls, cheap_file, file_at

KEY_PASSPHRASE = Secret("ci-pass")
Trouble = Callable[[], AbstractContextManager[None]]
Troubles = Mapping[str, tuple[type[VaultError], Trouble]]

linux = pytest.mark.skipif(sys.platform != "linux", reason="it is Linux's")
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX modes")


class TroubleContract:
    """A subclass gives the store and its troubles: the error of each, and what makes it."""

    def test_every_call_fails_and_nothing_is_lost(
        self, store: SecretStore, troubles: Troubles
    ) -> None:
        item = f"iamtui/test/{uuid.uuid4().hex}"
        store.put(item, Secret("kept"))
        for name, (error, trouble) in troubles.items():
            with trouble():
                for call in calls(
                    lambda: store.get(item),
                    lambda: store.get(f"{item}/never"),
                    lambda: store.put(f"{item}/new", Secret("x")),
                    lambda: store.put(item, Secret("x"), replace=True),
                    lambda: store.delete(item),
                ):
                    with pytest.raises(error) as raised:
                        call()
                    assert raised.value.next_step, name
                    assert "kept" not in str(raised.value), name
            assert store.get(item) == Secret("kept"), name
        store.delete(item)


@posix
class TestSealedFile(TroubleContract):
    @pytest.fixture
    def store(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SealedFile:
        monkeypatch.setattr("iamtui.vault.sealed_lock.OURS", CHEAP)
        cheap_file(tmp_path / "folder" / "vault.sealed")
        store = file_at(tmp_path / "folder" / "vault.sealed")
        store.unlock(PASSPHRASE)
        return store

    @pytest.fixture
    def troubles(self, store: SealedFile) -> Troubles:
        path = store.path
        away = path.with_suffix(".away")

        @contextlib.contextmanager
        def absent() -> Iterator[None]:
            path.rename(away)
            yield
            away.rename(path)

        @contextlib.contextmanager
        def linked() -> Iterator[None]:
            path.rename(away)
            path.symlink_to(away)
            yield
            path.unlink()
            away.rename(path)

        @contextlib.contextmanager
        def readable() -> Iterator[None]:
            path.chmod(0o644)
            yield
            path.chmod(0o600)

        @contextlib.contextmanager
        def locked() -> Iterator[None]:
            store.lock()
            yield
            store.unlock(PASSPHRASE)

        @contextlib.contextmanager
        def lost() -> Iterator[None]:
            path.rename(away)
            cheap_file(path)
            yield
            away.replace(path)

        return {
            "absent": (KeyringMissing, absent),
            "lost: another file is there": (SealedFileRefused, lost),
            "locked": (KeyringLocked, locked),
            "denied: a link": (SealedFileRefused, linked),
            "denied: others read it": (SealedFileRefused, readable),
        }


@linux
@pytest.mark.slow
class TestSecretService(TroubleContract):
    @pytest.fixture
    def service(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
        with private_bus(tmp_path, monkeypatch) as bus:
            bus.start_keyring("ci-pass")
            yield bus

    @pytest.fixture
    def store(self, service: PrivateBus) -> KeyringStore:
        return find_store(seconds=2.0)

    @pytest.fixture
    def troubles(self, service: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> Troubles:
        @contextlib.contextmanager
        def locked() -> Iterator[None]:
            with contextlib.closing(open_dbus_connection()) as connection:
                Collection(connection, ready_collection()).lock()
            yield
            gnome_keyring.unlock(Secret("ci-pass"))

        @contextlib.contextmanager
        def lost() -> Iterator[None]:
            service.signal_keyring(signal.SIGKILL)
            yield
            service.start_keyring("ci-pass")

        @contextlib.contextmanager
        def hanging() -> Iterator[None]:
            service.signal_keyring(signal.SIGSTOP)
            yield
            service.signal_keyring(signal.SIGCONT)

        @contextlib.contextmanager
        def absent() -> Iterator[None]:
            with monkeypatch.context() as patch:
                patch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
                yield

        return {
            "absent": (KeyringMissing, absent),
            "locked": (KeyringLocked, locked),
            "lost": (KeyringMissing, lost),
            "hanging": (KeyringTimeout, hanging),
        }


@posix
@pytest.mark.slow
class TestPass(TroubleContract):
    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        with (
            pytest.MonkeyPatch.context() as environment,
            password_store(environment, KEY_PASSPHRASE.reveal()),
        ):
            environment.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("pass")))
            yield

    @pytest.fixture
    def store(self, folder: None) -> PassStore:
        store = PassStore()
        store.unlock(KEY_PASSPHRASE)
        return store

    @pytest.fixture
    def troubles(self, store: PassStore, monkeypatch: pytest.MonkeyPatch) -> Troubles:
        folder = Path(os.environ["PASSWORD_STORE_DIR"])

        @contextlib.contextmanager
        def absent() -> Iterator[None]:
            with monkeypatch.context() as patch:
                patch.setenv("PASSWORD_STORE_DIR", "/nonexistent/store")
                yield

        @contextlib.contextmanager
        def lost() -> Iterator[None]:
            away = folder.with_name("away")
            folder.rename(away)
            yield
            away.rename(folder)

        return {
            "absent": (KeyringMissing, absent),
            "lost": (KeyringMissing, lost),
        }

    def test_programs_that_hang_change_nothing(
        self, store: PassStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is not there is told by the folder, with no program."""
        item = f"iamtui/test/{uuid.uuid4().hex}"
        store.put(item, Secret("kept"))
        for name in ("pass", "gpg"):
            program = tmp_path / "bin" / name
            program.parent.mkdir(exist_ok=True)
            program.write_text("#!/bin/sh\nexec sleep 1000\n")
            program.chmod(0o700)
        with monkeypatch.context() as patch:
            patch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
            patch.setattr(store, "_files", PassFiles(0.1))
            for call in calls(
                lambda: store.get(item),
                lambda: store.put(f"{item}/new", Secret("x")),
                lambda: store.put(item, Secret("x"), replace=True),
                lambda: store.delete(item),
            ):
                with pytest.raises(KeyringTimeout):
                    call()
        assert store.get(item) == Secret("kept")
        assert store.get(f"{item}/new") is None

    def test_a_locked_key_and_one_that_is_gone_keep_every_item_from_being_read(
        self, store: PassStore
    ) -> None:
        """To store and to delete takes no secret key: what is encrypted so is not read back."""
        item = f"iamtui/test/{uuid.uuid4().hex}"
        store.put(item, Secret("kept"))
        forget_passphrases()
        for call in calls(
            lambda: store.get(item),
            lambda: store.put(item, Secret("x"), replace=True),
            lambda: store.put(f"{item}/new", Secret("x")),
        ):
            with pytest.raises(KeyringLocked):
                call()
        store.unlock(KEY_PASSPHRASE)
        assert store.get(item) == Secret("kept")
        assert store.get(f"{item}/new") is None
        keys = Path(os.environ["GNUPGHOME"]) / "private-keys-v1.d"
        away = keys.with_name("away")
        forget_passphrases()
        keys.rename(away)
        with pytest.raises(KeyringFailed, match="is not on this machine"):
            store.get(item)
        forget_passphrases()
        shutil.rmtree(keys, ignore_errors=True)
        away.rename(keys)
        store.unlock(KEY_PASSPHRASE)
        assert store.get(item) == Secret("kept")


@linux
@pytest.mark.skipif(
    kernel_keyring.state() is not kernel_keyring.KernelState.READY,
    reason="the kernel keyring is absent or forbidden here",
)
class TestKernelKeyring(TroubleContract):
    @pytest.fixture
    def store(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KernelStore:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        return KernelStore(seconds=300)

    @pytest.fixture
    def troubles(self, monkeypatch: pytest.MonkeyPatch) -> Troubles:
        @contextlib.contextmanager
        def absent() -> Iterator[None]:
            with monkeypatch.context() as patch:
                patch.setattr("iamtui.vault.kernel_keyring.NUMBERS", {})
                yield

        @contextlib.contextmanager
        def denied() -> Iterator[None]:
            def refuse() -> None:
                raise kernel_keyring.KernelKeyringForbidden("It is forbidden.", "Use another.")

            with monkeypatch.context() as patch:
                patch.setattr("iamtui.vault.kernel_keyring._prepare", refuse)
                yield

        return {
            "absent": (KeyringMissing, absent),
            "denied": (kernel_keyring.KernelKeyringForbidden, denied),
        }
