"""Opens places that are not in use: to be moved to (made where they are not there), or tidied."""

from __future__ import annotations

from collections.abc import Callable

from iamtui.config import read_settings
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringMissing
from iamtui.vault.open_store import new_sealed_file, open_store
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import SealedFileMissing
from iamtui.vault.store import SecretStore


class OpenedPlaces:
    """Places opened for one piece of work, each once: what is unlocked on the way stays so."""

    def __init__(self) -> None:
        self._opened: dict[str, SecretStore] = {}

    def get(self, place_id: str) -> SecretStore:
        """The place; raises what `open_store` raises, and StoreLocked for a locked sealed file."""
        if place_id not in self._opened:
            self._opened[place_id] = open_store(place_id, minutes=read_settings().lock_minutes)
        return open_now(self._opened[place_id])

    def target(self, place_id: str, new_passphrase: Callable[[str], Secret]) -> SecretStore:
        """The place, made by `ready_target` where it is not there; raises as that and `get` do."""
        if place_id not in self._opened:
            self._opened[place_id] = ready_target(place_id, new_passphrase)
        return open_now(self._opened[place_id])


def open_now(store: SecretStore) -> SecretStore:
    """The store; raises StoreLocked for a sealed file that is locked: others are open by now."""
    if isinstance(store, SealedFile):
        store.check()
    return store


def ready_target(place_id: str, new_passphrase: Callable[[str], Secret]) -> SecretStore:
    """The place with this id; where it has to be made, under the passphrase that `new_passphrase`
    gives for what it is told.

    A sealed file may be locked. Raises what `open_store` and `new_passphrase` raise.
    """
    minutes = read_settings().lock_minutes
    try:
        return open_store(place_id, minutes=minutes)
    except SealedFileMissing:
        made = new_sealed_file(minutes=minutes)
        made.create(new_passphrase(made.name))
        return made
    except KeyringMissing as missing:
        if not missing.can_create:
            raise
    from iamtui.vault import gnome_keyring

    gnome_keyring.create(new_passphrase("the new keyring"))
    return open_store(place_id, minutes=minutes)
