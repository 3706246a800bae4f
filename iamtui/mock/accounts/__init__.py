"""The accounts that the mock can serve: `demo`, `empty`, `scale:N`, or one loaded from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iamtui.errors import UsageError
from iamtui.mock.accounts.administrator import Login, add_administrator
from iamtui.mock.store import Store

_EMPTY_ACCOUNT = "111122223333"
_SCALE = "scale:"
_MOST_USERS = 100_000


@dataclass(frozen=True, slots=True)
class Opened:
    """An account, how to sign in to it, and what there is to say about its loading."""

    store: Store
    login: Login
    remarks: tuple[str, ...] = ()


def open_account(name: str) -> Opened:
    """The account `demo` or `empty`, one of N users (`scale:N`), or the one in a file.

    Raises UsageError where the file cannot be read or is no account.
    """
    if name == "demo":
        return _demo()
    if name == "empty":
        store = Store(_EMPTY_ACCOUNT)
        return _with_administrator(store, ())
    if name.startswith(_SCALE):
        return _scale(name.removeprefix(_SCALE))
    if Path(name).is_file():
        return _from_file(Path(name))
    raise UsageError(
        f"There is no account {name!r} to serve.",
        "Name `demo`, `empty`, `scale:5000` or a JSON file in the shape of "
        "GetAccountAuthorizationDetails.",
    )


def _demo() -> Opened:
    from iamtui.mock.accounts.demo import demo_account

    store, login = demo_account()
    return Opened(store, login)


def _scale(number: str) -> Opened:
    from iamtui.mock.accounts.scale import scale_account

    if not number.isdecimal() or not 1 <= int(number) <= _MOST_USERS:
        raise UsageError(
            f"scale:{number} is no number of users.", f"Give one from 1 to {_MOST_USERS:,}."
        )
    return _with_administrator(scale_account(int(number)), ())


def _from_file(path: Path) -> Opened:
    from iamtui.mock.accounts.file import load_file

    store, remarks = load_file(path)
    return _with_administrator(store, remarks)


def _with_administrator(store: Store, remarks: tuple[str, ...]) -> Opened:
    login = add_administrator(store)
    added = f"The user {login.user_name} was added to the account, with AdministratorAccess."
    return Opened(store, login, (*remarks, added))
