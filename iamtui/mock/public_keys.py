"""SSH public keys as CodeCommit takes them: RSA of 2,048 bits or more, in OpenSSH or PEM form.

Source: IAM API reference, UploadSSHPublicKey and GetSSHPublicKey.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from iamtui.mock.errors import AwsError

_LEAST_BITS: Final = 2048
_FORMS: Final = {
    "SSH": (Encoding.OpenSSH, PublicFormat.OpenSSH),
    "PEM": (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
}


def check_public_key(body: str) -> None:
    """Raises UnrecognizedPublicKeyEncoding or InvalidPublicKey."""
    key = _parsed(body)
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _LEAST_BITS:
        words = f"The public key must be an RSA key of at least {_LEAST_BITS} bits."
        raise AwsError("InvalidPublicKey", words)


def fingerprint(body: str) -> str:
    """The MD5 digest of the key, as `ssh-keygen -E md5 -l` gives it."""
    blob = base64.b64decode(encoded_as(body, "SSH").split()[1])
    digest = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))


def encoded_as(body: str, encoding: str) -> str:
    """The key in the encoding "SSH" or "PEM". Raises UnrecognizedPublicKeyEncoding."""
    return _parsed(body).public_bytes(*_FORMS[encoding]).decode()


def _parsed(body: str) -> PublicKeyTypes:
    try:
        if "-----BEGIN" in body:
            return serialization.load_pem_public_key(body.encode())
        return serialization.load_ssh_public_key(body.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        words = "The public key is neither in OpenSSH nor in PEM form."
        raise AwsError("UnrecognizedPublicKeyEncoding", words) from error
