"""Where another user's new key waits until a person hands it over: an item of the vault."""

from __future__ import annotations

import contextlib
import json

from iamtui.secret import Secret
from iamtui.vault.errors import ItemDamaged, ItemMissing
from iamtui.vault.items import AccessKeyPair, parse_key
from iamtui.vault.store import SecretStore


class HandOver:
    """A `Holder`: an item in `store` for each key of `user`. Nothing here works with them."""

    def __init__(self, store: SecretStore, account: str, user: str) -> None:
        self._store = store
        self._folder = f"iamtui/hand-over/{account}/{user}"

    def check(self) -> None:
        """Store an item and remove it, as a key would be. Raises VaultError."""
        item = f"{self._folder}/probe"
        self._store.put(item, Secret("probe"), replace=True)
        self._store.delete(item)

    def ids(self) -> frozenset[str]:
        """None by itself: a store cannot be listed, and each key that is looked for is named."""
        return frozenset()

    def read(self, key_id: str) -> AccessKeyPair | None:
        """The key that waits here. Raises ItemDamaged where the item is no key."""
        text = self._store.get(self._item(key_id))
        if text is None:
            return None
        key = parse_key(text)
        if key is None or key.access_key_id != key_id:
            raise ItemDamaged(self._store.name, self._item(key_id))
        return key

    def in_use(self) -> frozenset[str]:
        """None: the key is for somebody else."""
        return frozenset()

    def save(self, key: AccessKeyPair) -> None:
        """Keep the key, read back and compared by the store."""
        if self.read(key.access_key_id) != key:
            text = json.dumps({"akid": key.access_key_id, "secret": key.secret.reveal()})
            self._store.put(self._item(key.access_key_id), Secret(text))

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Nothing: what works with the key is not on this machine."""

    def forget(self, key_id: str) -> None:
        """Remove the item; none there is no error."""
        with contextlib.suppress(ItemMissing):
            self._store.delete(self._item(key_id))

    def _item(self, key_id: str) -> str:
        return f"{self._folder}/{key_id}"
