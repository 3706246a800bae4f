"""Filters kept by name: `filters.json` in the configuration folder; it holds no secrets."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from iamtui import paths
from iamtui.errors import UsageError

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A query under a name, for the list whose title is `pane`."""

    name: str
    pane: str
    query: str


def filters_file() -> Path:
    """Where they are kept."""
    return paths.config_folder() / "filters.json"


def read_filters() -> tuple[SavedFilter, ...]:
    """The saved filters, in the order of saving. Raises UsageError where the file is damaged."""
    try:
        entries = json.loads(filters_file().read_text(encoding="utf-8"))
        return tuple(SavedFilter(**entry) for entry in entries)
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError):
        raise UsageError(
            f"The saved filters in {filters_file()} cannot be read; the file was left as it is.",
            "Mend it, or move it away.",
        ) from None


def save_filter(new: SavedFilter) -> None:
    """Keep `new`, in place of one of the same name.

    Raises UsageError for a name that is none, or where the file is damaged; OSError where it
    cannot be written.
    """
    if not 0 < len(new.name) <= LONGEST_NAME or not new.name.isprintable():
        raise UsageError(f"A filter's name has 1 to {LONGEST_NAME} characters.", "Choose another.")
    with paths.locked(filters_file().with_suffix(".lock")):
        kept = [saved for saved in read_filters() if saved.name != new.name]
        data = json.dumps([asdict(saved) for saved in (*kept, new)], ensure_ascii=False, indent=2)
        paths.write_private(filters_file(), data.encode())
