"""The profiles of the vault that work with a key, and the items beside it."""

from __future__ import annotations

import uuid

from iamtui.secret import Secret
from iamtui.vault.errors import ItemMissing
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault


class InVault:
    """A `Holder`: the profiles with the ids `profile_ids`, all of one user."""

    def __init__(self, vault: Vault, profile_ids: frozenset[str]) -> None:
        self._vault = vault
        self._profile_ids = profile_ids

    def check(self) -> None:
        """Store an item, read it and remove it, as a key would be. Raises VaultError."""
        store, item = self._vault.store, f"iamtui/probe/{uuid.uuid4().hex}"
        store.put(item, Secret("probe"))
        store.delete(item)

    def ids(self) -> frozenset[str]:
        """The keys in use and the spare ones."""
        return frozenset(key_id for profile in self._profiles() for key_id in profile.key_ids)

    def read(self, key_id: str) -> AccessKeyPair | None:
        """From the item of any of the profiles."""
        for profile in self._profiles():
            try:
                return self._vault.access_key(profile, key_id)
            except ItemMissing:
                continue
        return None

    def in_use(self) -> frozenset[str]:
        """What the profiles lead to."""
        used = (profile.access_key_id for profile in self._profiles())
        return frozenset(key_id for key_id in used if key_id is not None)

    def save(self, key: AccessKeyPair) -> None:
        """A spare key of each profile; stored, read back and compared by the vault."""
        for profile in self._profiles():
            self._vault.save_access_key(profile, key)

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Let each profile that uses `from_id` use `to`."""
        for profile in self._profiles():
            if profile.access_key_id == from_id:
                saved = self._vault.save_access_key(profile, to)
                self._vault.use_access_key(saved, to.access_key_id)

    def forget(self, key_id: str) -> None:
        """Remove the items of a spare key."""
        for profile in self._profiles():
            if profile.access_key_id != key_id:
                self._vault.forget_access_key(profile, key_id)

    def _profiles(self) -> tuple[Profile, ...]:
        listed = self._vault.index.profiles()
        return tuple(profile for profile in listed if profile.id in self._profile_ids)


def profiles_with(index: ProfileIndex, key_ids: frozenset[str]) -> frozenset[str]:
    """The ids of the listed profiles that have one of these keys. Raises IndexUnusable."""
    return frozenset(p.id for p in index.profiles() if key_ids.intersection(p.key_ids))
