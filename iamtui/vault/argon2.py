"""From a passphrase to a key: Argon2id (RFC 9106), with parameters that may rise.

The parameters are RFC 9106's second recommended option (3 passes over 64 MiB with 4 lanes): it
asks no more memory than a small server has, and takes about a tenth of a second.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from iamtui.secret import Secret
from iamtui.vault.errors import KeyringMissing

KEY_BYTES = 32
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Parameters:
    """The cost of one derivation: memory in KiB, passes over it, and lanes (threads)."""

    memory_kib: int
    iterations: int
    lanes: int

    @property
    def sane(self) -> bool:
        """Whether they can be meant; a file that asks for more could only be a trap."""
        return (
            8 * self.lanes <= self.memory_kib <= 4 * 1024 * 1024
            and 1 <= self.iterations <= 64
            and 1 <= self.lanes <= 64
        )

    def weaker_than(self, other: Parameters) -> bool:
        """Whether a guess costs less than with `other`, in memory or in work."""
        work = self.memory_kib * self.iterations
        return self.memory_kib < other.memory_kib or work < other.memory_kib * other.iterations


OURS = Parameters(memory_kib=64 * 1024, iterations=3, lanes=4)


def derive(passphrase: Secret, salt: bytes, parameters: Parameters) -> bytes:
    """The key of 32 bytes; takes as long as the parameters say.

    The passphrase is taken in Unicode's form NFC (RFC 8265), so that it opens the same file from
    every keyboard. Raises KeyringMissing where the cryptography library was built without
    Argon2id.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    text = unicodedata.normalize("NFC", passphrase.reveal())
    try:
        kdf = Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=parameters.iterations,
            lanes=parameters.lanes,
            memory_cost=parameters.memory_kib,
        )
    except UnsupportedAlgorithm:
        raise KeyringMissing(
            "The cryptography library of this Python has no Argon2id.",
            "Install the library's own package from PyPI, which has it.",
        ) from None
    return kdf.derive(text.encode("utf-8", "surrogatepass"))
