"""Which sessions the vault holds, without their secrets: no keyring can be listed.

The file lets what is over be taken out, and lets every session that came from a key be dropped
when that key is gone.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from iamtui.paths import locked, state_folder, write_private


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in the vault: its item, whose it is, the key it came from, and its end (UTC)."""

    item: str
    profile: str
    source_key_id: str
    mfa_serial: str | None
    expires: datetime


class SessionIndex:
    """The list in the file `path` (`sessions.json` in the state folder by default).

    A file that is damaged or cannot be used counts as an empty list: it only speeds up and tidies
    what the store holds, and nothing in it is needed to read a session.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_folder() / "sessions.json"

    def listed(self) -> tuple[Listed, ...]:
        """All sessions that were kept and not taken out yet."""
        try:
            entries = json.loads(self.path.read_bytes())
            return tuple(_listed(entry) for entry in entries)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return ()

    def add(self, session: Listed) -> None:
        """Put a session in the place of the one with the same item."""
        self._change(lambda held: (*(s for s in held if s.item != session.item), session))

    def rename(self, old: str, new: str, source_key_ids: Collection[str]) -> None:
        """Say `new` for the profile `old`, in the sessions that came from one of its keys."""
        self._change(
            lambda held: tuple(
                replace(s, profile=new)
                if s.profile == old and s.source_key_id in source_key_ids
                else s
                for s in held
            )
        )

    def drop(self, items: frozenset[str]) -> None:
        """Take the sessions with these items out."""
        if items:
            self._change(lambda held: tuple(s for s in held if s.item not in items))

    def _change(self, change: Callable[[tuple[Listed, ...]], tuple[Listed, ...]]) -> None:
        with contextlib.suppress(OSError), locked(self.path.with_suffix(".lock")):
            sessions = change(self.listed())
            entries = [{**asdict(s), "expires": s.expires.isoformat()} for s in sessions]
            write_private(self.path, json.dumps(entries, indent=1).encode())


def _listed(entry: dict[str, str]) -> Listed:
    expires = datetime.fromisoformat(entry["expires"])
    if expires.tzinfo is None:
        raise ValueError
    return Listed(
        str(entry["item"]),
        str(entry["profile"]),
        str(entry["source_key_id"]),
        entry["mfa_serial"],
        expires,
    )
