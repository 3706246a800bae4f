"""Secrets in `pass`, the standard Unix password manager: one file per item, encrypted by gpg.

https://www.passwordstore.org/ ; used only where the user names it. A new value is written beside
the old one, read back and then moved over it, since pass lets gpg write in place. A store that is
kept in git keeps every old version of an item there, as pass's users know.
"""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from iamtui.paths import locked, state_folder
from iamtui.secret import Secret
from iamtui.vault.deadline import Done, Failed, Late, attempt
from iamtui.vault.errors import (
    ItemExists,
    ItemMissing,
    KeyringTimeout,
    ReadBackMismatch,
    VaultError,
)
from iamtui.vault.keyring_errors import in_our_words
from iamtui.vault.pass_files import PassFiles
from iamtui.vault.pass_names import NEW, to_item, to_path
from iamtui.vault.pass_process import NAME
from iamtui.vault.store import check_storable

T = TypeVar("T")

DEADLINE = 15.0


class PassStore:
    """A SecretStore over `pass`; each of its programs has `seconds` to end.

    Raises KeyringMissing where pass, gpg or a store is not here, StoreLocked where gpg-agent
    would have to ask (its `unlock` gives it the passphrase of the GPG key), ItemDamaged,
    KeyringTimeout and KeyringFailed. `state` is the folder for the lock between processes.
    """

    id = "pass"
    name = NAME
    persistent = True

    def __init__(self, *, state: Path | None = None, seconds: float = DEADLINE) -> None:
        self._lock = (state or state_folder()) / "pass.lock"
        self._seconds = seconds
        self._files = PassFiles(seconds)

    def check(self) -> None:
        """Raises what would keep any item from being read now; changes and asks nothing."""
        self._files.check()

    def unlock(self, passphrase: Secret) -> None:
        """Give gpg-agent the passphrase of the GPG key, which it keeps by its own rules.

        Raises WrongPassphrase and SecretRefused.
        """
        check_storable(passphrase)
        self._alone("unlocking", lambda _end: self._files.unlock(passphrase))

    def items(self) -> tuple[str, ...]:
        """The names of all items that iamtui stored."""
        found = (to_item(path) for path in self._files.names())
        return tuple(item for item in found if item is not None)

    def get(self, item: str) -> Secret | None:
        """The secret, or None where the store has no such file."""
        return self._files.read(to_path(item))

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        """Encrypt the secret, read it back and compare; see SecretStore."""
        check_storable(secret)
        path = to_path(item)
        self._alone("storing", lambda end: self._write(item, path, secret, replace, end))

    def delete(self, item: str) -> None:
        """Delete the item's file; raises ItemMissing where there is none."""
        path = to_path(item)
        self._alone("deleting", lambda _end: self._delete(item, path))

    def _write(self, item: str, path: str, secret: Secret, replace: bool, end: float) -> None:
        held = self._files.read(path)
        if held == secret:
            return
        if held is not None and not replace:
            raise ItemExists(self.name, item)
        with self._new_file(path) as new:
            self._files.insert(new, secret)
            if self._files.read(new) != secret:
                raise ReadBackMismatch(self.name, item)
            self._check_in_time("storing", end)
            self._files.move(new, path)
        if self._files.read(path) != secret:
            raise ReadBackMismatch(self.name, item)

    def _delete(self, item: str, path: str) -> None:
        if not self._files.exists(path):
            raise ItemMissing(self.name, item)
        self._files.remove(path)

    @contextlib.contextmanager
    def _new_file(self, path: str) -> Iterator[str]:
        """A pass-name beside `path` that is gone after the block, and what a kill left there."""
        for left_behind in self._files.names():
            if left_behind.startswith(path + NEW):
                self._files.remove(left_behind)
        new = f"{path}{NEW}{uuid.uuid4().hex[:8]}"
        try:
            yield new
        finally:
            with contextlib.suppress(VaultError):
                if self._files.exists(new):
                    self._files.remove(new)

    def _check_in_time(self, doing: str, end: float) -> None:
        """What was called lost must not be done after that."""
        if time.monotonic() >= end:
            raise KeyringTimeout(self.name, doing, 3 * self._seconds)

    def _alone(self, doing: str, work: Callable[[float], T]) -> T:
        """Run `work` while no other iamtui changes the store; it is told when nobody waits for it
        any more (time.monotonic)."""
        # Several programs, each of which has its own deadline.
        seconds = 3 * self._seconds
        end = time.monotonic() + seconds

        def alone() -> T:
            with locked(self._lock):
                self._check_in_time(doing, end)
                return work(end)

        match attempt(alone, seconds):
            case Done(value):
                return value
            case Late(seconds):
                raise KeyringTimeout(self.name, doing, seconds)
            case Failed(error):
                raise in_our_words(error, self.name, doing)
