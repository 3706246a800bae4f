"""A served account in a file, so that it is there again when the mock is started anew.

The file is a line of JSON, which says what it is, and the account as Python's pickle. It is read by
an unpickler that makes nothing but the mock's own kinds of object, so that a file from somebody
else cannot run code: https://docs.python.org/3/library/pickle.html#restricting-globals
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import sys
import threading
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from iamtui.errors import IamtuiError, UsageError
from iamtui.mock.accounts.administrator import Login, add_administrator, login_of
from iamtui.mock.store import Store
from iamtui.paths import write_private

if TYPE_CHECKING:
    from iamtui.mock.dispatch import Mock

_FORMAT: Final = 1
_SETTLED: Final = 0.2
"""Seconds that a change waits for others before the file is written."""
_OTHERS: Final = frozenset(
    (
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("moto.utilities.tagging_service", "TaggingService"),
        ("re", "_compile"),
    )
)
_START_ANEW: Final = "Move it away to begin with the account that --account names."


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file holds: the account and how to sign in to it."""

    store: Store
    login: Login


def load_state(path: Path) -> Saved:
    """The account in `path`.

    Raises UsageError where the file cannot be read, is damaged, or was written with another
    release of moto, whose objects it holds.
    """
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", _START_ANEW) from None
    about = _about(path, head)
    if about.get("moto") != version("moto"):
        raise UsageError(
            f"{path} was written with moto {about.get('moto')}, and this is {version('moto')}.",
            "Start the mock with that release, or move the file away.",
        )
    if hashlib.sha256(body).hexdigest() != about.get("sha256"):
        raise UsageError(f"{path} is damaged.", _START_ANEW)
    try:
        store = _Reader(io.BytesIO(body)).load()
        return Saved(store, _login(store, about["login"]))
    except (
        pickle.UnpicklingError,
        ImportError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        EOFError,
    ) as error:
        raise UsageError(f"{path} holds no account of the mock.", _START_ANEW) from error


def save_state(path: Path, store: Store, login: Login) -> None:
    """Write the account to `path`, readable by its owner only; whole or not at all.

    Raises IamtuiError where it cannot be written.
    """
    _write(path, pickle.dumps(store, protocol=5), login)


def keep_saved(path: Path, mock: Mock, login: Login, ended: threading.Event) -> threading.Thread:
    """Write every change to `path` shortly after it was made, in a thread, until `ended`.

    What was answered in the last moments before a kill may be lost; a file is never half written.
    A write that fails is tried again with the next change.
    """

    def run() -> None:
        while not ended.is_set():
            if not mock.applied.wait(_SETTLED):
                continue
            ended.wait(_SETTLED)
            mock.applied.clear()
            with mock.lock:
                body = pickle.dumps(mock.store, protocol=5)
            try:
                _write(path, body, login)
            except IamtuiError as error:
                print(f"iamtui: {error}", file=sys.stderr, flush=True)  # noqa: T201

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _write(path: Path, body: bytes, login: Login) -> None:
    about = {
        "iamtui mock state": _FORMAT,
        "moto": version("moto"),
        "sha256": hashlib.sha256(body).hexdigest(),
        "login": [login.user_name, login.access_key_id, login.mfa_serial],
    }
    try:
        write_private(path, json.dumps(about).encode() + b"\n" + body)
    except OSError as error:
        raise IamtuiError(f"{path} cannot be written: {error.strerror}.") from None


def _about(path: Path, head: bytes) -> dict[str, Any]:
    try:
        about = json.loads(head)
    except ValueError:
        about = None
    if not isinstance(about, dict) or about.get("iamtui mock state") != _FORMAT:
        raise UsageError(f"{path} is not a state of the mock.", _START_ANEW)
    return about


def _login(store: Store, named: list[str]) -> Login:
    user_name, key_id, serial = named
    user, key = store.users.get(user_name), store.keys.get(key_id)
    if user is None or key is None:
        # Somebody deleted the administrator's user or key: the account is served all the same.
        return add_administrator(store)
    return login_of(user, key, store.devices.get(serial))


class _Reader(pickle.Unpickler):
    """Finds classes of the mock and of moto's IAM, and a few of the standard library."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        if module.startswith("iamtui.mock.") or module == "moto.iam.models":
            found = super().find_class(module, name)
            # What such a module imports is not its own, and may do anything.
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing of the mock")
