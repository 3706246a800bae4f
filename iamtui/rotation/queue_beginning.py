"""From a choice of keys to the queue that is to be run: planned anew, or taken up."""

from __future__ import annotations

import os
import stat
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iamtui import paths
from iamtui.account.model import Account
from iamtui.errors import RefusedError
from iamtui.rotation.journal import unfinished
from iamtui.rotation.queue import Choice, Queue, Row, plan, unfinished_rows
from iamtui.rotation.states import Rotation


@dataclass(frozen=True, slots=True)
class Delivery:
    """The folder for the new keys of others, and how their files are written."""

    folder: Path
    form: str

    def check(self) -> None:
        """Make the folder (0700) where it is not there. Raises RefusedError where others may write
        to it or look into it."""
        paths.private_folder(self.folder)
        status = self.folder.stat()
        if os.name == "posix" and status.st_uid != os.geteuid():
            raise RefusedError(f"{self.folder} belongs to another user.", "Name another folder.")
        if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
            raise RefusedError(
                f"Others may look into {self.folder}, where new secrets are to be put.",
                f"Close it: chmod go= {self.folder}",
            )

    def file(self, user: str, now: datetime) -> str:
        """A file that is not there yet. Each rotation of a user has one of its own."""
        name = f"{user}.{now:%Y-%m-%d}"
        path, number = self.folder / f"{name}.csv", 1
        while os.path.lexists(path):
            number += 1
            path = self.folder / f"{name}-{number}.csv"
        return str(path.absolute())


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans queues from the journals of rotations in `folder`; nothing is changed, nor written.
    `profile` is what acts. Its methods raise OSError."""

    folder: Path
    profile: str

    def planned(
        self, account: Account, choice: Choice, delivery: Delivery | None, now: datetime
    ) -> Queue:
        """A new queue of the keys of `account`."""
        account_id = account.id.otherwise("")
        place = _nowhere if delivery is None else _file_of(delivery, now)
        rows = plan(account, choice, self._unfinished(account_id), now, place)
        form = delivery.form if delivery is not None else ""
        return self._queue(account_id, choice, rows, now, form)

    def finishing(self, account_id: str, choice: Choice, now: datetime) -> Queue:
        """A queue of the rotations of an account that are not over."""
        rows = unfinished_rows(self._unfinished(account_id), choice)
        return self._queue(account_id, choice, rows, now, "")

    def _unfinished(self, account_id: str) -> Mapping[str, Rotation]:
        """The rotations of an account that are not over, by user."""
        kept = (each.rotation for each in unfinished(self.folder))
        return {each.user: each for each in kept if each is not None and each.account == account_id}

    def _queue(
        self, account: str, choice: Choice, rows: tuple[Row, ...], now: datetime, form: str
    ) -> Queue:
        return Queue(uuid.uuid4().hex, account, now, choice, rows, self.profile, form)


def _file_of(delivery: Delivery, now: datetime) -> Callable[[str], str]:
    return lambda user: delivery.file(user, now)


def _nowhere(_user: str) -> str:
    return ""
