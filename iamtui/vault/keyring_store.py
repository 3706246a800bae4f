"""Secrets in the system's keyring: every call has a deadline, every write is read back."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from iamtui.paths import locked, state_folder
from iamtui.secret import Secret
from iamtui.vault.backends import SECRET_SERVICE, Backend
from iamtui.vault.deadline import Done, Failed, Late, attempt
from iamtui.vault.errors import (
    ItemExists,
    ItemMissing,
    KeyringFailed,
    KeyringTimeout,
    ReadBackMismatch,
    SecretRefused,
    capital,
)
from iamtui.vault.keyring_errors import in_our_words
from iamtui.vault.secret_service import item_names, ready_collection
from iamtui.vault.store import check_storable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE_NAME = "iamtui"
DEADLINE = 5.0


class KeyringStore:
    """A SecretStore over one back end of the allow-list (`backends`).

    Each method runs in a thread with `seconds` to answer and raises KeyringTimeout after that,
    KeyringLocked or KeyringMissing before any request that would open a prompt, and
    KeyringFailed where the keyring died or refused. `id` is what `detect.find_store` takes to find
    the same keyring again; `notices` are sentences for the user about settings of the keyring
    library that are not followed.
    """

    persistent = True

    def __init__(
        self,
        keyring: KeyringBackend,
        backend: Backend,
        notices: tuple[str, ...] = (),
        seconds: float = DEADLINE,
    ) -> None:
        self.id = backend.id
        self.name = backend.name
        self.notices = notices
        self._keyring = keyring
        self._backend = backend
        self._seconds = seconds

    def get(self, item: str) -> Secret | None:
        """The secret, or None where the keyring says that there is no such item."""
        return self._within("reading", lambda: self._read(item))

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        """Write a new item, read it back and compare; see SecretStore."""
        check_storable(secret)
        self._check_length(secret)
        end = time.monotonic() + self._seconds
        self._within("storing", lambda: self._write(item, secret, replace, end))

    def delete(self, item: str) -> None:
        """Delete the item and look that it is gone; raises ItemMissing where there is none."""
        end = time.monotonic() + self._seconds
        self._within("deleting", lambda: self._delete(item, end))

    def check(self) -> None:
        """Raises what would keep any item from being read now; changes and asks nothing."""
        self._within("looking at it", self._prepare)

    def items(self) -> tuple[str, ...] | None:
        """The names of all items of iamtui; None where this keyring cannot be listed."""
        if self._backend is not SECRET_SERVICE:
            return None
        return self._within("listing", lambda: item_names(SERVICE_NAME))

    def _read(self, item: str) -> Secret | None:
        self._prepare()
        text = self._keyring.get_password(SERVICE_NAME, item)
        return None if text is None else Secret(text)

    def _write(self, item: str, secret: Secret, replace: bool, end: float) -> None:
        with self._alone():
            held = self._read(item)
            if held == secret:
                return
            if held is not None and not replace:
                raise ItemExists(self.name, item)
            self._check_in_time("storing", end)
            self._keyring.set_password(SERVICE_NAME, item, secret.reveal())
            if self._read(item) != secret:
                raise ReadBackMismatch(self.name, item)

    def _delete(self, item: str, end: float) -> None:
        with self._alone():
            if self._read(item) is None:
                raise ItemMissing(self.name, item)
            self._check_in_time("deleting", end)
            self._keyring.delete_password(SERVICE_NAME, item)
            left = self._read(item)
        if left is not None:
            raise KeyringFailed(
                f"{capital(self.name)} still holds {item} after deleting it.",
                "Delete it again, or with the system's own password tool.",
            )

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other iamtui from writing: no keyring can say "store this unless it is there"."""
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(locked(state_folder() / "keyring.lock"))
            except OSError as error:
                raise KeyringFailed(
                    f"The lock for {self.name} cannot be used ({error.strerror}).",
                    f"Look at the folder {state_folder()}.",
                ) from None
            yield

    def _prepare(self) -> None:
        """Look whether the keyring can answer without a prompt, and pin where it writes."""
        if self._backend is SECRET_SERVICE:
            vars(self._keyring)["preferred_collection"] = ready_collection()

    def _check_in_time(self, doing: str, end: float) -> None:
        """A keyring that wakes up late must not change what nobody waits for any more."""
        if time.monotonic() >= end:
            raise KeyringTimeout(self.name, doing, self._seconds)

    def _check_length(self, secret: Secret) -> None:
        limit = self._backend.max_utf16_units
        if limit is None:
            return
        length = len(secret.reveal().encode("utf-16-le")) // 2
        if length > limit:
            raise SecretRefused(
                f"The secret has {length:,} characters; {self.name} holds at most {limit:,}.",
                "Keep it in another keyring.",
            )

    def _within(self, doing: str, work: Callable[[], T]) -> T:
        match attempt(work, self._seconds):
            case Done(value):
                return value
            case Late(seconds):
                raise KeyringTimeout(self.name, doing, seconds)
            case Failed(error):
                raise in_our_words(error, self.name, doing)
