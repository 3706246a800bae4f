"""The files of a password store, each step by one call of `pass`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from iamtui.secret import Secret
from iamtui.vault.errors import ItemDamaged, KeyringFailed, KeyringMissing, WrongPassphrase
from iamtui.vault.pass_keys import KeyState, key_state, recipients
from iamtui.vault.pass_names import NEW
from iamtui.vault.pass_process import LOOPBACK, NAME, NO_PROMPT, Answer, run_pass
from iamtui.vault.sealed_errors import StoreLocked

FOLDER = "iamtui"
PROBE = f"{FOLDER}/{NEW}unlock"
PROGRAMS = ("pass", "gpg", "gpg-connect-agent")


def store_folder() -> Path:
    """Where pass keeps its files."""
    return Path(os.environ.get("PASSWORD_STORE_DIR") or Path.home() / ".password-store")


class PassFiles:
    """Reads and writes files by their pass-names; each call has `seconds` to end."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def exists(self, path: str) -> bool:
        """Whether there is such a file; raises KeyringMissing where there is no store at all, and
        KeyringFailed where the system does not say."""
        self._recipients()
        return _is_file(_file(path))

    def names(self) -> tuple[str, ...]:
        """The pass-names of all files of iamtui; raises KeyringMissing where there is no store."""
        self._recipients()
        root = store_folder()
        found = sorted((root / FOLDER).rglob("*.gpg"))
        return tuple(str(path.relative_to(root)).removesuffix(".gpg") for path in found)

    def check(self) -> None:
        """Raises KeyringMissing, StoreLocked or KeyringFailed where nothing can be decrypted."""
        match key_state(self._recipients(), self._seconds):
            case KeyState.LOCKED:
                raise self._locked()
            case KeyState.ABSENT:
                raise _no_secret_key()

    def read(self, path: str) -> Secret | None:
        """The text of a file; None where there is none. Raises as `check` does, and ItemDamaged."""
        if not self.exists(path):
            return None
        answer = self._run("show", path)
        # gpg calls a cut or an empty file decrypted, by its exit code alone.
        if answer.code == 0 and answer.says("DECRYPTION_OKAY") and answer.output:
            return answer.output
        if answer.code == 0 or answer.says("NODATA") or answer.says("DECRYPTION_KEY"):
            raise ItemDamaged(NAME, path)
        self.check()
        raise KeyringFailed(f"gpg could not decrypt {path}.", f"Try: pass show {path}")

    def insert(self, path: str, secret: Secret) -> None:
        """Write a file; raises KeyringFailed where gpg or the disk refuses."""
        self._recipients()
        folder = _file(path).with_suffix("")
        if folder.is_dir():
            raise KeyringFailed(f"pass holds a folder {path}.", "Move it away.")
        if self._run("insert", "--multiline", "--force", path, given=secret).code != 0:
            raise KeyringFailed(
                f"pass could not store {path}.",
                "Is the disk full, or the key of the store expired? Try “pass insert”.",
            )

    def move(self, old: str, new: str) -> None:
        """Rename a file, over another one if there is one."""
        if self._run("mv", "--force", old, new).code != 0:
            raise KeyringFailed(f"pass could not rename {old}.", "Look at the password store.")

    def remove(self, path: str) -> None:
        """Delete a file and look that it is gone."""
        self._run("rm", "--force", path)
        if self.exists(path):
            raise KeyringFailed(f"pass could not delete {path}.", f"Try: pass rm {path}")

    def unlock(self, passphrase: Secret) -> None:
        """Give gpg-agent the passphrase by letting it decrypt something once.

        Raises WrongPassphrase, KeyringMissing and KeyringFailed.
        """
        self._recipients()
        self.insert(PROBE, Secret("probe"))
        try:
            answer = self._run("show", PROBE, given=passphrase, options=LOOPBACK)
        finally:
            self.remove(PROBE)
        if answer.code == 0:
            return
        if key_state(self._recipients(), self._seconds) is KeyState.LOCKED:
            raise WrongPassphrase("The GPG key did not take this passphrase.", "Enter it again.")
        raise _no_secret_key()

    def _recipients(self) -> tuple[str, ...]:
        """The keys of the store; raises KeyringMissing where it cannot be used at all."""
        missing = [program for program in PROGRAMS if shutil.which(program) is None]
        if missing:
            raise KeyringMissing(
                f"{', '.join(missing)}: not installed.", "Install pass and GnuPG for this."
            )
        keys = recipients(store_folder(), FOLDER)
        if not keys:
            raise KeyringMissing(
                f"There is no password store in {store_folder()}.",
                "Run “pass init” with the name of your GPG key.",
            )
        return keys

    def _run(
        self, *arguments: str, given: Secret | None = None, options: str = NO_PROMPT
    ) -> Answer:
        return run_pass(arguments, given, self._seconds, options)

    def _locked(self) -> StoreLocked:
        return StoreLocked(
            "The GPG key of the password store is locked.",
            "Enter its passphrase; gpg-agent keeps it for a while.",
            self.unlock,
        )


def _file(path: str) -> Path:
    return store_folder() / f"{path}.gpg"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        problem = error.strerror or type(error).__name__
    raise KeyringFailed(f"{path} cannot be looked at ({problem}).", "Look at its folder.")


def _no_secret_key() -> KeyringFailed:
    return KeyringFailed(
        "The GPG key that decrypts the password store is not on this machine.",
        "Import it, plug in its card, or “pass init” with a key that you have.",
    )
