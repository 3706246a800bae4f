"""The sealed file: secrets under a passphrase, for machines that have no keyring.

What it defends: a copy of the file (backup, stolen disk, another user) is useless without the
passphrase, at the price of one Argon2id for each guess. Every byte is authenticated: a flipped
byte, a cut end, an item put in another one's place, an item or a header taken from an older or
another file are refused, and nothing of such a file is used. A damaged file and a wrong passphrase
are told apart. A kill or a full disk during a write leaves the old file or the new one.

What it does not: another program of the same user can read the memory of an unlocked iamtui,
or watch the passphrase being typed. A whole older file put back is noticed by a process that saw a
newer one, and on a machine whose record (`sealed_seen`) was not put back as well; without that
record nothing can notice it. Somebody who can write the file can always destroy it.
"""

from __future__ import annotations

from iamtui.secret import Secret
from iamtui.vault.errors import ItemExists, ItemMissing, ReadBackMismatch
from iamtui.vault.sealed_lock import SealedLock
from iamtui.vault.sealed_opening import Opened
from iamtui.vault.store import check_storable


class SealedFile(SealedLock):
    """A SecretStore in one file; `sealed_lock` has the doors that make, unlock and lock it.

    Every method raises StoreLocked while it is locked, and may raise SealedFileMissing,
    SealedFileRefused, SealedFileDamaged, SealedFileOlder, SealedFileUnusable and, for writes,
    KeyringTimeout where another process holds the file for too long.
    """

    id = "sealed"
    name = "the sealed file"
    persistent = True

    def items(self) -> tuple[str, ...]:
        """The names of all items."""
        return tuple(self._current(used=False).body.items)

    def check(self) -> None:
        """Raises what would keep any item from being read now."""
        self._current(used=False)

    def get(self, item: str) -> Secret | None:
        """The secret, or None where the file holds no such item; raises ItemDamaged."""
        return self._current().get(item)

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        """Seal the secret, write the file, read it back and compare; see SecretStore."""
        check_storable(secret)

        def change(now: Opened, items: dict[str, bytes]) -> bool:
            held = now.get(item)
            if held is not None and held != secret and not replace:
                raise ItemExists(self.name, item)
            items[item] = now.keys.seal(now.header.id, item, secret)
            return held != secret

        if self._change("storing", change).get(item) != secret:
            raise ReadBackMismatch(self.name, item)

    def delete(self, item: str) -> None:
        """Remove the item; raises ItemMissing where there is none."""

        def change(_now: Opened, items: dict[str, bytes]) -> bool:
            if items.pop(item, None) is None:
                raise ItemMissing(self.name, item)
            return True

        self._change("deleting", change)
