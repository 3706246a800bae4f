"""An unlock that outlives the process: the data key in the kernel keyring, for some minutes.

Like the agent of ssh or gpg: every process of the same user can read it for that time.
"""

from __future__ import annotations

from iamtui.secret import Secret
from iamtui.vault import kernel_keyring
from iamtui.vault.errors import VaultError

SECONDS = 900.0


class UnlockMemory:
    """Keeps data keys for `seconds` after their last use; keeps none where the kernel will not.

    No method raises: without it, the passphrase is asked for again.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds

    def remember(self, key_id: str, data_key: Secret) -> bool:
        """Keep the key; False where that cannot be."""
        try:
            kernel_keyring.write(_name(key_id), data_key.reveal().encode(), self.seconds)
        except VaultError:
            return False
        return True

    def recall(self, key_id: str) -> Secret | None:
        """The key, which is then kept for `seconds` more; None where it is not kept (any more)."""
        try:
            found = kernel_keyring.read(_name(key_id))
            kernel_keyring.keep_for(_name(key_id), self.seconds)
        except VaultError:
            return None
        return None if found is None else Secret(found.decode("ascii", "replace"))

    def forget(self, key_id: str) -> bool:
        """Drop the key; False where it was not kept."""
        try:
            return kernel_keyring.remove(_name(key_id))
        except VaultError:
            return False


def _name(key_id: str) -> str:
    return f"iamtui:unlock:{key_id}"
