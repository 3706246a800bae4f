"""The file that another user's new key is handed over in: 0600, made once, never overwritten.

CONSOLE is what the IAM console writes as `NAME_accessKeys.csv`; IMPORT is what `aws configure
import --csv file://…` reads (AWS CLI reference, "configure import"), which names the user too.
"""

from __future__ import annotations

import contextlib
import csv
import enum
import io
import os
from pathlib import Path

from iamtui import paths
from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.holders.file_edit import new_file_for
from iamtui.secret import Secret
from iamtui.vault.errors import ReadBackMismatch
from iamtui.vault.items import AccessKeyPair

_NAME, _KEY, _SECRET = "User Name", "Access key ID", "Secret access key"


class Form(enum.Enum):
    """How the file is written; the value is the word on the command line."""

    CONSOLE = "console"
    IMPORT = "import"


class DeliveryFile:
    """A `Holder`: the file `path` with one key of `user`. No program works with it from here."""

    def __init__(self, path: Path, form: Form, user: str) -> None:
        self._path = path
        self._form = form
        self._user = user

    def check(self) -> None:
        """See that the file can be made. Raises RefusedError."""
        folder = self._path.parent
        if os.path.lexists(self._path):
            raise RefusedError(
                f"{self._path} is there already, and is not overwritten.", "Name another file."
            )
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise RefusedError(f"No file can be made in {folder}.", "Name another folder.")

    def ids(self) -> frozenset[str]:
        """The key in the file, once it is there."""
        key = self._key()
        return frozenset() if key is None else frozenset((key.access_key_id,))

    def read(self, key_id: str) -> AccessKeyPair | None:
        """The key in the file."""
        key = self._key()
        return key if key is not None and key.access_key_id == key_id else None

    def in_use(self) -> frozenset[str]:
        """None: the file is for somebody else."""
        return frozenset()

    def save(self, key: AccessKeyPair) -> None:
        """Make the file and read it back; the same key again is no error. Raises IamtuiError."""
        if self._key() != key:
            self._make(_csv(key, self._form, self._user))
        if self._key() != key:
            raise ReadBackMismatch(str(self._path), key.access_key_id)

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Nothing: what works with the key is not on this machine."""

    def forget(self, key_id: str) -> None:
        """Remove the file where that key is in it."""
        if self.read(key_id) is not None:
            self._path.unlink(missing_ok=True)

    def _make(self, text: str) -> None:
        try:
            _write_new(self._path, text.encode())
        except OSError as error:
            why = error.strerror or type(error).__name__
            failure = IamtuiError(
                f"{self._path} could not be written ({why}).", "Name a file in another place."
            )
        else:
            return
        raise failure

    def _key(self) -> AccessKeyPair | None:
        try:
            text = self._path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            failure = IamtuiError(f"{self._path} cannot be read ({type(error).__name__}).")
        else:
            return _parse(text)
        raise failure


def _write_new(path: Path, data: bytes) -> None:
    """Make a private file at once with all its bytes; raises FileExistsError."""
    handle, name = new_file_for(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)
    paths.sync_folder(path.parent)


def _csv(key: AccessKeyPair, form: Form, user: str) -> str:
    values = {_NAME: user, _KEY: key.access_key_id, _SECRET: key.secret.reveal()}
    columns = (_KEY, _SECRET) if form is Form.CONSOLE else (_NAME, _KEY, _SECRET)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerow([values[column] for column in columns])
    return out.getvalue()


def _parse(text: str) -> AccessKeyPair | None:
    rows = list(csv.DictReader(io.StringIO(text)))
    if len(rows) != 1 or not rows[0].get(_KEY) or not rows[0].get(_SECRET):
        return None
    return AccessKeyPair(rows[0][_KEY], Secret(rows[0][_SECRET]))
