"""Sealed files for tests: cheap to unlock, and with any byte of them changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from iamtui.secret import Secret
from iamtui.vault.argon2 import Parameters
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_disk import SealedDisk
from iamtui.vault.sealed_keys import DataKeys, new_data_key
from iamtui.vault.sealed_opening import new_header

PASSPHRASE = Secret("ci-pass")
CHEAP = Parameters(memory_kib=32, iterations=1, lanes=1)


def cheap_file(path: Path, parameters: Parameters = CHEAP) -> None:
    """An empty file as an older iamtui could have made it, at a lower cost of Argon2id."""
    data_key = new_data_key()
    header = new_header(PASSPHRASE, data_key, parameters)
    SealedDisk(path, path.parent / "state").create(DataKeys(data_key), header)


def file_at(path: Path) -> SealedFile:
    """The file with its record in the folder beside it, locked."""
    return SealedFile(path, state=path.parent / "state", idle_seconds=None)


def with_checksum(data: bytes) -> bytes:
    """The bytes with the checksum that belongs to them, as somebody with a purpose writes them."""
    covered = b"".join(line + b"\n" for line in data.split(b"\n")[:4])
    return covered + hashlib.sha256(covered).hexdigest().encode() + b"\n"


def calls(*each: Callable[[], object]) -> tuple[Callable[[], object], ...]:
    """Calls that all have to end the same way."""
    return each
