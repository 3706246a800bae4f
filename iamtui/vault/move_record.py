"""The record of a move that is under way, so that one that broke off can be told of and gone on
with.

Nothing depends on it: what was copied is found copied, and the configuration says which place is
in use. It only names the other place.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from iamtui.paths import state_folder, write_private


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A move from the place with the id `source` to the one with the id `target`."""

    source: str
    target: str


def begin(source: str, target: str) -> None:
    """Note that a move begins; raises OSError."""
    write_private(_path(), json.dumps(asdict(Unfinished(source, target))).encode())


def end() -> None:
    """Note that none is under way any more."""
    with contextlib.suppress(OSError):
        _path().unlink(missing_ok=True)


def unfinished() -> Unfinished | None:
    """The move that was begun and not ended; None where there is none, or its record is gone."""
    try:
        document = json.loads(_path().read_bytes())
        return Unfinished(str(document["source"]), str(document["target"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _path() -> Path:
    return state_folder() / "vault-move.json"
