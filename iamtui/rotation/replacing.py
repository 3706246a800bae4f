"""Putting a new key into one place that has an old one: whole or not at all, comments kept."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.env_lines import mentions, switched
from iamtui.rotation.holders import aws_lines
from iamtui.rotation.holders.file_edit import edit, read_text
from iamtui.rotation.holders.in_aws_files import InAwsFiles
from iamtui.rotation.holders.in_vault import InVault, profiles_with
from iamtui.rotation.places import InFile, file_paths
from iamtui.rotation.text_search import InText
from iamtui.rotation.where_used import Used
from iamtui.vault.errors import VaultError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.vault import Vault


def can_replace(place: Used) -> bool:
    """Whether a program can put another key there; else a person has to."""
    return isinstance(place, InFile) or (isinstance(place, InText) and place.is_editable)


def replace_in(place: Used, from_id: str, to: AccessKeyPair) -> None:
    """Put the key `to` into a place that has `from_id`. Raises RefusedError, FileNotEditable."""
    if isinstance(place, InFile):
        edit(place.path, lambda text: aws_lines.switched(text, from_id, to))
        left = aws_lines.uses(read_text(place.path) or "", from_id)
    elif isinstance(place, InText) and place.is_editable:
        edit(place.path, lambda text: switched(text, from_id, to))
        found = mentions(read_text(place.path) or "", from_id)
        left = any(mention.secret_line is not None for mention in found)
    else:
        raise RefusedError(f"No program can change {place} safely.", "See to it by hand.")
    if left:
        raise IamtuiError(f"{place.path} still has {from_id}.", "Look into it, and try again.")


def key_with_secret(
    key_id: str, home: Path, environ: Mapping[str, str], vault: Callable[[], Vault]
) -> AccessKeyPair:
    """A key that this machine has: in ~/.aws or the vault. Raises RefusedError where it has not."""
    files = InAwsFiles(file_paths(home, environ), "", frozenset({key_id}), keeps=False)
    key = files.read(key_id)
    if key is None:
        with contextlib.suppress(VaultError):
            ids = profiles_with(ProfileIndex(), frozenset({key_id}))
            key = InVault(vault(), ids).read(key_id) if ids else None
    if key is None:
        raise RefusedError(
            f"The secret of {key_id} is neither in ~/.aws nor in the vault of this machine.",
            "Rotate here, or change the places by hand.",
        )
    return key
