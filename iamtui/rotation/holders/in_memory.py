"""The key that a profile was given when it was opened, as a mock's is: nothing outlives it here."""

from __future__ import annotations

from iamtui.vault.items import AccessKeyPair
from iamtui.vault.memory import MemoryStore


class InMemory:
    """A `Holder`: the keys of the caller whose profile is `name`, who works with `key` at first.

    `store` takes what waits for other users. All of it ends with the profile.
    """

    def __init__(self, name: str, key: AccessKeyPair) -> None:
        self.name = name
        self.store = MemoryStore()
        self._keys = {key.access_key_id: key}
        self._used = key.access_key_id

    @property
    def keys(self) -> tuple[AccessKeyPair, ...]:
        """The key in use, then the others."""
        used = self._keys[self._used]
        return (used, *(key for key in self._keys.values() if key != used))

    def check(self) -> None:
        """Nothing stands in the way."""

    def ids(self) -> frozenset[str]:
        """The keys in use and the spare ones."""
        return frozenset(self._keys)

    def read(self, key_id: str) -> AccessKeyPair | None:
        """A key, None where it was not given and not saved here."""
        return self._keys.get(key_id)

    def in_use(self) -> frozenset[str]:
        """The one key that the profile works with."""
        return frozenset((self._used,))

    def save(self, key: AccessKeyPair) -> None:
        """Keep a spare key."""
        self._keys[key.access_key_id] = key

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Let the profile work with `to`, where it works with `from_id`."""
        if self._used == from_id:
            self.save(to)
            self._used = to.access_key_id

    def forget(self, key_id: str) -> None:
        """Forget a spare key."""
        if key_id != self._used:
            self._keys.pop(key_id, None)
