"""What every place that holds a user's keys can do, and all of them taken together."""

from __future__ import annotations

from typing import Protocol

from iamtui.vault.items import AccessKeyPair


class Holder(Protocol):
    """A place that keeps keys of one user. Every method may raise IamtuiError."""

    def check(self) -> None:
        """See that a key could be kept or changed here; changes nothing. Raises why not."""

    def ids(self) -> frozenset[str]:
        """The ids of the user's keys that may be here."""

    def read(self, key_id: str) -> AccessKeyPair | None:
        """A key with its secret; None only where it is certainly not here."""

    def in_use(self) -> frozenset[str]:
        """The ids of the user's keys that this place makes programs work with."""

    def save(self, key: AccessKeyPair) -> None:
        """Keep a key that nothing uses yet."""

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Let what works with `from_id` work with `to`; nothing to do is no error."""

    def forget(self, key_id: str) -> None:
        """Remove a key that nothing uses; one that is not here is no error."""


class Holders:
    """The wallet of a rotation: `shelves` keep a new key, `users` work with one. A place may be
    both."""

    def __init__(self, shelves: tuple[Holder, ...], users: tuple[Holder, ...]) -> None:
        self.shelves = shelves
        self._users = users
        self._all = (*shelves, *(user for user in users if user not in shelves))

    def check(self) -> None:
        """See that each place can do its part. Raises the first reason why one cannot."""
        for holder in self._all:
            holder.check()

    def ids(self) -> frozenset[str]:
        """See `Wallet.ids`."""
        return frozenset[str]().union(*(holder.ids() for holder in self._all))

    def read(self, key_id: str) -> AccessKeyPair | None:
        """See `Wallet.read`: from the first place that has it."""
        for holder in self._all:
            key = holder.read(key_id)
            if key is not None:
                return key
        return None

    def in_use(self) -> frozenset[str]:
        """See `Wallet.in_use`."""
        return frozenset[str]().union(*(user.in_use() for user in self._users))

    def save(self, key: AccessKeyPair) -> None:
        """See `Wallet.save`: on every shelf."""
        for shelf in self.shelves:
            shelf.save(key)

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """See `Wallet.switch`."""
        for user in self._users:
            user.switch(from_id, to)

    def forget(self, key_id: str) -> None:
        """See `Wallet.forget`."""
        for holder in self._all:
            holder.forget(key_id)
