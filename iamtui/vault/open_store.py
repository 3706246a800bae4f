"""Opens the place for secrets that the configuration names, and no other."""

from __future__ import annotations

from pathlib import Path

from iamtui.vault.detect import find_store
from iamtui.vault.errors import KeyringMissing
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.keyring_store import DEADLINE
from iamtui.vault.memory import MemoryStore
from iamtui.vault.pass_store import PassStore
from iamtui.vault.places import place
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import SealedFileMissing
from iamtui.vault.store import SecretStore
from iamtui.vault.unlock_memory import UnlockMemory


def open_store(
    store_id: str | None = None,
    *,
    sealed_path: Path | None = None,
    memory: UnlockMemory | None = None,
    seconds: float = DEADLINE,
) -> SecretStore:
    """The store of the id `store_id` (`places.PLACES`), or the first keyring of the system.

    A sealed file comes as `sealed_file` gives it, maybe locked; any other store answers when this
    returns. Raises StoreLocked for a locked GPG key, KeyringLocked, KeyringMissing, KeyringFailed,
    KeyringTimeout, SecretRefused for an unknown id, and what a sealed file raises.
    """
    if store_id is None:
        return find_store(seconds=seconds)
    match place(store_id).id:
        case "sealed":
            return sealed_file(sealed_path, memory)
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


def first_store(memory: UnlockMemory | None = None) -> SecretStore:
    """The system's keyring, or where it has none the sealed file that the user made.

    Raises what `find_store` raises where there is neither, and what a sealed file raises.
    """
    try:
        return find_store()
    except KeyringMissing as missing:
        try:
            return sealed_file(memory=memory)
        except SealedFileMissing:
            raise missing from None


def sealed_file(path: Path | None = None, memory: UnlockMemory | None = None) -> SealedFile:
    """The sealed file, open where `memory` still holds an unlock of it, and else locked.

    Raises SealedFileMissing and what else a sealed file raises, but not StoreLocked: its first
    use does.
    """
    sealed = SealedFile(path, memory=memory)
    sealed.look()
    sealed.unlock_remembered()
    return sealed
