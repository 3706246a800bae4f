"""Where an access key is used, as far as this machine and AWS can tell: every place, and how far
the looking went. A key's id may be shown; no secret is kept or given back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from iamtui.account.field import NOT_ASKED, Field
from iamtui.aws.cancel import Cancel
from iamtui.aws.key_activity import Event
from iamtui.errors import IamtuiError
from iamtui.rotation.places import Place, file_paths, places_of
from iamtui.rotation.process_search import InProcess, ProcessSearch, in_processes
from iamtui.rotation.text_search import InText, Search, Searched, TextSearch
from iamtui.vault.index import ProfileIndex


@dataclass(frozen=True, slots=True)
class InProfile:
    """A profile of iamtui's vault that works with the key, or keeps it as a spare one."""

    name: str
    in_use: bool

    def __str__(self) -> str:
        return f"profile {self.name} of iamtui{'' if self.in_use else ', spare'}"


Used: TypeAlias = InProfile | Place | InProcess | InText


@dataclass(frozen=True, slots=True)
class WhereUsed:
    """The places of the key `key_id`. `profiles` is a sentence where the list of profiles cannot
    be read; `events` are the calls that CloudTrail kept, which tell of other machines."""

    key_id: str
    profiles: tuple[InProfile, ...] = ()
    files: tuple[Place, ...] = ()
    processes: ProcessSearch = field(default_factory=ProcessSearch)
    texts: TextSearch = field(default_factory=TextSearch)
    events: Field[tuple[Event, ...]] = NOT_ASKED
    problems: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Used, ...]:
        """All places on this machine."""
        return (*self.profiles, *self.files, *self.processes.found, *self.texts.found)


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look: this user's home and environment, and the folders that he named."""

    home: Path
    environ: Mapping[str, str]
    folders: tuple[Path, ...] = ()


def where_used(
    key_id: str,
    where: Where,
    cancel: Cancel,
    told: Callable[[Searched], None] = lambda _searched: None,
) -> WhereUsed:
    """Look at all places of this machine; blocks. Raises Cancelled."""
    problems: list[str] = []
    try:
        profiles = tuple(_profiles(key_id))
    except IamtuiError as error:
        profiles = ()
        problems.append(str(error))
    known = frozenset(path.absolute() for path in file_paths(where.home, where.environ))
    folders = tuple(folder.expanduser().absolute() for folder in where.folders)
    return WhereUsed(
        key_id=key_id,
        profiles=profiles,
        files=places_of(key_id, where.home, where.environ),
        processes=in_processes(key_id, os.getpid()),
        texts=Search(key_id, cancel, told, known).through(folders),
        problems=tuple(problems),
    )


def _profiles(key_id: str) -> Iterator[InProfile]:
    for profile in ProfileIndex().profiles():
        if key_id in profile.key_ids:
            yield InProfile(profile.name, profile.access_key_id == key_id)
