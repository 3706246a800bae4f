"""Reads a file that nobody but its owner can have read or replaced, and refuses any other."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from iamtui.vault.sealed_errors import SealedFileMissing, SealedFileRefused, SealedFileUnusable

# A vault has some kilobytes; more than this was not written by iamtui.
LARGEST = 64 * 1024 * 1024


class Signature(NamedTuple):
    """What changes whenever a file is written; a tuple, since one is made for each read."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int
    mode: int


def signature_of(found: os.stat_result) -> Signature:
    """The signature in a stat result."""
    return Signature(
        found.st_dev,
        found.st_ino,
        found.st_size,
        found.st_mtime_ns,
        found.st_ctime_ns,
        found.st_mode,
    )


def signature(path: Path) -> Signature:
    """The signature of `path` itself, links not followed; raises SealedFileMissing."""
    try:
        return signature_of(os.lstat(path))
    except FileNotFoundError:
        raise SealedFileMissing(path) from None
    except OSError as error:
        raise SealedFileUnusable(path, "looking at it", error) from None


def read_private(path: Path) -> tuple[bytes, Signature]:
    """The bytes and the signature of the file.

    Raises SealedFileMissing, SealedFileRefused for a symbolic link, for anything but a file, for
    a file of another owner or one that others may read or write, and where others may write to
    its folder; SealedFileUnusable where the system refuses.
    """
    check_folder(path)
    mode = signature(path).mode
    if stat.S_ISLNK(mode):
        raise _a_link(path)
    if not stat.S_ISREG(mode):
        raise _no_file(path)
    # O_NONBLOCK: to open a named pipe would wait for its writer.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise SealedFileUnusable(path, "opening it", error) from None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        _check_file(path, found)
        try:
            return file.read(LARGEST), signature_of(found)
        except OSError as error:
            raise SealedFileUnusable(path, "reading it", error) from None


def check_folder(path: Path) -> None:
    """Raises SealedFileRefused where somebody else could replace `path` by another file."""
    if os.name != "posix":
        return
    try:
        found = os.stat(path.parent)
    except OSError:
        return
    sticky = bool(found.st_mode & stat.S_ISVTX)
    if found.st_uid not in (os.geteuid(), 0):
        raise SealedFileRefused(
            path, "lies in a folder of another user", "Keep it in a folder of your own."
        )
    if found.st_mode & 0o022 and not sticky:
        raise SealedFileRefused(
            path, "lies in a folder that others may write to", f"Run: chmod go-w {path.parent}"
        )


def _check_file(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _no_file(path)
    if found.st_size >= LARGEST:
        raise SealedFileRefused(path, "is too large to be a sealed file", "Move it away.")
    if os.name != "posix":
        return
    if found.st_uid != os.geteuid():
        raise SealedFileRefused(path, "belongs to another user", "Use a file of your own.")
    if found.st_mode & 0o077:
        raise SealedFileRefused(path, "can be read or written by others", f"Run: chmod 600 {path}")


def _a_link(path: Path) -> SealedFileRefused:
    return SealedFileRefused(
        path, "is a symbolic link", "Put the file itself there, or name the file it points to."
    )


def _no_file(path: Path) -> SealedFileRefused:
    return SealedFileRefused(path, "is no file", "Move it away.")
