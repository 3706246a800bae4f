"""The file that another user's new key is handed over in: 0600, made once, never overwritten."""

from __future__ import annotations

from pathlib import Path

from iamtui.delivery.key_file import Form, file_bytes, read_file
from iamtui.delivery.new_file import check_place, write_new
from iamtui.delivery.new_secret import NewSecret
from iamtui.errors import IamtuiError
from iamtui.secret import Secret
from iamtui.vault.errors import ReadBackMismatch
from iamtui.vault.items import AccessKeyPair


class DeliveryFile:
    """A `Holder`: the file `path` with one key of `user`. No program works with it from here."""

    def __init__(self, path: Path, form: Form, user: str) -> None:
        self._path = path
        self._form = form
        self._user = user

    def check(self) -> None:
        """See that the file can be made. Raises RefusedError and UsageError."""
        check_place(self._path)
        file_bytes(NewSecret(self._user, "", Secret("")), self._form)

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
            new = NewSecret(self._user, key.access_key_id, key.secret)
            write_new(self._path, file_bytes(new, self._form))
        if self._key() != key:
            raise ReadBackMismatch(str(self._path), key.access_key_id)

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Nothing: what works with the key is not on this machine."""

    def forget(self, key_id: str) -> None:
        """Remove the file where that key is in it."""
        if self.read(key_id) is not None:
            self._path.unlink(missing_ok=True)

    def _key(self) -> AccessKeyPair | None:
        try:
            found = read_file(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            failure = IamtuiError(f"{self._path} cannot be read ({type(error).__name__}).")
        else:
            return None if found is None else AccessKeyPair(*found)
        raise failure
