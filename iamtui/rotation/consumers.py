"""What on this machine works with a key that is being rotated, and with which key it does now."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from iamtui.rotation.holders.aws_lines import SHELF
from iamtui.rotation.places import InFile, places_of
from iamtui.vault.index import ProfileIndex


class Use(enum.Enum):
    """Which key a consumer works with; the value is what screens call it."""

    OLD = "old key"
    NEW = "new key"
    BY_HAND = "old key; not switched by this, see to it yourself"


@dataclass(frozen=True, slots=True)
class Consumer:
    """A profile, a file or a variable of this machine, and what it works with."""

    name: str
    use: Use


def consumers(
    old_id: str, new_id: str, home: Path, environ: Mapping[str, str]
) -> tuple[Consumer, ...]:
    """Everything here that works with one of the two keys; `new_id` is "" before there is one.

    Reads the list of profiles and the AWS files, so it belongs into a worker thread. Raises
    VaultError where that list cannot be read.
    """
    found = [*_profiles(old_id, Use.OLD), *_places(old_id, home, environ)]
    if new_id:
        found += [*_profiles(new_id, Use.NEW), *_switched_places(new_id, home, environ)]
    return tuple(found)


def _profiles(key_id: str, use: Use) -> Iterator[Consumer]:
    for profile in ProfileIndex().profiles():
        if profile.access_key_id == key_id:
            yield Consumer(f"profile {profile.name} of iamtui", use)


def _places(key_id: str, home: Path, environ: Mapping[str, str]) -> Iterator[Consumer]:
    for place in places_of(key_id, home, environ):
        if not isinstance(place, InFile):
            yield Consumer(str(place), Use.BY_HAND)
        elif not place.profile.startswith(f"{SHELF}-"):
            yield Consumer(str(place), Use.OLD)


def _switched_places(key_id: str, home: Path, environ: Mapping[str, str]) -> Iterator[Consumer]:
    for place in places_of(key_id, home, environ):
        if isinstance(place, InFile) and not place.profile.startswith(f"{SHELF}-"):
            yield Consumer(str(place), Use.NEW)
