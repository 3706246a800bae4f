"""The vault for a command: unlocked on the terminal where it is locked."""

from __future__ import annotations

from collections.abc import Callable

from iamtui.commands.terminal_prompt import ask_passphrase, tell
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringLocked, VaultError, WrongPassphrase
from iamtui.vault.index import ProfileIndex
from iamtui.vault.open_store import chosen_store
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import StoreLocked, Unlock
from iamtui.vault.store import SecretStore
from iamtui.vault.vault import Vault

MOST_TRIES = 3


class OpenedVault:
    """The vault of this run in the place that the configuration names, opened when it is first
    asked for."""

    def __init__(self) -> None:
        self._store: SecretStore | None = None

    def vault(self) -> Vault:
        """The vault, unlocked. Asks on the terminal; raises VaultError and NobodyToAsk."""
        if self._store is None:
            self._store = self._unlocked()
        return Vault(self._store, ProfileIndex())

    def store_without_asking(self) -> SecretStore | None:
        """The store, if it answers as it is."""
        try:
            store = self._store or chosen_store()
            if isinstance(store, SealedFile) and store.locked:
                return None
        except VaultError:
            return None
        return store

    def seed_of(self, device: str) -> Secret | None:
        """The seed of an MFA device, where the vault is open and holds one."""
        store = self.store_without_asking()
        return Vault(store, ProfileIndex()).totp_seed(device) if store is not None else None

    def _unlocked(self) -> SecretStore:
        return unlocked(chosen_store, lambda what: ask_passphrase(what))


def unlocked(
    open_it: Callable[[], SecretStore],
    passphrase_of: Callable[[str], Secret],
    tries: int = MOST_TRIES,
) -> SecretStore:
    """The store that `open_it` opens, unlocked by the passphrase that `passphrase_of` gives.

    That is told what it is the passphrase of, and asked again where it was wrong, `tries` times in
    all. Raises VaultError, and what both raise.
    """

    try:
        store = open_it()
    except StoreLocked as locked:
        _unlock("the vault", locked.unlock, passphrase_of, tries)
        return open_it()
    except KeyringLocked as locked:
        if not locked.can_unlock:
            raise
        from iamtui.vault.gnome_keyring import unlock

        _unlock("the keyring", unlock, passphrase_of, tries)
        return open_it()
    if isinstance(store, SealedFile) and store.locked:
        _unlock(store.name, store.unlock, passphrase_of, tries)
    return store


def _unlock(what: str, unlock: Unlock, passphrase_of: Callable[[str], Secret], tries: int) -> None:
    for tries_left in reversed(range(tries)):
        try:
            unlock(passphrase_of(what))
        except WrongPassphrase as wrong:
            if not tries_left:
                raise
            tell(str(wrong))
        else:
            return
