"""The vault: profiles and their secrets kept together, whatever happens in between.

The order of steps makes a crash harmless. Adding: the secret is stored and verified before the
index names it, so the index never promises a key that is not there. Removing: the items go
first and the index last, since no keyring can be listed; the other order could leave a secret
behind that nothing points to, while this one leaves a profile that can be removed again.
"""

from __future__ import annotations

import contextlib
import dataclasses

from iamtui.secret import Secret
from iamtui.vault.errors import (
    ItemDamaged,
    ItemExists,
    ItemMissing,
    ProfileChanged,
    ProfileExists,
    ProfileInvalid,
    SecretRefused,
)
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair, dump_key, key_item, parse_key, seed_item
from iamtui.vault.profiles import Profile
from iamtui.vault.store import SecretStore
from iamtui.vault.totp import clean_seed


class Vault:
    """Access keys and MFA seeds in `store`, named by the profiles in `index`.

    Every method may block for as long as the store does and raise its VaultErrors.
    """

    def __init__(self, store: SecretStore, index: ProfileIndex) -> None:
        self.store = store
        self.index = index

    def add_access_key(self, profile: Profile, secret: Secret) -> Profile:
        """Store the secret of a new profile's key, then list the profile; gives it back.

        Raises ProfileExists, ProfileInvalid where it names no key, ReadBackMismatch where the
        keyring cannot be trusted (nothing is listed then). After an IndexUnusable the secret is
        stored: calling again with the same profile finishes the work.
        """
        if profile.access_key_id is None:
            raise ProfileInvalid("The profile names no access key.", "Enter its access key ID.")
        if any(profile.name == other.name for other in self.index.profiles()):
            raise ProfileExists(profile.name)
        self._store_key(profile, AccessKeyPair(profile.access_key_id, secret))
        try:
            self.index.add(profile)
        except ProfileExists:
            # Another iamtui took the name meanwhile: nothing would ever lead to this secret.
            if all(other.id != profile.id for other in self.index.profiles()):
                self._delete(key_item(profile.id, profile.access_key_id))
            raise
        return profile

    def save_access_key(self, profile: Profile, key: AccessKeyPair) -> Profile:
        """Store a further key of the profile's user, not in use yet; gives the new profile.

        The secret is stored and verified when this returns, or an error was raised.
        """
        new = profile
        if key.access_key_id not in profile.key_ids:
            spare = (*profile.spare_key_ids, key.access_key_id)
            new = dataclasses.replace(profile, spare_key_ids=spare)
        self._store_key(profile, key)
        if new != profile:
            self.index.replace(profile, new)
        return new

    def access_key(self, profile: Profile, access_key_id: str | None = None) -> AccessKeyPair:
        """The key in use, or the one of that id.

        Raises ItemMissing and ItemDamaged, ProfileInvalid where the profile has no key here.
        """
        wanted = access_key_id or profile.access_key_id
        if wanted is None:
            raise ProfileInvalid(
                f"The profile “{profile.name}” has no key in the vault.", "Add its access key."
            )
        key = self._stored_key(profile, wanted)
        if key is None:
            raise ItemMissing(self.store.name, key_item(profile.id, wanted))
        return key

    def use_access_key(self, profile: Profile, access_key_id: str) -> Profile:
        """Make a stored key the one in use; the one used before becomes a spare.

        Raises ItemMissing or ItemDamaged, and changes nothing, where its secret is not readable.
        """
        self.access_key(profile, access_key_id)
        others = tuple(key_id for key_id in profile.key_ids if key_id != access_key_id)
        new = dataclasses.replace(profile, access_key_id=access_key_id, spare_key_ids=others)
        if new != profile:
            self.index.replace(profile, new)
        return new

    def forget_access_key(self, profile: Profile, access_key_id: str) -> Profile:
        """Delete the item of a spare key; raises ProfileInvalid for the one in use."""
        if access_key_id == profile.access_key_id:
            raise ProfileInvalid(
                f"{access_key_id} is the key that “{profile.name}” uses; nothing was deleted.",
                "Let the profile use another key first, or remove the profile.",
            )
        self._delete(key_item(profile.id, access_key_id))
        spare = tuple(key_id for key_id in profile.spare_key_ids if key_id != access_key_id)
        new = dataclasses.replace(profile, spare_key_ids=spare)
        if new != profile:
            self.index.replace(profile, new)
        return new

    def rename(self, name: str, new_name: str) -> Profile:
        """Give a profile another name; its items stay where they are."""
        return self.index.rename(name, new_name)

    def remove(self, profile: Profile, *, with_totp_seed: bool = False) -> None:
        """Delete the profile's keys, its device's MFA seed only if asked, then the profile.

        An error on the way leaves the profile listed, so that it can be removed again. Raises
        ProfileChanged, and deletes nothing, where the profile is no longer listed like this.
        """
        if profile not in self.index.profiles():
            raise ProfileChanged(profile.name)
        for access_key_id in profile.key_ids:
            self._delete(key_item(profile.id, access_key_id))
        if with_totp_seed and profile.mfa_serial:
            self.remove_totp_seed(profile.mfa_serial)
        self.index.remove(profile)

    def add_totp_seed(self, device: str, seed: Secret, *, replace: bool = False) -> None:
        """Store the MFA seed of a device (ARN), cleaned (`totp.clean_seed`).

        Both factors then lie in one place: the caller asks first. Raises SecretRefused for a
        text that is no seed, ItemExists where another seed would be lost and `replace` is not
        asked for.
        """
        self.store.put(seed_item(device), clean_seed(seed), replace=replace)

    def totp_seed(self, device: str) -> Secret | None:
        """The MFA seed of a device; None where none is stored."""
        return self.store.get(seed_item(device))

    def remove_totp_seed(self, device: str) -> None:
        """Delete the MFA seed of a device; none there is no error."""
        self._delete(seed_item(device))

    def _store_key(self, profile: Profile, key: AccessKeyPair) -> None:
        """Store a key; the same key stored again keeps its item, whatever its date."""
        text = key.secret.reveal()
        if not text.isascii() or not text.isprintable() or not text or " " in text:
            raise SecretRefused(
                "This is no secret access key: one is 40 letters, digits and signs in one word.",
                "Paste it again; nothing was stored.",
            )
        item = key_item(profile.id, key.access_key_id)
        held = self._stored_key(profile, key.access_key_id)
        if held is None:
            self.store.put(item, dump_key(profile, key))
        elif held != key:
            raise ItemExists(self.store.name, item)

    def _stored_key(self, profile: Profile, access_key_id: str) -> AccessKeyPair | None:
        item = key_item(profile.id, access_key_id)
        text = self.store.get(item)
        if text is None:
            return None
        key = parse_key(text)
        if key is None or key.access_key_id != access_key_id:
            raise ItemDamaged(self.store.name, item)
        return key

    def _delete(self, item: str) -> None:
        with contextlib.suppress(ItemMissing):
            self.store.delete(item)
