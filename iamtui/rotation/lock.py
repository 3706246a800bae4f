"""One iamtui at a time rotates the keys of a user; a second one is told so and does not wait."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from iamtui import paths
from iamtui.errors import RefusedError


class RotationRuns(RefusedError):
    """Another iamtui on this machine is rotating this user's key at this moment."""


@contextlib.contextmanager
def user_locked(folder: Path, account: str, user: str) -> Iterator[None]:
    """Hold the lock of a user's keys for the length of the block.

    The operating system releases it when the process dies, however it dies. Raises RotationRuns,
    and OSError where the lock file cannot be made.
    """
    taken = RotationRuns(
        f"Another iamtui on this machine is rotating an access key of {user} right now.",
        "Go on there, or end it first; what it did is in its journal.",
    )
    with _held(folder, f"{account}.{user}.lock", taken):
        yield


@contextlib.contextmanager
def queue_locked(folder: Path, account: str) -> Iterator[None]:
    """Hold the lock of the queue of an account, as `user_locked` does that of a user's keys."""
    taken = RotationRuns(
        "Another iamtui on this machine is rotating the keys of this account one after another.",
        "Go on there, or end it first; what it did is in its journal.",
    )
    with _held(folder, f"{account}.lock", taken):
        yield


@contextlib.contextmanager
def _held(folder: Path, name: str, taken: RotationRuns) -> Iterator[None]:
    paths.private_folder(folder)
    path = folder / name
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), paths.PRIVATE_FILE)
    try:
        if not _try_lock(handle):
            raise taken
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:  # pragma: no cover - Windows
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True
