"""Opens the place for secrets that the configuration names, and no other.

`chosen_store` is the one door for the screens and for every command. Where the configuration
names none and nothing is kept yet, that is for a person to choose, once (`StoreNotChosen`).
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from iamtui.config import LOCK_MINUTES, Settings, read_settings
from iamtui.vault.detect import find_store
from iamtui.vault.errors import KeyringMissing, StoreNotChosen, VaultError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.keyring_store import DEADLINE
from iamtui.vault.memory import MemoryStore
from iamtui.vault.pass_store import PassStore
from iamtui.vault.places import place
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import SealedFileMissing, SealedFileOlder
from iamtui.vault.store import SecretStore
from iamtui.vault.unlock_memory import UnlockMemory


def chosen_store(settings: Settings | None = None) -> SecretStore:
    """The store that the configuration names.

    Where it names none: the first keyring of the system, or the sealed file that the user made,
    if profiles of the vault are listed already; else raises StoreNotChosen. Raises what
    `open_store` raises, and UsageError for a configuration that cannot be read. A store that is
    named and missing is an error, never another store.
    """
    settings = settings or read_settings()
    if settings.store is not None:
        return open_store(settings.store, minutes=settings.lock_minutes)
    if not any(profile.source == "vault" for profile in ProfileIndex().profiles()):
        raise StoreNotChosen
    return first_store(settings.lock_minutes)


def open_store(
    store_id: str,
    *,
    sealed_path: Path | None = None,
    minutes: float = LOCK_MINUTES,
    seconds: float = DEADLINE,
) -> SecretStore:
    """The store of the id `store_id` (`places.PLACES`).

    A sealed file comes as `sealed_file` gives it, maybe locked, and locks after `minutes`; any
    other store answers when this returns. Raises StoreLocked for a locked GPG key, KeyringLocked,
    KeyringMissing, KeyringFailed, KeyringTimeout, SecretRefused for an unknown id, and what a
    sealed file raises.
    """
    match place(store_id).id:
        case "sealed":
            return sealed_file(sealed_path, minutes)
        case "pass":
            by_pass = PassStore()
            by_pass.check()
            return by_pass
        case "kernel":
            kernel = KernelStore()
            kernel.check()
            return kernel
        case "memory":
            return MemoryStore()
    return find_store(store_id, seconds)


def first_store(minutes: float = LOCK_MINUTES) -> SecretStore:
    """The system's keyring, or where it has none the sealed file that the user made.

    Raises what `find_store` raises where there is neither, and what a sealed file raises.
    """
    try:
        return find_store()
    except KeyringMissing as missing:
        try:
            return sealed_file(minutes=minutes)
        except SealedFileMissing:
            raise missing from None


def new_sealed_file(path: Path | None = None, minutes: float = LOCK_MINUTES) -> SealedFile:
    """The sealed file as it may be there or not, locked; nothing is looked at."""
    seconds = minutes * 60
    # The unlock outlives iamtui for a while where the kernel keeps it.
    return SealedFile(path, memory=UnlockMemory(seconds), idle_seconds=seconds)


def sealed_file_to_look_at(minutes: float = LOCK_MINUTES) -> SealedFile:
    """The sealed file as it may be there or not, open where the kernel holds an unlock of it."""
    sealed = new_sealed_file(minutes=minutes)
    with contextlib.suppress(VaultError):
        sealed.unlock_remembered()
    return sealed


def sealed_file(path: Path | None = None, minutes: float = LOCK_MINUTES) -> SealedFile:
    """The sealed file, open where the kernel still holds an unlock of it, and else locked.

    Raises SealedFileMissing and what else a sealed file raises, but not StoreLocked: its first
    use does.
    """
    sealed = new_sealed_file(path, minutes)
    sealed.look()
    # An older file stays locked: who unlocks it is told, and may accept it.
    with contextlib.suppress(SealedFileOlder):
        sealed.unlock_remembered()
    return sealed
