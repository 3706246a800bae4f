"""The keyring of `iamtui rotate`: unlocked by a file descriptor for cron, else at the terminal."""

from __future__ import annotations

from iamtui.commands.opened_vault import OpenedVault, unlocked
from iamtui.commands.passphrases import Lines
from iamtui.commands.terminal_prompt import ask_code
from iamtui.secret import Secret
from iamtui.ui.sessions.opening import Keyring
from iamtui.vault.open_store import chosen_store
from iamtui.vault.store import SecretStore


class AskingKeyring(Keyring):
    """The keyring that asks for its passphrase at the terminal when it is first needed."""

    def __init__(self) -> None:
        super().__init__()
        self._opened_vault = OpenedVault()

    def store(self) -> SecretStore:
        """See `Keyring.store`; raises RefusedError where it is locked and nobody is there."""
        return self._opened_vault.vault().store

    def seed_of(self, device: str) -> Secret | None:
        """See `Keyring.seed_of`; never asks, since a code can be typed as well."""
        return self._opened_vault.seed_of(device)

    def ask(self, serial: str, why: str) -> str:
        """See `Keyring.ask`: asks at the terminal; raises NobodyToAsk where there is none."""
        return ask_code(serial, why)


def keyring_of(passphrase_fd: int | None) -> Keyring:
    """The keyring of this machine, or its sealed file where there is no keyring.

    Unlocked now where a descriptor gives the passphrase. Raises UsageError for one that gives
    none, and VaultError.
    """
    if passphrase_fd is None:
        return AskingKeyring()
    # Before anything is opened: a descriptor that gives nothing is a mistake in any case.
    passphrase = Lines(passphrase_fd)("the vault")
    keyring = Keyring()
    keyring.use(unlocked(chosen_store, lambda _what: passphrase, tries=1))
    return keyring
