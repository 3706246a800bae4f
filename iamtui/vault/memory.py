"""Secrets for the length of this process only; never chosen unless the user asks for it."""

from __future__ import annotations

import threading

from iamtui.secret import Secret
from iamtui.vault.errors import ItemExists, ItemMissing
from iamtui.vault.store import check_storable


class MemoryStore:
    """A SecretStore that forgets everything when iamtui ends."""

    id = "memory"
    name = "memory (forgotten at the end)"
    persistent = False

    def __init__(self) -> None:
        self._items: dict[str, Secret] = {}
        self._lock = threading.Lock()

    def get(self, item: str) -> Secret | None:
        """The secret, or None where there is none."""
        with self._lock:
            return self._items.get(item)

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        """Keep the secret; raises ItemExists where another value would be lost."""
        check_storable(secret)
        with self._lock:
            held = self._items.get(item)
            if held is not None and held != secret and not replace:
                raise ItemExists(self.name, item)
            self._items[item] = secret

    def delete(self, item: str) -> None:
        """Forget the secret; raises ItemMissing where there is none."""
        with self._lock:
            if self._items.pop(item, None) is None:
                raise ItemMissing(self.name, item)
