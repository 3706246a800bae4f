"""A sealed file on the disk: read whole, checked against what was seen, written under a lock."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from pathlib import Path

from iamtui.paths import locked, private_folder, write_private
from iamtui.vault.errors import KeyringTimeout
from iamtui.vault.private_file import check_folder
from iamtui.vault.sealed_errors import (
    SealedFileExists,
    SealedFileOlder,
    SealedFileRefused,
    SealedFileUnusable,
)
from iamtui.vault.sealed_format import Body, Header, file_bytes, signed_bytes
from iamtui.vault.sealed_keys import DataKeys
from iamtui.vault.sealed_opening import Opened, read_whole, unverified, verified
from iamtui.vault.sealed_seen import SeenFiles


class SealedDisk:
    """The file `path`, and the record of what was seen of it in the folder `state`."""

    def __init__(self, path: Path, state: Path) -> None:
        self.path = path
        self.seen = SeenFiles(state)

    def header(self, same_as: Header | None = None) -> Header:
        """The header of a file whose checksum is right; raises what `read_whole` raises.

        Raises SealedFileRefused where that is not the file of the header `same_as`.
        """
        found = read_whole(self.path)[0].header
        if same_as is not None:
            self._check_same(found, same_as)
        return found

    def names(self) -> tuple[str, ...]:
        """The names of the items, which nothing but the checksum stands for."""
        return tuple(unverified(self.path).items)

    def open(self, keys: DataKeys, header: Header, *, accept_older: bool = False) -> Opened:
        """The file as it is now, verified by the keys that `header` stands for.

        Raises SealedFileOlder where a newer one was seen, SealedFileRefused where it is another
        file by now.
        """
        # The record first: a file written after that is never older than it.
        newest = self.seen.newest(header.id)
        whole, signature = read_whole(self.path)
        self._check_same(whole.header, header)
        opened = verified(self.path, whole, signature, keys)
        if newest is not None and opened.mark.is_before(newest) and not accept_older:
            raise SealedFileOlder(self.path)
        return opened

    def write(self, keys: DataKeys, header: Header, body: Body) -> Opened:
        """Replace the file, read it back and keep its mark; only under `locked`."""
        signed = signed_bytes(header, body)
        data = file_bytes(signed, keys.code(signed))
        try:
            write_private(self.path, data)
        except OSError as error:
            raise SealedFileUnusable(self.path, "writing", error) from None
        opened = self.open(keys, header, accept_older=True)
        self.seen.note(header.id, opened.mark)
        return opened

    def create(self, keys: DataKeys, header: Header, end: float = math.inf) -> Opened:
        """Write the first, empty file; raises SealedFileExists where anything is there."""
        with self.locked(end):
            if self.path.is_symlink() or self.path.exists():
                raise SealedFileExists(self.path)
            return self.write(keys, header, Body(1, {}))

    @contextlib.contextmanager
    def locked(self, end: float = math.inf) -> Iterator[None]:
        """Keep other processes from writing; what the system refuses is SealedFileUnusable.

        Raises KeyringTimeout where the lock is had after `end` (time.monotonic): a write that was
        called lost must not be done after that.
        """
        try:
            private_folder(self.path.parent)
        except OSError as error:
            raise SealedFileUnusable(self.path, "making its folder", error) from None
        check_folder(self.path)
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(locked(self.path.with_name(self.path.name + ".lock")))
            except OSError as error:
                raise SealedFileUnusable(self.path, "locking it", error) from None
            if time.monotonic() >= end:
                raise KeyringTimeout("the sealed file", "locking it", 0)
            yield

    def _check_same(self, found: Header, header: Header) -> None:
        if found.id != header.id:
            raise SealedFileRefused(
                self.path,
                "was replaced by another sealed file",
                "Lock it and unlock it again if that is meant; look for the other file if not.",
            )
