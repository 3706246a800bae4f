"""An unlock that outlives the process: the data key in the kernel keyring, for some minutes.

Like the agent of ssh or gpg: every process of the same user can read it for that time.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from iamtui.secret import Secret
from iamtui.vault import kernel_keyring
from iamtui.vault.errors import VaultError
from iamtui.vault.idle import clock_with_sleep

SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """A data key, and the seconds for which it is still kept."""

    data_key: Secret
    seconds: float


class UnlockMemory:
    """Keeps data keys for `seconds` after their last use; keeps none where the kernel will not.

    No method raises: without it, the passphrase is asked for again.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds

    def remember(self, key_id: str, data_key: Secret) -> bool:
        """Keep the key; False where that cannot be."""
        try:
            kernel_keyring.write(_name(key_id), self._payload(data_key), self.seconds)
        except VaultError:
            return False
        return True

    def extend(self, key_id: str, data_key: Secret) -> None:
        """Keep the key for `seconds` from now, unless it was forgotten in the meantime."""
        with contextlib.suppress(VaultError):
            kernel_keyring.update(_name(key_id), self._payload(data_key), self.seconds)

    def recall(self, key_id: str) -> Remembered | None:
        """The key, which lasts no longer by this; None where it is not kept (any more)."""
        try:
            found = kernel_keyring.read(_name(key_id)) or b""
        except VaultError:
            return None
        key, _, end = found.decode("ascii", "replace").partition(" ")
        if not end.isdigit():
            return None
        return Remembered(Secret(key), max(0.0, int(end) - clock_with_sleep()))

    def forget(self, key_id: str) -> bool:
        """Drop the key; False where it was not kept."""
        try:
            return kernel_keyring.remove(_name(key_id))
        except VaultError:
            return False

    def _payload(self, data_key: Secret) -> bytes:
        """The kernel tells nobody when a key ends, so that is kept with it."""
        end = clock_with_sleep() + self.seconds
        return f"{data_key.reveal()} {end:.0f}".encode()


def _name(key_id: str) -> str:
    return f"iamtui:unlock:{key_id}"
