"""Identifiers and secrets in the shapes of AWS: fresh ones, or fixed ones derived from a name."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LETTERS: Final = bytes(ord(_ALPHABET[byte % len(_ALPHABET)]) for byte in range(256))
_ID_LENGTH: Final = 17
_KEY_ID_LENGTH: Final = 16
_SECRET_BYTES: Final = 30
_SEED_BYTES: Final = 40


class Source:
    """Gives bytes: random ones, or with a `name` always the same ones in the same order."""

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._count = 0

    def take(self, length: int) -> bytes:
        """`length` bytes."""
        if self._name is None:
            return secrets.token_bytes(length)
        self._count += 1
        return hashlib.shake_256(f"{self._name}/{self._count}".encode()).digest(length)

    def _letters(self, length: int) -> str:
        return self.take(length).translate(_LETTERS).decode()

    def unique_id(self, prefix: str) -> str:
        """An entity's id such as `AIDA…` (21 characters).

        Prefixes: IAM User Guide, "IAM identifiers", unique ids.
        """
        return prefix + self._letters(_ID_LENGTH)

    def access_key_id(self, prefix: str = "AKIA") -> str:
        """An access key id (20 characters)."""
        return prefix + self._letters(_KEY_ID_LENGTH)

    def secret(self) -> str:
        """A secret access key (40 characters)."""
        return base64.b64encode(self.take(_SECRET_BYTES)).decode()

    def seed(self) -> str:
        """A TOTP seed as AWS gives it: 64 characters of base32."""
        return base64.b32encode(self.take(_SEED_BYTES)).decode()

    def token(self) -> str:
        """A session token: long, opaque, and starting as those of AWS do."""
        return "IQoJb3JpZ2luX2Vj" + base64.b64encode(self.take(240)).decode()


FRESH: Final = Source()
