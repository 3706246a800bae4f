"""What can go wrong with the sealed file and other places that are unlocked by a passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from iamtui.errors import RefusedError
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringFailed, KeyringLocked, KeyringMissing, VaultError

Unlock = Callable[[Secret], None]


class StoreLocked(KeyringLocked):
    """A place that is locked; `unlock` takes the passphrase and opens it, for every thread."""

    def __init__(self, what: str, next_step: str, unlock: Unlock) -> None:
        super().__init__(what, next_step)
        self.unlock = unlock


class SealedFileMissing(KeyringMissing):
    """There is no sealed file at `path`, or not any more."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no sealed file {path}.",
            "Make one, or put back the one that was there.",
            can_create=False,
        )
        self.path = path


class SealedFileExists(VaultError, RefusedError):
    """A sealed file is not made over something that is there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already; nothing was changed.",
            "Unlock it, or move it away if it is really not needed any more.",
        )


class SealedFileRefused(VaultError, RefusedError):
    """The file is one that somebody else could have read or replaced, or is no file at all."""

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{path} {problem}; it was not used.", remedy)


class SealedFileDamaged(VaultError):
    """The file is not as iamtui wrote it; nothing of it is used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"The sealed file {path} {problem}; nothing in it was used or changed.",
            "Put back a copy of it from a backup. Do not make a new one over it.",
        )


class SealedFileOlder(VaultError, RefusedError):
    """The file is older than the one seen here last: somebody or a backup put it back."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The sealed file {path} is older than, or another than, the one used here last; "
            "keys stored since are not in it.",
            "Look for the newer file. If you put this one back yourself, accept it when unlocking.",
        )


class SealedFileUnusable(KeyringFailed):
    """The system does not let iamtui read or write the file."""

    def __init__(self, path: Path, doing: str, error: OSError) -> None:
        super().__init__(
            f"{path} cannot be used ({doing}: {error.strerror or type(error).__name__}); "
            "what it held is unchanged.",
            "Put that right (is the disk full, or the folder read-only?), then try again.",
        )
