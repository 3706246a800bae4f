"""Finds the keyring of this machine, or says why there is none."""

from __future__ import annotations

from iamtui.vault.backends import (
    SECRET_SERVICE,
    Backend,
    backend_class,
    candidates,
    ignored_settings,
)
from iamtui.vault.deadline import Done, Failed, Late, attempt
from iamtui.vault.errors import (
    KeyringMissing,
    KeyringTimeout,
    SecretRefused,
    VaultError,
    capital,
)
from iamtui.vault.keyring_errors import in_our_words
from iamtui.vault.keyring_store import DEADLINE, KeyringStore

INSTALL = "Install or start it, then try again."


def find_store(wanted: str | None = None, seconds: float = DEADLINE) -> KeyringStore:
    """The keyring to use: the first that is here, or the one with the id `wanted` and no other.

    Blocks for up to `seconds` for each request. Raises KeyringLocked where it is here but
    locked: never another one instead, in which stored keys would look lost. Raises KeyringMissing
    with the reasons where none is here, SecretRefused for an unknown `wanted`, KeyringTimeout
    and KeyringFailed.
    """
    reasons: list[KeyringMissing] = []
    for backend in _looked_for(wanted):
        try:
            return _open(backend, seconds)
        except KeyringMissing as missing:
            reasons.append(missing)
    raise KeyringMissing(
        " ".join(reason.what for reason in reasons),
        reasons[0].next_step,
        can_create=any(reason.can_create for reason in reasons),
    )


def _looked_for(wanted: str | None) -> tuple[Backend, ...]:
    here = candidates()
    if wanted is None:
        return here
    chosen = tuple(backend for backend in here if backend.id == wanted)
    if not chosen:
        ids = ", ".join(backend.id for backend in here)
        raise SecretRefused(f"There is no keyring “{wanted}” on this system.", f"Choose: {ids}.")
    return chosen


def _open(backend: Backend, seconds: float) -> KeyringStore:
    match attempt(lambda: _connect(backend, seconds), seconds):
        case Done(store):
            pass
        case Late():
            raise KeyringTimeout(backend.name, "looking for it", seconds)
        case Failed(error):
            raise _why_not(error, backend)
    store.check()
    return store


def _connect(backend: Backend, seconds: float) -> KeyringStore:
    """Import the back end and ask it whether it works here (for Linux's, the store's check)."""
    found = backend_class(backend)
    if backend is not SECRET_SERVICE and not found.viable:
        raise KeyringMissing(f"{capital(backend.name)} is not here.", INSTALL)
    return KeyringStore(found(), backend, ignored_settings(), seconds)


def _why_not(error: BaseException, backend: Backend) -> VaultError:
    if isinstance(error, ImportError):
        return KeyringMissing(f"The library for {backend.name} is not installed.", INSTALL)
    return in_our_words(error, backend.name, "looking for it")
