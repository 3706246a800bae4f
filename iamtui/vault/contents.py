"""What a place holds, by names only: whose access keys, MFA seeds and sessions there are."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iamtui.vault.items import KEY_PREFIX, PROBE_PREFIX, SEED_PREFIX, SESSION_PREFIX
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.migration import items_of
from iamtui.vault.pass_store import PassStore
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.store import SecretStore

OURS = "iamtui/"


class Sort(enum.Enum):
    """What an item is."""

    KEY = "access key"
    SEED = "MFA seed"
    SESSION = "session"
    OTHER = "other item"


@dataclass(frozen=True, slots=True)
class Held:
    """An item, its sort, the key's id or the device, and the profile that it belongs to ("" where
    no profile that is listed does)."""

    item: str
    sort: Sort
    label: str
    profile: str


def listing(store: SecretStore) -> tuple[str, ...] | None:
    """The names of all items of iamtui in `store`; None where it cannot be listed.

    Of a locked sealed file too, whose names can be read. Raises VaultError.
    """
    match store:
        case SealedFile():
            found: tuple[str, ...] | None = store.names() if store.locked else store.items()
        case PassStore() | KeyringStore():
            found = store.items()
        case _:
            return None
    if found is None:
        return None
    return tuple(item for item in found if item.startswith(OURS))


def is_for_good(store: SecretStore) -> bool:
    """Whether items that must not be lost may lie there."""
    return store.persistent and not isinstance(store, KernelStore)


def lasting_items(store: SecretStore, profiles: Iterable[Profile]) -> tuple[str, ...]:
    """The items of `store` that must not be lost: all but sessions and what a move tried a place
    with; raises VaultError.

    Where it cannot be listed, those that profiles may have: a seed of a device that no profile
    names is then not among them.
    """
    listed = listing(store)
    found = items_of(profiles) if listed is None else listed
    return tuple(item for item in found if not item.startswith((SESSION_PREFIX, PROBE_PREFIX)))


def probes(store: SecretStore) -> tuple[str, ...]:
    """The items that a move which was killed tried `store` with; raises VaultError."""
    return tuple(item for item in listing(store) or () if item.startswith(PROBE_PREFIX))


def described(
    items: Iterable[str], profiles: Iterable[Profile], sessions: Mapping[str, str]
) -> tuple[Held, ...]:
    """What `items` are; `sessions` has the profile of each item of a session."""
    listed = tuple(profiles)
    by_id = {profile.id: profile.name for profile in listed}
    by_device = {p.mfa_serial: p.name for p in listed if p.mfa_serial}
    found: list[Held] = []
    for item in items:
        if item.startswith(KEY_PREFIX):
            owner, _, key_id = item.removeprefix(KEY_PREFIX).partition("/")
            found.append(Held(item, Sort.KEY, key_id, by_id.get(owner, "")))
        elif item.startswith(SEED_PREFIX):
            device = item.removeprefix(SEED_PREFIX)
            found.append(Held(item, Sort.SEED, device, by_device.get(device, "")))
        elif item.startswith(SESSION_PREFIX):
            found.append(Held(item, Sort.SESSION, "", sessions.get(item, "")))
        else:
            found.append(Held(item, Sort.OTHER, item, ""))
    return tuple(found)
