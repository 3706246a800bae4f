"""Which keyring is chosen, and what is said where there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault.backends import candidates, ignored_settings
from iamtui.vault.detect import find_store
from iamtui.vault.errors import KeyringMissing, SecretRefused
from tests.support.secret_service import PrivateBus

DOORS = [
    *("vault", "detect", "gnome_keyring", "keyring_store", "memory", "totp", "ledger", "index"),
    *("sealed", "pass_store", "kernel_store", "open_store", "survey", "migration", "passphrase"),
    *("storage", "storage_words", "contents", "moving", "targets", "move_record"),
]

linux = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")


@pytest.mark.parametrize(
    ("platform", "ids"),
    [
        ("linux", ["secret-service", "kwallet5", "kwallet4"]),
        ("freebsd14", ["secret-service", "kwallet5", "kwallet4"]),
        ("darwin", ["macos"]),
        ("win32", ["windows"]),
    ],
)
def test_only_keyrings_of_the_system_are_candidates(platform: str, ids: list[str]) -> None:
    assert [backend.id for backend in candidates(platform)] == ids


def test_an_unknown_keyring_is_refused_with_the_choice() -> None:
    with pytest.raises(SecretRefused, match=candidates()[0].id):
        find_store("keyrings.alt.file.PlaintextKeyring")


@linux
@pytest.mark.parametrize(
    "address", [None, "", "unix:path=/nonexistent/bus", "tcp:host=127.0.0.1,port=1", "nonsense"]
)
def test_without_a_bus_the_keyring_is_missing(
    address: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    if address is not None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(KeyringMissing, match="no session bus") as missing:
        find_store("secret-service")
    assert "dbus-run-session" in missing.value.next_step
    assert not missing.value.can_create


@linux
def test_a_bus_that_nobody_named_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "bus").touch()
    with pytest.raises(KeyringMissing) as missing:
        find_store("secret-service")
    assert f"DBUS_SESSION_BUS_ADDRESS=unix:path={tmp_path}/bus" in missing.value.next_step


@linux
@pytest.mark.slow
def test_a_bus_without_a_keyring_service_gives_all_reasons(bus: PrivateBus) -> None:
    with pytest.raises(KeyringMissing) as missing:
        find_store()
    assert "No keyring service answers" in missing.value.what
    assert "KWallet" in missing.value.what
    assert missing.value.next_step


@linux
@pytest.mark.slow
def test_settings_of_the_keyring_library_are_ignored_and_named(
    bus: PrivateBus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    marker = tmp_path / "was loaded"
    (tmp_path / "evil.py").write_text(f"open({str(marker)!r}, 'w').close()")
    rc_file = bus.home / ".config" / "python_keyring" / "keyringrc.cfg"
    rc_file.parent.mkdir(parents=True)
    rc_file.write_text(f"[backend]\ndefault-keyring=evil.Keyring\nkeyring-path={tmp_path}\n")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    session = "/org/freedesktop/secrets/collection/session"
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", session)
    monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "KeePassXC")
    bus.start_keyring("ci-pass")

    store = find_store()
    store.put("iamtui/test/a", Secret("kept"))

    notices = " ".join(store.notices)
    for name in ("PYTHON_KEYRING_BACKEND", "KEYRING_PROPERTY_SCHEME", str(rc_file)):
        assert name in notices
    assert not marker.exists()
    for name in ("PYTHON_KEYRING_BACKEND", "PREFERRED_COLLECTION", "SCHEME"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"KEYRING_PROPERTY_{name}", raising=False)
    assert find_store().get("iamtui/test/a") == Secret("kept")


def test_nothing_set_gives_no_notice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    assert ignored_settings() == ()


@pytest.mark.slow
def test_importing_the_vault_imports_no_keyring() -> None:
    code = f"""
import sys
for door in {DOORS}:
    __import__("iamtui.vault." + door)
heavy = {{"keyring", "secretstorage", "jeepney", "cryptography", "pyotp", "zxcvbn", "boto3"}}
print(*sorted(heavy & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ("keyring.backends.null.Keyring", "forgets what it is given"),
        ("keyrings.alt.file.PlaintextKeyring", "writes secrets unencrypted"),
        ("keyring.backends.chainer.ChainerBackend", "takes whatever"),
        ("keyring.backends.SecretService.Keyring", "only the system's own keyrings"),
    ],
)
def test_a_back_end_that_is_named_elsewhere_is_refused_with_the_reason(
    names: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", names)
    [said] = ignored_settings()
    assert said.startswith("PYTHON_KEYRING_BACKEND is set")
    assert why in said
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    rc_file = tmp_path / "python_keyring" / "keyringrc.cfg"
    rc_file.parent.mkdir()
    rc_file.write_text(f"[backend]\ndefault-keyring={names}\n")
    [said] = ignored_settings()
    assert said.startswith(f"{rc_file} is there")
    assert why in said
