"""An account from a file in the shape of GetAccountAuthorizationDetails.

Ids, paths, dates, ARNs, versions and tags stay as the file has them. What such a file never holds
(access keys, passwords, MFA devices) is absent; what it names but does not hold is reported.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from iamtui.errors import UsageError
from iamtui.mock.accounts.file_entities import Loader
from iamtui.mock.store import Store

_LISTS: Final = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_ACCOUNT_FIELD: Final = 4
_SHAPE: Final = "It must be a JSON object in the shape of GetAccountAuthorizationDetails."


def load_file(path: Path) -> tuple[Store, tuple[str, ...]]:
    """The account in `path`, and a sentence for each thing that could not be loaded.

    Raises UsageError where the file cannot be read or is no such account.
    """
    lists = _read(path)
    account_id = _account_id(path, lists)
    loader = Loader(Store(account_id))
    for policy in lists["Policies"]:
        loader.load("policy", policy)
    for group in lists["GroupDetailList"]:
        loader.load("group", group)
    for user in lists["UserDetailList"]:
        loader.load("user", user)
    for role in lists["RoleDetailList"]:
        loader.load("role", role)
    remarks = (*loader.remarks, *_about_accounts(lists, account_id))
    return loader.store, (*remarks, *_about_counts(lists, loader.store))


def _about_accounts(lists: dict[str, list[dict[str, Any]]], account_id: str) -> Iterator[str]:
    counts = _accounts_named(lists)
    for other, count in counts.items():
        if other != account_id:
            yield (
                f"{count} entities of the file are of account {other}, the others of "
                f"{account_id}; they are served in one account with their ARNs as they are."
            )


def _about_counts(lists: dict[str, list[dict[str, Any]]], store: Store) -> Iterator[str]:
    differing = [
        item["PolicyName"]
        for item in lists["Policies"]
        if item.get("Arn") in store.policies
        and item.get("AttachmentCount") not in (None, store.policies[item["Arn"]].attachment_count)
    ]
    if differing:
        yield (
            f"{len(differing)} policies have another AttachmentCount in the file than the file's "
            "entities have attachments; the mock counts the entities."
        )


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read.", "Check its permissions.") from error
    except ValueError as error:
        raise UsageError(f"{path} is not JSON.", _SHAPE) from error
    if not isinstance(content, dict) or not any(name in content for name in _LISTS):
        raise UsageError(f"{path} is not an account.", _SHAPE)
    lists = {name: content.get(name) or [] for name in _LISTS}
    for name, items in lists.items():
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise UsageError(f"{name} in {path} is not a list of objects.", _SHAPE)
    return lists


def _account_id(path: Path, lists: dict[str, list[dict[str, Any]]]) -> str:
    """The account that most ARNs in the file name."""
    counts = _accounts_named(lists)
    if not counts:
        raise UsageError(f"No ARN in {path} names an account.", _SHAPE)
    return counts.most_common(1)[0][0]


def _accounts_named(lists: dict[str, list[dict[str, Any]]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for items in lists.values():
        for item in items:
            fields = str(item.get("Arn", "")).split(":")
            if len(fields) > _ACCOUNT_FIELD and fields[_ACCOUNT_FIELD].isdecimal():
                counts[fields[_ACCOUNT_FIELD]] += 1
    return counts
