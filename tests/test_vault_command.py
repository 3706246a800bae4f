"""`iamtui vault` as a process: status, move, lock, unlock, passphrase, and their exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from iamtui.secret import Secret
from iamtui.vault import kernel_keyring
from iamtui.vault.backends import SECRET_SERVICE
from iamtui.vault.detect import find_store
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.unlock_memory import UnlockMemory
from iamtui.vault.vault import Vault
from tests.support.pty_program import in_terminal, plain_environment
from tests.support.secret_service import private_bus

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the kernel keyring and D-Bus are Linux's"),
]

ROOT = str(Path(__file__).resolve().parents[1])
FIRST, SECOND = "wren cobalt thimble quarry", "ember tulip walnut gravel"
DEVICE = "arn:aws:iam::123456789012:mfa/ann"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "CanaryCanaryCanaryCanaryCanaryCanary1234"


@dataclass(frozen=True, slots=True)
class Desk:
    """A home folder of its own, without a session bus."""

    home: Path

    @property
    def sealed(self) -> SealedFile:
        """The sealed file there, locked."""
        path = self.home / ".local/share/iamtui/vault.sealed"
        return SealedFile(path, state=tmp_state(self))

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.home / ".config/iamtui/config.toml"

    @property
    def index(self) -> ProfileIndex:
        """The list of profiles."""
        return ProfileIndex(self.home / ".config/iamtui/profiles.json")

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """`iamtui vault …`; `typed` comes by the file descriptor 0."""
        extra = ("--passphrase-fd", "0") if typed else ()
        environment = plain_environment(str(self.home)) | {
            name: os.environ[name]
            for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND")
            if name in os.environ
        }
        return subprocess.run(
            [sys.executable, "-P", "-m", "iamtui", "vault", *arguments, *extra],
            env={**environment, "PYTHONPATH": ROOT},
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            start_new_session=True,
        )

    def status(self) -> dict[str, Any]:
        """What `status --json` prints."""
        document: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return document


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def filled(desk: Desk) -> Iterator[Desk]:
    """A sealed file with a key and a seed, chosen in a configuration with a comment."""
    store = desk.sealed
    store.create(Secret(FIRST))
    vault = Vault(store, desk.index)
    vault.add_access_key(Profile("ann", access_key_id=KEY_ID, mfa_serial=DEVICE), Secret(SECRET))
    vault.add_totp_seed(DEVICE, Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    desk.config.write_text("# mine\nstore = \"sealed\"\n\n[keys]\nfilter = 'f'\n")
    yield desk
    # The kernel would remember what the commands unlocked.
    SealedFile(desk.sealed.path, state=tmp_state(desk), memory=UnlockMemory()).lock()


def tmp_state(desk: Desk) -> Path:
    return desk.home / ".local/state/iamtui"


def test_nothing_is_chosen_at_first_and_a_weak_passphrase_is_refused(desk: Desk) -> None:
    looked = desk.run("status")
    assert looked.returncode == 1
    assert "not chosen yet" in looked.stdout
    weak = desk.run("move", "sealed", typed="password\n")
    assert (weak.returncode, desk.sealed.exists) == (3, False)
    assert "Guessed in about" in weak.stderr
    assert desk.run("move", "plaintext", typed="x\n").returncode == 2
    assert desk.run("move", "memory").returncode == 2
    assert not desk.config.exists()
    assert desk.run("move", "sealed", typed=f"{FIRST}\n").returncode == 0
    assert desk.config.read_text() == 'store = "sealed"\n'
    assert desk.run("lock").returncode == 0


def test_status_tells_names_and_no_secret(filled: Desk) -> None:
    looked = filled.run("status")
    assert looked.returncode == 1
    for text in ("the sealed file (locked)", "0600", "Argon2id 64 MiB", "1 access key, 1 MFA seed"):
        assert text in looked.stdout
    told = filled.status()
    assert (told["chosen"], told["used"], told["ready"]) == ("sealed", "sealed", False)
    assert {(each["sort"], each["label"], each["profile"]) for each in told["contents"]} == {
        ("access key", KEY_ID, "ann"),
        ("MFA seed", DEVICE, "ann"),
    }
    assert SECRET not in looked.stdout + json.dumps(told)


@pytest.mark.skipif(
    kernel_keyring.state() is not kernel_keyring.KernelState.READY,
    reason="the kernel keyring is absent or forbidden here",
)
def test_an_unlock_lasts_for_other_commands_until_it_is_locked(filled: Desk) -> None:
    assert filled.run("unlock", typed="wrong\n").returncode == 3
    assert filled.run("status").returncode == 1
    assert filled.run("unlock", typed=f"{FIRST}\n").returncode == 0
    assert filled.run("status").returncode == 0
    assert filled.run("lock").returncode == 0
    assert filled.run("status").returncode == 1


def test_without_a_terminal_and_a_descriptor_nobody_can_be_asked(filled: Desk) -> None:
    asked = filled.run("unlock")
    assert asked.returncode == 3
    assert "no terminal" in asked.stderr


def test_the_passphrase_is_changed_by_two_lines(filled: Desk) -> None:
    assert filled.run("passphrase", typed=f"{SECOND}\n{SECOND}\n").returncode == 3
    assert filled.run("passphrase", typed=f"{FIRST}\n").returncode == 2
    assert filled.run("passphrase", typed=f"{FIRST}\n{SECOND}\n").returncode == 0
    store = filled.sealed
    store.unlock(Secret(SECOND))
    assert len(store.items()) == 2


def test_the_passphrase_is_asked_on_the_terminal_and_not_shown(filled: Desk) -> None:
    command = [sys.executable, "-P", "-m", "iamtui", "vault", "passphrase"]
    environment = plain_environment(str(filled.home)) | {"PYTHONPATH": ROOT}
    with in_terminal(command, environment) as program:
        program.until("Passphrase of the sealed file: ")
        program.press(f"{FIRST}\r".encode())
        program.until("(a new one): ")
        program.press(f"{SECOND}\r".encode())
        program.until("(the same again): ")
        program.press(f"{SECOND}\r".encode())
        program.until("The passphrase was changed.")
        assert program.ended() == 0
        assert FIRST not in program.text
        assert SECOND not in program.text


def test_all_is_moved_to_a_keyring_and_back(filled: Desk, tmp_path: Path) -> None:
    bus_home = tmp_path / "bus"
    bus_home.mkdir()
    with pytest.MonkeyPatch.context() as environment, private_bus(bus_home, environment) as bus:
        bus.start_keyring("ci-pass")
        environment.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        moved = filled.run("move", SECRET_SERVICE.id, typed=f"{FIRST}\n")
        assert moved.returncode == 0, moved.stderr
        assert filled.config.read_text() == (
            "# mine\nstore = \"secret-service\"\n\n[keys]\nfilter = 'f'\n"
        )
        [profile] = filled.index.profiles()
        vault = Vault(find_store(), filled.index)
        assert vault.access_key(profile).secret == Secret(SECRET)
        assert filled.sealed.names() == ()
        told = filled.status()
        assert told["used"] == "secret-service"
        assert len(told["contents"]) == 2
        assert told["refused"] == [
            "PYTHON_KEYRING_BACKEND is set and refused: the back end that it names forgets what "
            "it is given."
        ]
        assert filled.run("lock").returncode == 3
        back = filled.run("move", "sealed", typed=f"{FIRST}\n")
        assert back.returncode == 0, back.stderr
        assert find_store().items() == ()
    assert filled.status()["used"] == "sealed"


def test_a_place_that_is_chosen_and_gone_is_an_error_and_never_another(filled: Desk) -> None:
    filled.config.write_text('store = "secret-service"\n')
    looked = filled.run("status")
    assert looked.returncode == 1
    assert "no session bus" in looked.stdout
    assert filled.status()["used"] is None


def test_an_older_file_is_taken_only_when_that_is_said(filled: Desk) -> None:
    path = filled.sealed.path
    older = path.read_bytes()
    store = filled.sealed
    store.unlock(Secret(FIRST))
    store.put("iamtui/new", Secret("x"))
    path.write_bytes(older)
    refused = filled.run("unlock", typed=f"{FIRST}\n")
    assert refused.returncode == 3
    assert "older" in refused.stderr
    accepted = filled.run("unlock", "--accept-older", typed=f"{FIRST}\n")
    assert "older" not in accepted.stderr
    store = filled.sealed
    store.unlock(Secret(FIRST))
