"""Changing a file of the user's that other programs change as well: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from iamtui import paths
from iamtui.errors import IamtuiError, RefusedError

_ATTEMPTS = 3


class FileNotEditable(RefusedError):
    """A file that keys are in cannot be changed safely."""

    def __init__(self, path: Path, why: str, next_step: str) -> None:
        super().__init__(f"{path} cannot be changed safely: {why}.", next_step)


class FileChanges(IamtuiError):
    """Another program goes on changing the file."""


def read_text(path: Path) -> str | None:
    """The text of a file, None where there is none; bytes that are no UTF-8 are kept as they are.

    Raises FileNotEditable.
    """
    data = _read(path)
    return None if data is None else data.decode("utf-8", "surrogateescape")


def check_editable(path: Path) -> None:
    """Raises FileNotEditable where `edit` would not or should not change the file at `path`.

    A symbolic link is followed: the file that it leads to is replaced, and the link stays.
    """
    real = Path(os.path.realpath(path))
    try:
        status = real.stat()
        folder = real.parent.stat()
    except OSError as error:
        raise FileNotEditable(path, _words(error), "See to the file first.") from None
    if not stat.S_ISREG(status.st_mode):
        raise FileNotEditable(path, "it is no regular file", "Change the key there by hand.")
    if os.name == "posix" and status.st_uid != os.geteuid():
        raise FileNotEditable(
            path, "it belongs to another user", "Run this as that user, or change it by hand."
        )
    if not (status.st_mode & stat.S_IWUSR and os.access(real.parent, os.W_OK)):
        raise FileNotEditable(
            path, "it or its folder is read-only", f"Make it writable: chmod u+w {real}"
        )
    if folder.st_mode & 0o022 and not folder.st_mode & stat.S_ISVTX:
        raise FileNotEditable(
            path,
            f"others may write to its folder {real.parent}",
            f"Close it: chmod go-w {real.parent}",
        )
    for mark in (f".{real.name}.swp", f".#{real.name}"):
        if os.path.lexists(real.parent / mark):
            raise FileNotEditable(
                path,
                f"an editor has it open ({mark} is there), and would undo the change",
                "Close it there, or remove that file where the editor is gone.",
            )


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Replace the text of `path` by what `change` makes of it; a missing file stays missing.

    The file is replaced by a rename, with its owner and mode, and only where it is still what was
    read. Raises FileNotEditable, FileChanges where another program writes to it all the time, and
    IamtuiError where the disk fails; the file is then as it was.
    """
    real = Path(os.path.realpath(path))
    with paths.locked(paths.state_folder() / "rotations" / "aws-files.lock"):
        for _attempt in range(_ATTEMPTS):
            before = _read(real)
            if before is None:
                return
            after = change(before.decode("utf-8", "surrogateescape"))
            if _replace(real, before, after.encode("utf-8", "surrogateescape")):
                return
    raise FileChanges(
        f"{path} is being changed by another program all the time; it was left as it is.",
        "Stop that program, then run this again.",
    )


def new_file_for(path: Path) -> tuple[int, str]:
    """An open file (0600) that is to become `path`, and its name.

    One that a killed process left behind holds a secret, and is removed first.
    """
    prefix = f".iamtui-{path.name}-"
    for name in os.listdir(path.parent):
        if name.startswith(prefix):
            with contextlib.suppress(OSError):
                (path.parent / name).unlink()
    return tempfile.mkstemp(prefix=prefix, dir=path.parent)


def _replace(real: Path, before: bytes, after: bytes) -> bool:
    """Whether the file is `after` now; False where it was changed meanwhile."""
    if before == after:
        return True
    try:
        return _rename_over(real, before, after)
    except OSError as error:
        failure = FileNotEditable(real, _words(error), "See to the disk and its permissions.")
    raise failure


def _rename_over(real: Path, before: bytes, after: bytes) -> bool:
    status = real.stat()
    handle, name = new_file_for(real)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            if os.name == "posix":
                os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
            os.fsync(file.fileno())
        if real.read_bytes() != before:
            return False
        os.replace(name, real)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
    paths.sync_folder(real.parent)
    return True


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        failure = FileNotEditable(path, _words(error), "See to its permissions.")
    raise failure


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
