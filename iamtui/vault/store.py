"""What every place for secrets can do, and the rules that hold for all of them."""

from __future__ import annotations

from typing import Protocol

from iamtui.secret import Secret
from iamtui.vault.errors import SecretRefused


class SecretStore(Protocol):
    """A place that keeps secrets under item names; every method may raise a VaultError.

    An item name is printable text (`items` makes them) and is no secret.
    """

    @property
    def name(self) -> str:
        """What users know the place by."""

    @property
    def persistent(self) -> bool:
        """Whether secrets outlive this process."""

    def get(self, item: str) -> Secret | None:
        """The secret; None only where the item is certainly not there, never on a failed read."""

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        """Store a new item, read it back and compare; to store the same value again is no error.

        Raises ItemExists where the item holds another value and `replace` is not asked for,
        ReadBackMismatch where the store gives back something else, SecretRefused for a value
        that it cannot hold.
        """

    def delete(self, item: str) -> None:
        """Remove the item for good; raises ItemMissing where there is none."""


def check_storable(secret: Secret) -> None:
    """Raises SecretRefused for a secret that some keyring would change silently.

    Empty values are "no item" to some back ends, lone surrogates have no UTF-8 form, and a NUL
    ends the text in C interfaces.
    """
    text = secret.reveal()
    if not text:
        raise SecretRefused("An empty secret is not stored.", "Enter it again.")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise SecretRefused(
            "The secret holds a character that no keyring keeps; nothing was stored.",
            "Enter it again, or paste it from its source.",
        )
