"""`iamtui vault lock`, `unlock` and `passphrase`."""

from __future__ import annotations

import argparse

from iamtui.commands.opened_vault import unlocked
from iamtui.commands.output import note, put
from iamtui.commands.passphrases import MOST_TRIES, new_passphrase, passphrase_of
from iamtui.errors import IamtuiError, RefusedError
from iamtui.terminal import quiet
from iamtui.vault.open_store import chosen_store
from iamtui.vault.sealed import SealedFile
from iamtui.vault.store import SecretStore

HOW_OTHERS_LOCK = {
    "pass": "gpg-agent keeps its passphrase: gpgconf --kill gpg-agent",
    "secret-service": "Lock it with your desktop's password tool.",
}


def lock(_arguments: argparse.Namespace) -> int:
    """Forget the unlock that the kernel keeps. Raises RefusedError where that is not ours to do."""
    quiet()
    store = _sealed(chosen_store(), "locked")
    store.lock()
    put(f"{store.path} is locked. An iamtui that has it open locks it by itself when it is idle.")
    return 0


def unlock(arguments: argparse.Namespace) -> int:
    """Unlock, for the commands that follow. Raises IamtuiError."""
    quiet()
    ask = passphrase_of(arguments.passphrase_fd)
    if arguments.accept_older:
        older = _sealed(chosen_store(), "taken back to an older state")
        older.unlock(ask(older.name), accept_older=True)
    store = unlocked(chosen_store, ask, MOST_TRIES if arguments.passphrase_fd is None else 1)
    if isinstance(store, SealedFile):
        store.keep_open()
    if isinstance(store, SealedFile) and not store.remembered:
        raise IamtuiError(
            "The passphrase is right, but this machine has no kernel keyring to keep the unlock.",
            "Give it to each command: it asks, or takes --passphrase-fd.",
        )
    put(f"{store.name[:1].upper()}{store.name[1:]} is unlocked.")
    return 0


def passphrase(arguments: argparse.Namespace) -> int:
    """Change the passphrase of the sealed file. Raises IamtuiError."""
    quiet()
    store = _sealed(chosen_store(), "given another passphrase")
    ask = passphrase_of(arguments.passphrase_fd)
    old = ask(store.name)
    # Before the new one is thought of.
    store.unlock(old)
    store.change_passphrase(old, new_passphrase(store.name, ask))
    put("The passphrase was changed.")
    note("Copies of the old file, as in backups, stay open to the old passphrase.")
    return 0


def _sealed(store: SecretStore, what: str) -> SealedFile:
    if isinstance(store, SealedFile):
        return store
    how = HOW_OTHERS_LOCK.get(getattr(store, "id", ""), "It has its own tool for that.")
    raise RefusedError(f"{store.name} cannot be {what} from here.".capitalize(), how)
