"""The file behind the ledger: entries by device, and their JSON.

    {"version": 1, "devices": {ARN: [{"id", "counter", "from_seed", "salt", "hash"}]}}

A hash of six digits hides nothing from anyone who tries a million of them. It keeps the code from
being read at a glance, and it is written when the code is about to be used up.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from iamtui.secret import Secret
from iamtui.vault.errors import LedgerUnusable

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One claimed code; `counter` is its step if `from_seed`, else the step it was typed in."""

    counter: int
    salt: str
    hash: str
    from_seed: bool = False
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @classmethod
    def of(cls, code: Secret, counter: int) -> Entry:
        """An entry that knows `code` again without holding it."""
        salt = secrets.token_hex(16)
        return cls(counter, salt, _hash(salt, code))

    def matches(self, code: Secret) -> bool:
        """Whether it was made of the same code."""
        return hmac.compare_digest(self.hash, _hash(self.salt, code))


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of every device, oldest first."""

    devices: Mapping[str, tuple[Entry, ...]]

    def of(self, device: str) -> tuple[Entry, ...]:
        """The entries of one device."""
        return self.devices.get(device, ())

    def holds(self, device: str, code: Secret, counter: int, windows: int) -> bool:
        """Whether `code` was claimed within `windows` steps of `counter`."""
        near = (e for e in self.of(device) if abs(e.counter - counter) <= windows)
        return any(entry.matches(code) for entry in near)

    def plus(self, device: str, entry: Entry) -> Entries:
        """With one more entry."""
        return self._with(device, (*self.of(device), entry))

    def without(self, device: str, entry_id: str) -> Entries:
        """Without the entry of that id; the same where there is none."""
        return self._with(device, tuple(e for e in self.of(device) if e.id != entry_id))

    def pruned(self, device: str, oldest: int) -> Entries:
        """Without entries before the step `oldest`, but with the newest made from a seed."""
        entries = self.of(device)
        newest = max((e.counter for e in entries if e.from_seed), default=-1)
        kept = (e for e in entries if e.counter >= oldest or (e.from_seed and e.counter == newest))
        return self._with(device, tuple(kept))

    def _with(self, device: str, entries: tuple[Entry, ...]) -> Entries:
        return Entries({**self.devices, device: entries})


def parse(path: Path) -> Entries:
    """The entries of the file, none where it does not exist yet.

    Raises LedgerUnusable for a damaged file or one of another version, OSError for one that
    cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Entries({})
    try:
        document = json.loads(data)
        if document["version"] != VERSION:
            raise LedgerUnusable(path, "was written by another version of iamtui")
        devices = {
            str(device): tuple(_entry(entry) for entry in entries)
            for device, entries in document["devices"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LedgerUnusable(path, "is damaged") from None
    return Entries(devices)


def dump(entries: Entries) -> bytes:
    """The bytes that `parse` reads."""
    devices = {d: [asdict(entry) for entry in found] for d, found in entries.devices.items()}
    return json.dumps({"version": VERSION, "devices": devices}, indent=1).encode()


def _entry(value: dict[str, object]) -> Entry:
    entry = Entry(**value)  # type: ignore[arg-type]
    kinds = {"counter": int, "salt": str, "hash": str, "from_seed": bool, "id": str}
    if any(type(getattr(entry, name)) is not kind for name, kind in kinds.items()):
        raise TypeError
    return entry


def _hash(salt: str, code: Secret) -> str:
    return hashlib.sha256((salt + code.reveal()).encode()).hexdigest()
