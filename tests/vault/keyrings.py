"""Keyrings that misbehave, for tests: each stands for something that was seen."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

CANARY = "wJalrXUtnFEMI/K7MDENG/canary"


class DictKeyring(KeyringBackend):
    """A keyring as it should be."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[username] = password

    def delete_password(self, service: str, username: str) -> None:
        if username not in self.held:
            raise PasswordDeleteError("Not found")
        del self.held[username]


class ForgetfulKeyring(DictKeyring):
    """Takes everything and keeps nothing, as keyring's null back end does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


class TruncatingKeyring(DictKeyring):
    """Keeps the first line only, as a back end for pass does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[username] = password.splitlines()[0]


class ImmortalKeyring(DictKeyring):
    """Says that it deleted an item and keeps it."""

    def delete_password(self, service: str, username: str) -> None:
        return None


class TalkativeKeyring(DictKeyring):
    """Puts what it was given, or holds, into the text and the context of its errors."""

    def get_password(self, service: str, username: str) -> str | None:
        b"\xff".join([CANARY.encode()] * 2).decode()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        try:
            raise ValueError(password)
        except ValueError as error:
            raise RuntimeError(f"cannot store {password}") from error


class TalkativeWriter(TalkativeKeyring):
    """Fails only when it writes."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


class LockedKeyring(DictKeyring):
    """Was locked between our look at it and the call."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")


class ScreenlessKeychain(DictKeyring):
    """The macOS keychain over SSH."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("Can't get password from keychain") from OSError(-25308, "Unknown Error")


class HangingKeyring(DictKeyring):
    """Never answers, until the test ends."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answered.wait()
        return None
