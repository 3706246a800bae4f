"""Secrets in the memory of the Linux kernel: shared by one user's processes, gone at reboot.

It fits what may be lost, such as sessions on a machine without a keyring; no long-term key.
"""

from __future__ import annotations

from iamtui.paths import locked, state_folder
from iamtui.secret import Secret
from iamtui.vault import kernel_keyring
from iamtui.vault.errors import (
    ItemDamaged,
    ItemExists,
    ItemMissing,
    KeyringFailed,
    ReadBackMismatch,
    SecretRefused,
)
from iamtui.vault.store import check_storable


class KernelStore:
    """A SecretStore in the user's kernel keyring; `seconds` is how long each item lives there.

    Raises KeyringMissing where the kernel has none, KernelKeyringForbidden where a container does
    not allow it, and KeyringFailed where the user's quota is full.
    """

    id = "kernel"
    name = kernel_keyring.NAME
    # It outlives the process and not the machine: nothing of value is moved here.
    persistent = False

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = seconds

    def check(self) -> None:
        """Raises what would keep any item from being read now."""
        kernel_keyring.read(_description("iamtui/probe"))

    def get(self, item: str) -> Secret | None:
        """The secret, or None where there is none (any more)."""
        data = kernel_keyring.read(_description(item))
        if data is None:
            return None
        try:
            return Secret(data.decode())
        except UnicodeDecodeError:
            pass
        raise ItemDamaged(self.name, item)

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        """Keep the secret, read it back and compare; see SecretStore."""
        check_storable(secret)
        data = secret.reveal().encode()
        if len(data) > kernel_keyring.LARGEST:
            raise SecretRefused(
                f"The secret has {len(data):,} bytes; {self.name} holds at most "
                f"{kernel_keyring.LARGEST:,}.",
                "Keep it in another place.",
            )
        try:
            with locked(state_folder() / "kernel-keyring.lock"):
                self._write(item, secret, data, replace)
        except OSError as error:
            raise KeyringFailed(
                f"The lock of {self.name} cannot be used ({error.strerror}).",
                f"Look at the folder {state_folder()}.",
            ) from None

    def delete(self, item: str) -> None:
        """Drop the item; raises ItemMissing where there is none."""
        if not kernel_keyring.remove(_description(item)):
            raise ItemMissing(self.name, item)

    def _write(self, item: str, secret: Secret, data: bytes, replace: bool) -> None:
        held = self.get(item)
        if held is not None and held != secret and not replace:
            raise ItemExists(self.name, item)
        kernel_keyring.write(_description(item), data, self._seconds)
        if self.get(item) != secret:
            raise ReadBackMismatch(self.name, item)


def _description(item: str) -> str:
    return f"iamtui:item:{item}"
