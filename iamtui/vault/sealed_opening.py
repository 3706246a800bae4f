"""From the bytes of a sealed file and a passphrase to its keys and its verified body."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from iamtui.secret import Secret
from iamtui.vault.argon2 import OURS, SALT_BYTES, Parameters, derive
from iamtui.vault.errors import ItemDamaged, WrongPassphrase
from iamtui.vault.private_file import Signature, read_private
from iamtui.vault.sealed_errors import SealedFileDamaged
from iamtui.vault.sealed_format import Body, Header, NotSealed, Whole, read, read_body
from iamtui.vault.sealed_keys import DataKeys, check_value, new_data_key, unwrap, wrap
from iamtui.vault.sealed_seen import Mark


@dataclass(frozen=True, slots=True)
class Opened:
    """One verified state of the file, and the keys that open its items."""

    keys: DataKeys
    header: Header
    body: Body
    mark: Mark
    signature: Signature

    def get(self, item: str) -> Secret | None:
        """The secret, or None where the file holds none; raises ItemDamaged."""
        sealed = self.body.items.get(item)
        if sealed is None:
            return None
        secret = self.keys.open(self.header.id, item, sealed)
        if secret is None:
            raise ItemDamaged("the sealed file", item)
        return secret


def read_whole(path: Path) -> tuple[Whole, Signature]:
    """The file's parts; raises SealedFileDamaged, and what `read_private` raises."""
    data, signature = read_private(path)
    try:
        return read(data), signature
    except NotSealed as problem:
        raise SealedFileDamaged(path, str(problem)) from None


def new_header(
    passphrase: Secret, data_key: bytes, parameters: Parameters = OURS, old: Header | None = None
) -> Header:
    """A header that `passphrase` opens, with the ids of `old` where there is one."""
    salt = os.urandom(SALT_BYTES)
    key = derive(passphrase, salt, parameters)
    bare = Header(parameters, salt) if old is None else replace(old, wrapped=b"")
    bare = replace(bare, parameters=parameters, salt=salt, check=check_value(key))
    return replace(bare, wrapped=wrap(key, data_key, bare.bound))


def sealed_anew(now: Opened, passphrase: Secret) -> tuple[DataKeys, Header, Body]:
    """Everything in `now` under a new data key, which `passphrase` opens."""
    data_key = new_data_key()
    keys = DataKeys(data_key)
    header = new_header(passphrase, data_key, old=replace(now.header, key_id=uuid.uuid4().hex))
    items: dict[str, bytes] = {}
    for item in now.body.items:
        secret = now.get(item)
        if secret is not None:
            items[item] = keys.seal(header.id, item, secret)
    return keys, header, Body(now.body.generation + 1, items)


def data_key_of(path: Path, header: Header, passphrase: Secret) -> bytes:
    """The data key; raises WrongPassphrase, SealedFileDamaged where others changed the header."""
    key = derive(passphrase, header.salt, header.parameters)
    if check_value(key) != header.check:
        raise WrongPassphrase("The sealed file did not take this passphrase.", "Enter it again.")
    data_key = unwrap(key, header.wrapped, header.bound)
    if data_key is None:
        raise SealedFileDamaged(path, "has a header that was changed by something else")
    return data_key


def unverified(path: Path) -> Body:
    """The body of the file, of which only the names mean anything without a key.

    Raises as `read_whole` does.
    """
    try:
        return read_body(read_whole(path)[0].body)
    except NotSealed as problem:
        raise SealedFileDamaged(path, str(problem)) from None


def verified(path: Path, whole: Whole, signature: Signature, keys: DataKeys) -> Opened:
    """The state of the file; raises SealedFileDamaged where a byte is not as iamtui wrote it."""
    if keys.code(whole.signed) != whole.code:
        raise SealedFileDamaged(path, "was changed by something else")
    try:
        body = read_body(whole.body)
    except NotSealed as problem:
        raise SealedFileDamaged(path, str(problem)) from None
    return Opened(keys, whole.header, body, Mark(body.generation, whole.code), signature)
