"""Encoded authorisation messages, as EC2 and others refuse with, and DecodeAuthorizationMessage.

IAM and STS refuse in plain words, so that the mock gives such a message only on request of its
control endpoint. It is sealed for the account: what was changed, or made elsewhere, is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import zlib
from typing import Final

from iamtui.mock.errors import AwsError

_SEAL_BYTES: Final = 16
_MOST_CHARACTERS: Final = 100_000


def encoded_message(account_id: str, text: str) -> str:
    """`text` (JSON) as a message that `decoded_message` reads."""
    packed = zlib.compress(text.encode())
    return base64.urlsafe_b64encode(_seal(account_id, packed) + packed).decode()


def decoded_message(account_id: str, message: str) -> str:
    """The text of a message; raises InvalidAuthorizationMessageException for any other."""
    try:
        sealed = base64.b64decode(message, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        sealed = b""
    seal, packed = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(account_id, packed)):
        words = "Message is not valid"
        raise AwsError("InvalidAuthorizationMessageException", words)
    return zlib.decompressobj().decompress(packed, _MOST_CHARACTERS).decode()


def _seal(account_id: str, packed: bytes) -> bytes:
    return hmac.digest(f"iamtui/{account_id}".encode(), packed, hashlib.sha256)[:_SEAL_BYTES]
