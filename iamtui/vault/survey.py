"""Every place for secrets on this machine: what state it is in, why, and what can be done.

Nothing is unlocked, asked or changed by looking.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from iamtui.secret import Secret
from iamtui.vault import gnome_keyring
from iamtui.vault.backends import candidates
from iamtui.vault.deadline import Done, Failed, Late, attempt
from iamtui.vault.detect import find_store
from iamtui.vault.errors import (
    KeyringLocked,
    KeyringMissing,
    KeyringTimeout,
    VaultError,
)
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.keyring_errors import in_our_words
from iamtui.vault.pass_store import PassStore
from iamtui.vault.places import PLACES, Place
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import StoreLocked

SECONDS = 3.0


WithPassphrase = Callable[[Secret], None]


class State(enum.Enum):
    """How a place is right now; DENIED is there, but refuses, died or cannot be trusted."""

    READY = "ready"
    LOCKED = "locked"
    MISSING = "missing"
    DENIED = "denied"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Finding:
    """A place, its state, a sentence that says why and one that says what to do (may be empty).

    create   makes it, with a passphrase for it; None where iamtui cannot
    unlock   unlocks it, with its passphrase; None where it is not locked, or iamtui cannot
    """

    place: Place
    state: State
    reason: str
    remedy: str = ""
    create: WithPassphrase | None = None
    unlock: WithPassphrase | None = None


def survey(sealed: SealedFile | None = None, seconds: float = SECONDS) -> tuple[Finding, ...]:
    """A finding for each place that this system can have, in the order of `places.PLACES`.

    `sealed` is the file to look at, by default the one at its usual path. Blocks for a little
    more than `seconds` where something does not answer.
    """
    here = {backend.id for backend in candidates()} | {"sealed", "pass", "kernel", "memory"}
    places = [place for place in PLACES if place.id in here]

    chosen = sealed or SealedFile()

    def look(place: Place) -> Finding:
        finding = _finding(place, _check(place.id, chosen, seconds), seconds)
        if place.id == chosen.id and finding.state is State.MISSING:
            return replace(finding, create=chosen.create)
        return finding

    with ThreadPoolExecutor(len(places)) as pool:
        return tuple(pool.map(look, places))


def _check(place_id: str, sealed: SealedFile, seconds: float) -> Callable[[], object]:
    match place_id:
        case "sealed":
            return lambda: _check_sealed(sealed)
        case "pass":
            return PassStore(seconds=seconds).check
        case "kernel":
            return KernelStore().check
        case "memory":
            return lambda: None
    return lambda: find_store(place_id, seconds)


def _check_sealed(sealed: SealedFile) -> None:
    """What is wrong with the file comes before whether it is locked."""
    sealed.look()
    if sealed.locked:
        raise StoreLocked("The sealed file is locked.", "Unlock it.", sealed.unlock)


def _finding(place: Place, check: Callable[[], object], seconds: float) -> Finding:
    # Each check has deadlines of its own; this one is for what hangs all the same.
    match attempt(check, 2 * seconds):
        case Done():
            return Finding(place, State.READY, "It is ready.")
        case Late():
            return _of(place, KeyringTimeout(place.name, "looking at it", 2 * seconds))
        case Failed(error):
            return _of(place, in_our_words(error, place.name, "looking at it"))


def _of(place: Place, error: VaultError) -> Finding:
    """The finding that `error` stands for."""
    match error:
        case KeyringLocked():
            state = State.LOCKED
        case KeyringMissing():
            state = State.MISSING
        case KeyringTimeout():
            state = State.SLOW
        case _:
            state = State.DENIED
    return Finding(
        place, state, error.what, error.next_step, create=_creating(error), unlock=_unlocking(error)
    )


def _creating(error: VaultError) -> WithPassphrase | None:
    if isinstance(error, KeyringMissing) and error.can_create:
        return gnome_keyring.create
    return None


def _unlocking(error: VaultError) -> WithPassphrase | None:
    if isinstance(error, StoreLocked):
        return error.unlock
    if isinstance(error, KeyringLocked) and error.can_unlock:
        return gnome_keyring.unlock
    return None
