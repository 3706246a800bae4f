"""A sealed file and whether it is open: made, unlocked, locked, and given another passphrase."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import platformdirs

from iamtui.paths import state_folder
from iamtui.secret import Secret
from iamtui.vault.argon2 import OURS, Parameters
from iamtui.vault.deadline import Done, Failed, Late, attempt
from iamtui.vault.errors import KeyringTimeout, VaultError
from iamtui.vault.idle import Clock, IdleTimer, clock_with_sleep
from iamtui.vault.keyring_errors import in_our_words
from iamtui.vault.private_file import signature
from iamtui.vault.sealed_disk import SealedDisk
from iamtui.vault.sealed_errors import StoreLocked
from iamtui.vault.sealed_format import Body
from iamtui.vault.sealed_keys import DataKeys, new_data_key
from iamtui.vault.sealed_opening import Opened, data_key_of, new_header, sealed_anew
from iamtui.vault.store import check_storable
from iamtui.vault.unlock_memory import UnlockMemory

T = TypeVar("T")

IDLE_SECONDS = 900.0
# The lock is held for the length of one synced write; more means that its holder is stuck.
DEADLINE = 10.0


def default_path() -> Path:
    """The sealed file of this user (`$XDG_DATA_HOME/iamtui/vault.sealed` on Linux)."""
    return Path(platformdirs.user_data_dir("iamtui", appauthor=False)) / "vault.sealed"


class SealedLock:
    """The file `path`, locked until `unlock` and again when it was not used for `idle_seconds`.

    Several processes and threads may use one file at once: each write reads it anew under a
    lock. `memory` keeps an unlock for other processes; None keeps it in this one alone. `state` is
    the folder for the record of what was seen; `seconds` is the deadline of a write.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        state: Path | None = None,
        idle_seconds: float | None = IDLE_SECONDS,
        clock: Clock = clock_with_sleep,
        memory: UnlockMemory | None = None,
        seconds: float = DEADLINE,
    ) -> None:
        self.path = path or default_path()
        self._disk = SealedDisk(self.path, state or state_folder())
        self._idle = IdleTimer(idle_seconds, clock)
        self._memory = memory
        self._seconds = seconds
        self._opened: Opened | None = None
        self._ran_out = False
        self._recalled = False

    @property
    def exists(self) -> bool:
        """Whether anything is at `path`."""
        return self.path.is_symlink() or self.path.exists()

    @property
    def locked(self) -> bool:
        """Whether the passphrase is needed; locks where it was not used for too long."""
        if self._idle.over:
            self._ran_out = self._ran_out or self._opened is not None
            self._opened = None
        return self._opened is None

    def ran_out(self) -> bool:
        """Whether it locked by itself since this was asked last."""
        found = self.locked and self._ran_out
        self._ran_out = False
        return found

    @property
    def idle_left(self) -> float | None:
        """Seconds until it locks by itself if it is not used; None if never, 0 if locked."""
        return 0.0 if self.locked else self._idle.left

    @property
    def remembered(self) -> bool:
        """Whether `memory` holds an unlock of it for other processes now."""
        if self._memory is None:
            return False
        with contextlib.suppress(VaultError):
            return self._memory.recall(self._disk.header().key_id) is not None
        return False

    def lock_after(self, seconds: float) -> None:
        """Lock when it was not used for `seconds`, from now on."""
        was_locked = self.locked
        self._idle.seconds = seconds
        if self._memory is not None:
            self._memory.seconds = seconds
        if not was_locked:
            self._idle.touch()
            self._remember()

    def forget_remembered(self) -> bool:
        """Drop the unlock that `memory` holds, and stay as it is here; False where it held none."""
        return self._memory is not None and self._memory.forget(self._disk.header().key_id)

    def parameters(self) -> Parameters:
        """The cost of Argon2id in the header; raises as `look` does."""
        return self._disk.header().parameters

    def names(self) -> tuple[str, ...]:
        """The names of all items as the file has them, without its passphrase: nothing is verified.

        Raises as `look` does.
        """
        return self._disk.names()

    def look(self) -> None:
        """Raises what is wrong with the file that can be seen without its passphrase."""
        self._disk.header()

    def create(self, passphrase: Secret) -> None:
        """Make a new, empty file, unlocked; raises SealedFileExists, SecretRefused if empty.

        How good the passphrase is says `passphrase.strength`; any that is not empty is taken.
        """
        check_storable(passphrase)
        data_key = new_data_key()
        header = new_header(passphrase, data_key)
        keys = DataKeys(data_key)
        self._use(self._within("making it", lambda end: self._disk.create(keys, header, end)))
        self._remember()

    def unlock(self, passphrase: Secret, *, accept_older: bool = False) -> None:
        """Open the file; takes as long as Argon2id does.

        Raises WrongPassphrase, and SealedFileOlder unless `accept_older`. A file made at a lower
        cost of Argon2id than ours is written anew at ours.
        """
        header = self._disk.header()
        data_key = data_key_of(self.path, header, passphrase)
        self._use(self._disk.open(DataKeys(data_key), header, accept_older=accept_older))
        # A folder that cannot be written to does not keep anyone from reading.
        with contextlib.suppress(VaultError):
            self._within(
                "writing", lambda end: self._settle(passphrase, data_key, accept_older, end)
            )
        self._remember()

    def unlock_remembered(self) -> bool:
        """Open the file by an unlock that `memory` still holds; False where it holds none.

        The unlock lasts no longer by this, but by the first item that is read or written then.
        """
        if self._memory is None:
            return False
        header = self._disk.header()
        found = self._memory.recall(header.key_id)
        if found is None:
            return False
        self._opened = self._disk.open(DataKeys(bytes.fromhex(found.data_key.reveal())), header)
        self._idle.run_out_in(found.seconds)
        self._recalled = True
        return True

    def keep_open(self) -> None:
        """Begin its time until it locks anew, here and in `memory`; raises StoreLocked."""
        self._current()

    def lock(self) -> None:
        """Forget the keys, here and in `memory`."""
        opened, self._opened = self._opened, None
        if self._memory is None:
            return
        with contextlib.suppress(VaultError):
            header = self._disk.header() if opened is None else opened.header
            self._memory.forget(header.key_id)

    def change_passphrase(self, old: Secret, new: Secret) -> None:
        """Seal everything anew by a new key under `new`; other processes have to unlock again.

        Raises WrongPassphrase and changes nothing where `old` is not the passphrase. A copy of
        the old file stays open to the old passphrase.
        """
        check_storable(new)

        def work(end: float) -> Opened:
            with self._disk.locked(end):
                header = self._disk.header()
                keys = DataKeys(data_key_of(self.path, header, old))
                return self._disk.write(*sealed_anew(self._disk.open(keys, header), new))

        self._use(self._within("changing the passphrase", work))
        self._remember()

    def _current(self, *, used: bool = True) -> Opened:
        """The file as it is on the disk, read anew only where it was replaced.

        It stays unlocked for longer by this where it is `used`, not where it is looked at.
        """
        if self.locked or (opened := self._opened) is None:
            self.look()
            raise StoreLocked(f"{self.path} is locked.", "Unlock it.", self.unlock)
        if used:
            self._touch()
        if signature(self.path) == opened.signature:
            return opened
        if self._disk.header(opened.header).key_id != opened.header.key_id:
            self._opened = None
            raise StoreLocked(
                f"{self.path} has another passphrase by now.", "Unlock it with that.", self.unlock
            )
        return self._keep(self._disk.open(opened.keys, opened.header))

    def _change(self, doing: str, change: Callable[[Opened, dict[str, bytes]], bool]) -> Opened:
        """Write what `change` makes of the items, unless it says that nothing is changed."""

        def work(end: float) -> Opened:
            with self._disk.locked(end):
                now = self._current()
                items = dict(now.body.items)
                if not change(now, items):
                    return now
                body = Body(now.body.generation + 1, items)
                return self._disk.write(now.keys, now.header, body)

        self._current()
        return self._keep(self._within(doing, work))

    def _settle(self, passphrase: Secret, data_key: bytes, accepted: bool, end: float) -> None:
        """After an unlock: raise a lower cost to ours, and note what was seen."""
        with self._disk.locked(end):
            now = self._current()
            header, generation = now.header, now.body.generation
            newest = self._disk.seen.newest(header.id)
            older = newest is not None and accepted and now.mark.is_before(newest)
            weaker = header.parameters.weaker_than(OURS)
            if weaker:
                header = new_header(passphrase, data_key, old=header)
            if not (older or weaker):
                self._disk.seen.note(header.id, now.mark)
                return
            if newest is not None:
                generation = max(generation, newest.generation)
            self._keep(self._disk.write(now.keys, header, Body(generation + 1, now.body.items)))

    def _use(self, opened: Opened) -> None:
        self._opened = opened
        self._recalled = False
        self._idle.touch()

    def _touch(self) -> None:
        """It is used: an unlock of another process lasts longer by that too, once for each."""
        self._idle.touch()
        if self._recalled and self._memory is not None and (opened := self._opened) is not None:
            self._recalled = False
            self._memory.extend(opened.header.key_id, opened.keys.data_key)

    def _keep(self, opened: Opened) -> Opened:
        """Go on with a newer state of the file, unless it was locked in the meantime."""
        if self._opened is not None:
            self._opened = opened
        return opened

    def _remember(self) -> None:
        if self._memory is not None and (opened := self._opened) is not None:
            self._memory.remember(opened.header.key_id, opened.keys.data_key)

    def _within(self, doing: str, work: Callable[[float], T]) -> T:
        """What `work` gives, which is told when nobody waits for it any more (time.monotonic)."""
        end = time.monotonic() + self._seconds
        match attempt(lambda: work(end), self._seconds):
            case Done(value):
                return value
            case Late(seconds):
                raise KeyringTimeout("the sealed file", doing, seconds)
            case Failed(error):
                raise in_our_words(error, "the sealed file", doing)
