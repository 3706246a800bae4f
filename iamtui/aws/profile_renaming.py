"""Renaming a profile: in the list of profiles, and in that of its sessions."""

from __future__ import annotations

from iamtui.aws.session_index import SessionIndex
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile


def rename_profile(old: str, new: str) -> Profile:
    """Give the listed profile `old` the name `new`; what it keeps in the vault stays there.

    Raises ProfileUnknown, ProfileExists, ProfileInvalid and IndexUnusable.
    """
    renamed = ProfileIndex().rename(old, new)
    SessionIndex().rename(old, new, renamed.key_ids)
    return renamed
