"""Tags: what may be one, and how they change.

Keys of users and roles are unique without regard to case; of all else, case counts.
Source: IAM User Guide, "Tags for AWS Identity and Access Management resources", rules for tagging.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from iamtui.mock.errors import AwsError

_MOST: Final = 50

Fold = Callable[[str], str]


def without_case(key: str) -> str:
    """How keys of users and roles are compared."""
    return key.lower()


def with_case(key: str) -> str:
    """How all other keys are compared."""
    return key


def checked_tags(tags: Sequence[dict[str, str]], fold: Fold) -> dict[str, str]:
    """Tags as a mapping; InvalidInput for a key given twice or one that AWS keeps for itself."""
    labels: dict[str, str] = {}
    seen: set[str] = set()
    for tag in tags:
        key = tag["Key"]
        if fold(key) in seen:
            raise AwsError("InvalidInput", _twice(fold))
        if key.lower().startswith("aws:"):
            raise AwsError("InvalidInput", "Tag keys that start with aws: are reserved.")
        seen.add(fold(key))
        labels[key] = tag["Value"]
    return labels


def add_tags(labels: dict[str, str], new: dict[str, str], fold: Fold) -> None:
    """Set tags; a key that compares equal is replaced, with its spelling."""
    given = {fold(key) for key in new}
    merged = {key: value for key, value in labels.items() if fold(key) not in given} | new
    if len(merged) > _MOST:
        raise AwsError("LimitExceeded", "The number of tags has reached the maximum limit.")
    labels.clear()
    labels.update(merged)


def remove_tags(labels: dict[str, str], keys: Sequence[str], fold: Fold) -> None:
    """Remove tags; keys that are not there do not matter."""
    gone = {fold(key) for key in keys}
    for key in [key for key in labels if fold(key) in gone]:
        del labels[key]


def _twice(fold: Fold) -> str:
    """Source: answers of AWS that LocalStack recorded, test_iam_policies and test_iam_roles."""
    words = "Duplicate tag keys found."
    if fold is without_case:
        words += " Please note that Tag keys are case insensitive."
    return words
