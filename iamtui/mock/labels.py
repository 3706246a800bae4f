"""Tags: what may be one, and how they change. Keys are unique without regard to case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from iamtui.mock.errors import AwsError, quota

_MOST: Final = 50


def checked_tags(tags: Sequence[dict[str, str]]) -> dict[str, str]:
    """Tags as a mapping; InvalidInput for a key given twice or one that AWS keeps for itself."""
    labels: dict[str, str] = {}
    seen: set[str] = set()
    for tag in tags:
        lowered = tag["Key"].lower()
        if lowered in seen:
            raise AwsError(
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            )
        if lowered.startswith("aws:"):
            raise AwsError("InvalidInput", "Tag keys that start with aws: are reserved.")
        seen.add(lowered)
        labels[tag["Key"]] = tag["Value"]
    return labels


def add_tags(labels: dict[str, str], new: dict[str, str]) -> None:
    """Set tags; a key in another case replaces the one there is."""
    merged = {key: value for key, value in labels.items() if not _has(new, key)} | new
    if len(merged) > _MOST:
        raise quota("TagsPerResource", _MOST)
    labels.clear()
    labels.update(merged)


def remove_tags(labels: dict[str, str], keys: Sequence[str]) -> None:
    """Remove tags; keys that are not there do not matter."""
    gone = {key.lower() for key in keys}
    for key in [key for key in labels if key.lower() in gone]:
        del labels[key]


def _has(labels: dict[str, str], key: str) -> bool:
    return key.lower() in {other.lower() for other in labels}
