"""The bytes of a sealed file: five lines, and what can be said of them without a passphrase.

    iamtui sealed file 1
    {header}         JSON: the file's id, the cost of Argon2id, its salt, the wrapped data key
    {body}           JSON: {"generation": number, "items": {name: base64}}
    code             HMAC-SHA256 of the lines above by the data key: no byte was changed by others
    checksum         SHA-256 of the lines above: no byte was lost by accident

The checksum needs no key, so a damaged file is known as such before a passphrase is asked for,
and a passphrase that does not fit a whole file is a wrong one. Item names lie there readable: they
hold no secret, and the list of profiles says as much.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from iamtui.vault.argon2 import SALT_BYTES, Parameters

MAGIC = b"iamtui sealed file "
VERSION = b"1"
DIGEST = 64


class NotSealed(Exception):
    """The bytes are no whole sealed file; the text says what they are instead."""


@dataclass(frozen=True, slots=True)
class Header:
    """What is needed to try a passphrase. `key_id` changes with the data key, `id` never."""

    parameters: Parameters
    salt: bytes
    check: bytes = b""
    wrapped: bytes = b""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    key_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def bound(self) -> bytes:
        """The bytes that the wrapped data key is bound to: all but itself."""
        return _dump(_document(replace(self, wrapped=b"")))


@dataclass(frozen=True, slots=True)
class Body:
    """The sealed items by name; `generation` rises by one with every write."""

    generation: int
    items: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Whole:
    """A file whose checksum is right; `signed` are the bytes that `code` stands for."""

    header: Header
    body: bytes
    signed: bytes
    code: str


def read(data: bytes) -> Whole:
    """The file's parts; raises NotSealed for one that is damaged, cut off or something else."""
    lines = data.split(b"\n")
    if not lines[0].startswith(MAGIC):
        raise NotSealed("is no sealed file of iamtui")
    if len(lines) != 6 or lines[5] or len(lines[4]) != DIGEST:
        raise NotSealed("is cut off or damaged")
    covered = data[: -DIGEST - 1]
    if not hmac.compare_digest(hashlib.sha256(covered).hexdigest().encode(), lines[4]):
        raise NotSealed("is damaged")
    if lines[0] != MAGIC + VERSION:
        raise NotSealed("was written by another version of iamtui")
    header = _header(lines[1])
    return Whole(header, lines[2], b"\n".join(lines[:3]), lines[3].decode("ascii", "replace"))


def read_body(data: bytes) -> Body:
    """The body of a file whose code is right; raises NotSealed for one that is not understood."""
    try:
        document = json.loads(data)
        items = {name: _bytes(text) for name, text in document["items"].items()}
        return Body(int(document["generation"]), items)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotSealed("was written by another version of iamtui") from None


def signed_bytes(header: Header, body: Body) -> bytes:
    """The bytes that the authentication code is made of."""
    items = {name: _text(sealed) for name, sealed in body.items.items()}
    document = {"generation": body.generation, "items": items}
    return b"\n".join([MAGIC + VERSION, _dump(_document(header)), _dump(document)])


def file_bytes(signed: bytes, code: str) -> bytes:
    """The whole file."""
    covered = signed + b"\n" + code.encode() + b"\n"
    return covered + hashlib.sha256(covered).hexdigest().encode() + b"\n"


def _header(line: bytes) -> Header:
    try:
        document = json.loads(line)
        parameters = Parameters(
            *(int(document[name]) for name in ("memory_kib", "iterations", "lanes"))
        )
        salt, check, wrapped = (_bytes(document[name]) for name in ("salt", "check", "wrapped"))
        ids = (str(document[name]) for name in ("id", "key_id"))
        header = Header(parameters, salt, check, wrapped, *ids)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotSealed("was written by another version of iamtui") from None
    if not parameters.sane or len(header.salt) < SALT_BYTES or _dump(_document(header)) != line:
        raise NotSealed("has a header that iamtui does not write")
    return header


def _document(header: Header) -> dict[str, Any]:
    binary = {name: _text(getattr(header, name)) for name in ("salt", "check", "wrapped")}
    ids = {"id": header.id, "key_id": header.key_id}
    return {"kdf": "argon2id", **asdict(header.parameters), **binary, **ids}


def _dump(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None
