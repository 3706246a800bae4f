"""The file that lists the profiles: its JSON, read strictly and never guessed at.

{"version": 1, "profiles": [{"id": …, "name": …, …}]}
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

from iamtui.vault.errors import IndexUnusable, ProfileInvalid
from iamtui.vault.profiles import Profile

VERSION = 1
FIELDS = {each.name for each in fields(Profile)}


def parse(path: Path) -> tuple[Profile, ...]:
    """The profiles of the file, none where it does not exist yet.

    Raises IndexUnusable for a damaged file, one of another version and one with a field or a
    value that this version does not know; OSError for one that cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ()
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        raise IndexUnusable(path, f"is no JSON from line {error.lineno} on") from None
    except (ValueError, RecursionError):
        raise IndexUnusable(path, "is no JSON") from None
    entries = _entries(path, document)
    profiles = tuple(_profile(path, number, entry) for number, entry in enumerate(entries, 1))
    for attribute in ("name", "id"):
        values = [getattr(profile, attribute) for profile in profiles]
        if len(set(values)) != len(values):
            raise IndexUnusable(path, f"has two profiles of the same {attribute}")
    return profiles


def dump(profiles: tuple[Profile, ...]) -> bytes:
    """The bytes that `parse` reads."""
    document = {"version": VERSION, "profiles": [asdict(profile) for profile in profiles]}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _entries(path: Path, document: object) -> list[object]:
    if not isinstance(document, dict) or "version" not in document:
        raise IndexUnusable(path, "is no list of profiles")
    if document["version"] != VERSION:
        raise IndexUnusable(path, "was written by another version of iamtui")
    entries = document.get("profiles")
    if not isinstance(entries, list) or set(document) != {"version", "profiles"}:
        raise IndexUnusable(path, "is no list of profiles")
    return entries


def _profile(path: Path, number: int, entry: object) -> Profile:
    if not isinstance(entry, dict) or not {"id", "name"} <= set(entry):
        raise IndexUnusable(path, f"has no id or no name in entry {number}")
    if not set(entry) <= FIELDS:
        raise IndexUnusable(path, f"has a field that is not known in entry {number}")
    spare = entry.get("spare_key_ids", [])
    if not isinstance(spare, list) or not all(isinstance(key_id, str) for key_id in spare):
        raise IndexUnusable(path, f"has spare_key_ids that are no list in entry {number}")
    for name in FIELDS - {"spare_key_ids"}:
        if name in entry and not _has_type_of(name, entry[name]):
            raise IndexUnusable(path, f"has a wrong type of {name} in entry {number}")
    try:
        return Profile(**{**entry, "spare_key_ids": tuple(spare)})
    except ProfileInvalid as error:
        raise IndexUnusable(path, f"is wrong in entry {number}: {error.what}") from None


def _has_type_of(name: str, value: object) -> bool:
    if name == "read_only":
        return isinstance(value, bool)
    if name in ("name", "id", "region", "source"):
        return isinstance(value, str)
    return value is None or isinstance(value, str)
