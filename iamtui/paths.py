"""Where iamtui keeps its files, and how it writes them: private, whole and durable."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
# Whoever holds a lock writes a file; much longer than that, and its holder is stuck.
LOCK_SECONDS = 30.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 0.05


def config_folder() -> Path:
    """The folder of `config.toml` and the profile index (`$XDG_CONFIG_HOME/iamtui` on Linux)."""
    return Path(platformdirs.user_config_dir("iamtui", appauthor=False))


def state_folder() -> Path:
    """The folder of journal, MFA ledger and restore files (`$XDG_STATE_HOME/iamtui` on Linux)."""
    return Path(platformdirs.user_state_dir("iamtui", appauthor=False))


def private_folder(folder: Path) -> Path:
    """Make `folder` with its parents, readable by its owner only; gives it back."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` by `data` so that a crash leaves the old file or the new one, never a part.

    The bytes go to a temporary file (0600) in the folder that really holds the file (a symbolic
    link is followed), are synced, and renamed over it; then the folder is synced.
    Raises OSError where that fails; the old file is then untouched.
    """
    target = Path(os.path.realpath(path))
    private_folder(target.parent)
    handle, name = tempfile.mkstemp(prefix=".iamtui-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in `folder` durable, on systems that can sync a folder."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file `path` against other processes for the length of the block.

    The operating system releases it when the process dies, however it dies. Raises TimeoutError
    where others hold it for `seconds`, and any other OSError where it cannot be made.
    """
    private_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        _wait_for_lock(handle, path, seconds)
        yield
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, path: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while not _try_lock(handle):
        if time.monotonic() >= end:
            raise TimeoutError(errno.ETIMEDOUT, "another process holds its lock", str(path))
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _try_lock(handle: int) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:  # pragma: no cover - Windows
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True
