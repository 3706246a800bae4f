"""Removing a profile: its sessions first, which would outlive it, then its keys."""

from __future__ import annotations

from iamtui.aws.session_cache import SessionCache, store_for_sessions
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault


def remove_profile(vault: Vault, profile: Profile, *, with_seed: bool = False) -> None:
    """Take `profile` out of `vault`, with every session of it and of its keys, and the seed of its
    MFA device where that is asked for. Raises as `Vault.remove`; blocks."""
    kept_in = store_for_sessions(vault.store)
    if kept_in is not None:
        cache = SessionCache(kept_in)
        cache.forget_profile(profile.name)
        for key_id in profile.key_ids:
            cache.forget_key(key_id)
    vault.remove(profile, with_totp_seed=with_seed)
