"""The keys of a sealed file, and all that is done with them.

The passphrase gives a key by Argon2id, which only wraps the data key: 32 random bytes. From the
data key come, by HKDF-Expand (RFC 5869), one key for the items (AES-256-GCM, the file's id and
the item's name as associated data) and one for the code over the whole file (HMAC-SHA256).
"""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING

from iamtui.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
CHECK_BYTES = 16


class DataKeys:
    """The keys made from one data key; their `repr` shows none."""

    __slots__ = ("_items", "_mac", "data_key")

    def __init__(self, data_key: bytes) -> None:
        # Hexadecimal in a Secret, so that no traceback can show it.
        self.data_key = Secret(data_key.hex())
        self._items = _cipher(_expand(data_key, "iamtui items"))
        self._mac = _expand(data_key, "iamtui file")

    def seal(self, file_id: str, item: str, secret: Secret) -> bytes:
        """The secret as it may lie on the disk."""
        nonce = os.urandom(NONCE_BYTES)
        text = secret.reveal().encode()
        return nonce + self._items.encrypt(nonce, text, _item_data(file_id, item))

    def open(self, file_id: str, item: str, sealed: bytes) -> Secret | None:
        """The secret that `seal` took; None for anything else, also for another item's."""
        from cryptography.exceptions import InvalidTag

        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return Secret(self._items.decrypt(nonce, text, _item_data(file_id, item)).decode())
        except (InvalidTag, ValueError):
            return None

    def code(self, data: bytes) -> str:
        """The authentication code over `data`, in hexadecimal."""
        return hmac.digest(self._mac, data, "sha256").hex()


def new_data_key() -> bytes:
    """32 random bytes."""
    return os.urandom(32)


def check_value(passphrase_key: bytes) -> bytes:
    """What tells a wrong passphrase from a damaged file, and says nothing else of the key."""
    return _expand(passphrase_key, "iamtui check")[:CHECK_BYTES]


def wrap(passphrase_key: bytes, data_key: bytes, header: bytes) -> bytes:
    """The data key as it may lie on the disk, bound to the header around it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _wrapping(passphrase_key).encrypt(nonce, data_key, header)


def unwrap(passphrase_key: bytes, wrapped: bytes, header: bytes) -> bytes | None:
    """The data key that `wrap` took; None where it or the header is not what it was."""
    from cryptography.exceptions import InvalidTag

    nonce, text = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return _wrapping(passphrase_key).decrypt(nonce, text, header)
    except (InvalidTag, ValueError):
        return None


def _wrapping(passphrase_key: bytes) -> AESGCM:
    return _cipher(_expand(passphrase_key, "iamtui wrap"))


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _expand(key: bytes, label: str) -> bytes:
    """The first block of HKDF-Expand, whose input is a uniform key already."""
    return hmac.digest(key, label.encode() + b"\x01", "sha256")


def _item_data(file_id: str, item: str) -> bytes:
    return f"iamtui item\0{file_id}\0{item}".encode()
