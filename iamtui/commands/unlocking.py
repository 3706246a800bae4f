"""The keyring of `iamtui rotate`: unlocked by a file descriptor for cron, else at the terminal."""

from __future__ import annotations

import os

from iamtui.commands.opened_vault import OpenedVault
from iamtui.errors import UsageError
from iamtui.secret import Secret
from iamtui.ui.opening import Keyring
from iamtui.vault import gnome_keyring
from iamtui.vault.errors import KeyringLocked, KeyringMissing
from iamtui.vault.open_store import open_store, sealed_file
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import StoreLocked
from iamtui.vault.store import SecretStore

LONGEST_LINE = 4096


class AskingKeyring(Keyring):
    """The keyring that asks for its passphrase at the terminal when it is first needed."""

    def __init__(self) -> None:
        super().__init__()
        self._opened = OpenedVault()

    def store(self) -> SecretStore:
        """See `Keyring.store`; raises RefusedError where it is locked and nobody is there."""
        return self._opened.vault().store

    def seed_of(self, device: str) -> Secret | None:
        """See `Keyring.seed_of`; never asks, since a code can be typed as well."""
        return self._opened.seed_of(device)


def keyring_of(passphrase_fd: int | None) -> Keyring:
    """The keyring of this machine, or its sealed file where there is no keyring.

    Unlocked now where a descriptor gives the passphrase. Raises UsageError for one that gives
    none, and VaultError.
    """
    if passphrase_fd is None:
        return AskingKeyring()
    keyring = Keyring()
    keyring.use(_unlocked(read_passphrase(passphrase_fd)))
    return keyring


def _unlocked(passphrase: Secret) -> SecretStore:
    try:
        store = open_store()
    except StoreLocked as locked:
        locked.unlock(passphrase)
        return open_store()
    except KeyringLocked:
        gnome_keyring.unlock(passphrase)
        return open_store()
    except KeyringMissing:
        if not SealedFile().exists:
            raise
        store = sealed_file()
    if isinstance(store, SealedFile) and store.locked:
        store.unlock(passphrase)
    return store


def read_passphrase(descriptor: int) -> Secret:
    """The first line that can be read from `descriptor`. Raises UsageError."""
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            line = file.readline(LONGEST_LINE)
    except OSError:
        line = b""
    passphrase = Secret(line.decode("utf-8", "replace").rstrip("\r\n"))
    if not passphrase:
        raise UsageError(
            f"File descriptor {descriptor} gives no passphrase.",
            "Give it so: iamtui rotate --passphrase-fd 3 3< FILE",
        )
    return passphrase
