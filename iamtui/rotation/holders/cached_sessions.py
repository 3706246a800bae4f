"""The sessions that were kept for later: those of a key go when another one takes its place."""

from __future__ import annotations

from iamtui.aws.session_cache import SessionCache
from iamtui.vault.items import AccessKeyPair


class CachedSessions:
    """A `Holder` that holds no key: it forgets the sessions of a key that is switched away from,
    which would otherwise be found and used until long after that key is deleted."""

    def __init__(self, cache: SessionCache) -> None:
        self._cache = cache

    def check(self) -> None:
        """Nothing stands in the way."""

    def ids(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def read(self, key_id: str) -> AccessKeyPair | None:
        """None."""
        return None

    def in_use(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def save(self, key: AccessKeyPair) -> None:
        """Nothing: no session was started with a key that nothing uses yet."""

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Forget the sessions that were started with `from_id`."""
        self._cache.forget_key(from_id)

    def forget(self, key_id: str) -> None:
        """Forget the sessions that were started with a key that is gone."""
        self._cache.forget_key(key_id)
