"""What is said of each place for secrets, and how the one of the configuration is opened."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault.errors import KeyringMissing, SecretRefused
from iamtui.vault.open_store import first_store, open_store, sealed_file
from iamtui.vault.pass_store import PassStore
from iamtui.vault.places import PLACES, place
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import SealedFileMissing, StoreLocked
from iamtui.vault.survey import Finding, State, survey
from tests.support.secret_service import PrivateBus
from tests.vault.gpg import password_store
from tests.vault.sealed_files import PASSPHRASE, cheap_file, file_at

linux = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")


@pytest.fixture(autouse=True)
def _nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No bus and no password store, whatever the machine has."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("PASSWORD_STORE_DIR", str(tmp_path / "no-store"))
    for folder in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(folder, str(tmp_path / folder))


def found(place_id: str, sealed: SealedFile | None = None, seconds: float = 5.0) -> Finding:
    [finding] = [
        each for each in survey(sealed=sealed, seconds=seconds) if each.place.id == place_id
    ]
    return finding


def test_every_place_says_what_it_is_worth() -> None:
    for each in PLACES:
        assert each.encrypted
        assert each.readers.endswith(".")
        assert place(each.id) is each
    assert {each.id for each in PLACES if not each.survives_reboot} == {"kernel", "memory"}
    assert {each.id for each in PLACES if each.automatic} == {
        "secret-service", "kwallet5", "kwallet4", "macos", "windows",
    }  # fmt: skip


@linux
def test_every_place_of_the_system_is_found_with_a_reason() -> None:
    findings = survey()
    assert [each.place.id for each in findings] == [
        "secret-service", "kwallet5", "kwallet4", "sealed", "pass", "kernel", "memory",
    ]  # fmt: skip
    for each in findings:
        assert each.reason.endswith(".")
        assert each.state is State.READY or each.remedy


def test_memory_is_always_ready() -> None:
    assert found("memory").state is State.READY


def test_a_sealed_file_is_missing_and_can_be_made() -> None:
    finding = found("sealed")
    assert finding.state is State.MISSING
    assert finding.create is not None
    finding.create(PASSPHRASE)
    assert found("sealed").state is State.LOCKED


def test_a_sealed_file_is_locked_then_ready(tmp_path: Path) -> None:
    path = tmp_path / "vault" / "vault.sealed"
    cheap_file(path)
    store = file_at(path)
    finding = found("sealed", store)
    assert finding.state is State.LOCKED
    assert store.locked
    assert finding.unlock is not None
    finding.unlock(PASSPHRASE)
    assert found("sealed", store).state is State.READY


def test_a_damaged_sealed_file_is_denied_and_cannot_be_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "vault" / "vault.sealed"
    cheap_file(path)
    path.write_bytes(path.read_bytes()[:-1])
    finding = found("sealed", file_at(path))
    assert (finding.state, finding.create, finding.unlock) == (State.DENIED, None, None)
    assert "backup" in finding.remedy


@linux
@pytest.mark.slow
def test_a_keyring_is_missing_locked_ready_or_slow(bus: PrivateBus) -> None:
    assert found("secret-service").state is State.MISSING
    bus.start_keyring("ci-pass")
    assert found("secret-service").state is State.READY
    bus.signal_keyring(signal.SIGSTOP)
    assert found("secret-service", seconds=0.3).state is State.SLOW
    bus.signal_keyring(signal.SIGKILL)
    bus.start_keyring(None)
    finding = found("secret-service")
    assert finding.state is State.LOCKED
    assert finding.unlock is not None
    finding.unlock(Secret("ci-pass"))
    assert found("secret-service").state is State.READY


@linux
@pytest.mark.slow
def test_a_keyring_service_without_a_keyring_can_be_given_one(bus: PrivateBus) -> None:
    bus.start_keyring(None)
    finding = found("secret-service")
    assert finding.state is State.MISSING
    assert finding.create is not None
    finding.create(Secret("ci-pass"))
    assert found("secret-service").state is State.READY


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pass is a Unix program")
def test_pass_is_missing_then_locked_then_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("pass").state is State.MISSING
    with pytest.raises(KeyringMissing):
        open_store("pass")
    with password_store(monkeypatch, "key passphrase"):
        finding = found("pass")
        assert finding.state is State.LOCKED
        assert finding.unlock is not None
        with pytest.raises(StoreLocked) as locked:
            open_store("pass")
        locked.value.unlock(Secret("key passphrase"))
        assert isinstance(open_store("pass"), PassStore)
        assert found("pass").state is State.READY


def test_the_sealed_file_of_the_configuration_is_opened_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "vault" / "vault.sealed"
    with pytest.raises(SealedFileMissing):
        sealed_file(path)
    cheap_file(path)
    store = open_store("sealed", sealed_path=path)
    with pytest.raises(StoreLocked) as locked:
        store.get("iamtui/a")
    locked.value.unlock(PASSPHRASE)
    assert store.get("iamtui/a") is None


def test_memory_is_opened_only_where_it_is_named() -> None:
    assert not open_store("memory").persistent
    with pytest.raises(KeyringMissing):
        first_store()


def test_an_unknown_place_is_refused_with_the_choice() -> None:
    with pytest.raises(SecretRefused, match="sealed, pass"):
        open_store("plaintext")
