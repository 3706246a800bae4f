"""Where secrets are, as the storage panel and `iamtui vault status` tell it.

Nothing is unlocked, asked or changed by looking, and no secret is read.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from iamtui.config import Settings, read_settings
from iamtui.errors import IamtuiError
from iamtui.vault import kernel_keyring
from iamtui.vault.argon2 import OURS, Parameters
from iamtui.vault.backends import ignored_settings
from iamtui.vault.contents import Held, described, listing
from iamtui.vault.errors import VaultError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.migration import items_of
from iamtui.vault.move_record import Unfinished, unfinished
from iamtui.vault.moving import store_id
from iamtui.vault.open_store import open_store, sealed_file_to_look_at
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.store import SecretStore
from iamtui.vault.survey import SECONDS, Finding, State, survey


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed file. `mode` and `parameters` are None where they are not known; `idle_left` is
    the seconds until it locks (None: never, 0: locked); `remembered` says that the kernel holds an
    unlock of it, `kernel` that it could; `minutes` are those of the configuration."""

    path: Path
    mode: int | None
    parameters: Parameters | None
    idle_left: float | None
    remembered: bool
    kernel: bool
    minutes: float

    @property
    def is_weaker(self) -> bool:
        """Whether its next unlock raises the cost of Argon2id."""
        return self.parameters is not None and self.parameters.weaker_than(OURS)


@dataclass(frozen=True, slots=True)
class Storage:
    """All there is to say.

    chosen      the id of the place that the configuration names, None where it names none
    used        the id of the place in use, "" where there is none; `problem` says why not
    why         a sentence: why that one
    findings    every place of this system
    refused     settings that would lead elsewhere, each with the reason why they are not followed
    contents    what the place in use holds; `is_listed` says whether it told that itself, or the
                list of profiles did
    elsewhere   how many items the other places hold, by id, of those that can be listed
    """

    chosen: str | None
    used: str
    why: str
    problem: str
    findings: tuple[Finding, ...]
    refused: tuple[str, ...]
    contents: tuple[Held, ...]
    is_listed: bool
    elsewhere: Mapping[str, int]
    sealed: Sealed
    unfinished: Unfinished | None

    def finding(self, place_id: str) -> Finding | None:
        """What was found of a place; None where this system cannot have it."""
        return next((each for each in self.findings if each.place.id == place_id), None)


def look(
    store: SecretStore | None,
    problem: IamtuiError | None,
    sessions: Mapping[str, str],
    seconds: float = SECONDS,
) -> Storage:
    """Look at everything; blocks for some `seconds` where something does not answer.

    `store` is the one in use, None where it could not be opened because of `problem`; `sessions`
    has the profile of each item of a session. Raises UsageError and IndexUnusable.
    """
    settings = read_settings()
    profiles = ProfileIndex().profiles()
    sealed = (
        store if isinstance(store, SealedFile) else sealed_file_to_look_at(settings.lock_minutes)
    )
    findings = survey(sealed, seconds)
    contents, is_listed = _contents(store, profiles, sessions)
    used = store_id(store) if store is not None else ""
    return Storage(
        chosen=settings.store,
        used=used,
        why=_why(settings, used),
        problem=str(problem or ""),
        findings=findings,
        refused=ignored_settings(),
        contents=contents,
        is_listed=is_listed,
        elsewhere=_elsewhere(findings, used),
        sealed=_sealed(sealed, settings),
        unfinished=unfinished(),
    )


def _why(settings: Settings, used: str) -> str:
    if settings.store is not None and used == settings.store:
        return "Chosen in config.toml."
    if not used:
        return ""
    if used == "memory":
        return "Chosen for this run only."
    return "Nothing is chosen in config.toml: it is the first that was found."


def _contents(
    store: SecretStore | None, profiles: tuple[Profile, ...], sessions: Mapping[str, str]
) -> tuple[tuple[Held, ...], bool]:
    if store is None:
        return (), False
    try:
        listed = listing(store)
    except VaultError:
        listed = None
    items = (*items_of(profiles), *sessions) if listed is None else listed
    return described(items, profiles, sessions), listed is not None


def _elsewhere(findings: tuple[Finding, ...], used: str) -> dict[str, int]:
    """Items in places that are not in use, where that can be told without a passphrase."""
    asked = [
        each.place.id
        for each in findings
        if each.place.id != used
        and (each.state is State.READY or (each.place.id == "sealed" and each.unlock is not None))
    ]
    if not asked:
        return {}
    with ThreadPoolExecutor(len(asked)) as pool:
        counts = zip(asked, pool.map(_count, asked), strict=True)
        return {place_id: count for place_id, count in counts if count}


def _count(place_id: str) -> int:
    try:
        return len(listing(open_store(place_id, seconds=SECONDS)) or ())
    except VaultError:
        return 0


def _sealed(store: SealedFile, settings: Settings) -> Sealed:
    mode: int | None = None
    parameters: Parameters | None = None
    # What is wrong with it is the finding's matter.
    with contextlib.suppress(OSError, VaultError):
        mode = stat.S_IMODE(os.lstat(store.path).st_mode)
        parameters = store.parameters()
    return Sealed(
        path=store.path,
        mode=mode,
        parameters=parameters,
        idle_left=store.idle_left,
        remembered=parameters is not None and store.remembered,
        kernel=kernel_keyring.state() is kernel_keyring.KernelState.READY,
        minutes=settings.lock_minutes,
    )
