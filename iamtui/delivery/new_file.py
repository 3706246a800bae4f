"""A file for a secret: 0600 from the start, whole or not at all, and never in place of another.

The bytes go into a file without a final name first, in the real folder, which stays the same one
whatever is renamed meanwhile; a hard link then gives it its name, which fails where the name is
taken, by a symbolic link as well.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from iamtui.errors import IamtuiError, RefusedError
from iamtui.paths import PRIVATE_FILE

# File systems without hard links answer with one of these.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


class NoPlace(RefusedError):
    """A secret cannot be kept safely at that path."""


def check_place(path: Path) -> Path:
    """Where `path` really is. Raises NoPlace where no file for a secret may be made there."""
    folder = Path(os.path.realpath(path.parent))
    real = folder / path.name
    if path.name in ("", ".", "..") or real.is_dir():
        raise NoPlace(f"{path} is no name of a file.", "Name a file.")
    if os.path.lexists(real):
        raise NoPlace(f"{path} is there already, and is not overwritten.", "Name another file.")
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise NoPlace(f"No file can be made in {folder}.", "Name another folder.")
    if os.name == "posix":
        for parent in (folder, *folder.parents):
            _check_closed(parent)
    return real


def write_new(path: Path, data: bytes) -> Path:
    """Make the private file `path` with all of `data`, synced; gives the path that it really has.

    Raises NoPlace as `check_place` does, and IamtuiError where the disk fails; then there is no
    file, or the one that was there.
    """
    real = check_place(path)
    try:
        with _folder(real.parent) as folder:
            _write(real, folder, data)
    except FileExistsError:
        failure: IamtuiError = NoPlace(
            f"{path} is there already, and is not overwritten.", "Name another file."
        )
    except OSError as error:
        why = error.strerror or type(error).__name__
        failure = IamtuiError(
            f"{path} could not be written ({why}).", "Name a file in another place."
        )
    else:
        return real
    raise failure


def _check_closed(folder: Path) -> None:
    """Raises NoPlace where somebody else could put another file in the place of ours."""
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise NoPlace(
            f"Everybody on this machine may rename files in {folder}.",
            f"Name a folder of your own, or close it: chmod o-w {folder}",
        )


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[int | None]:
    """The folder itself, where the system lets one work in it; else None."""
    if os.open not in os.supports_dir_fd or os.link not in os.supports_dir_fd:
        yield None
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield handle
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(real: Path, folder: int | None, data: bytes) -> None:
    def named(name: str) -> str:
        return name if folder is not None else str(real.parent / name)

    prefix = f".iamtui-{real.name}-"
    _remove_left(prefix, real.parent, folder)
    nameless = named(f"{prefix}{secrets.token_hex(8)}")
    try:
        _fill(nameless, folder, data)
        os.link(nameless, named(real.name), src_dir_fd=folder, dst_dir_fd=folder)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _fill_or_remove(named(real.name), folder, data)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(nameless, dir_fd=folder)


def _remove_left(prefix: str, parent: Path, folder: int | None) -> None:
    """Remove what a killed process left behind: it holds a secret."""
    for name in os.listdir(parent):
        if name.startswith(prefix):
            with contextlib.suppress(OSError):
                os.unlink(name if folder is not None else parent / name, dir_fd=folder)


def _fill_or_remove(name: str, folder: int | None, data: bytes) -> None:
    try:
        _fill(name, folder, data)
    except FileExistsError:
        raise
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise


def _fill(name: str, folder: int | None, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(name, flags, PRIVATE_FILE, dir_fd=folder)
    with os.fdopen(handle, "wb") as file:
        if os.name == "posix" and stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
            raise OSError(errno.EACCES, "files are not private there")
        file.write(data)
        file.flush()
        os.fsync(handle)
