"""The vault for a command: unlocked on the terminal where it is locked."""

from __future__ import annotations

from iamtui.commands.terminal_prompt import ask_passphrase, tell
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringLocked, VaultError, WrongPassphrase
from iamtui.vault.index import ProfileIndex
from iamtui.vault.open_store import first_store, open_store
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import StoreLocked, Unlock
from iamtui.vault.store import SecretStore
from iamtui.vault.unlock_memory import UnlockMemory
from iamtui.vault.vault import Vault

MOST_TRIES = 3


class OpenedVault:
    """The vault of this run, opened when it is first asked for; `store_id` as `open_store` has it.

    Without a keyring it is the sealed file, if there is one: somebody chose to make it.
    """

    def __init__(self, store_id: str | None = None) -> None:
        self._store_id = store_id
        self._store: SecretStore | None = None

    def vault(self) -> Vault:
        """The vault, unlocked. Asks on the terminal; raises VaultError and NobodyToAsk."""
        if self._store is None:
            self._store = self._unlocked()
        return Vault(self._store, ProfileIndex())

    def store_without_asking(self) -> SecretStore | None:
        """The store, if it answers as it is."""
        try:
            store = self._store or self._open()
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
        try:
            store = self._open()
        except StoreLocked as locked:
            _unlock(self._store_id or "the vault", locked.unlock)
            return self._open()
        except KeyringLocked as locked:
            if not locked.can_unlock:
                raise
            from iamtui.vault.gnome_keyring import unlock

            _unlock("the keyring", unlock)
            return self._open()
        if isinstance(store, SealedFile) and store.locked:
            _unlock("the sealed file", store.unlock)
        return store

    def _open(self) -> SecretStore:
        memory = UnlockMemory()
        if self._store_id is None:
            return first_store(memory)
        return open_store(self._store_id, memory=memory)


def _unlock(what: str, unlock: Unlock) -> None:
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            unlock(ask_passphrase(what))
        except WrongPassphrase as wrong:
            if not tries_left:
                raise
            tell(str(wrong))
        else:
            return
