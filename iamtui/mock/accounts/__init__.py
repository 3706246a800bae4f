"""The accounts that the mock can serve: `demo`, `empty`, or one loaded from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iamtui.errors import UsageError
from iamtui.mock.accounts.administrator import Login, add_administrator
from iamtui.mock.store import Store

_EMPTY_ACCOUNT = "111122223333"


@dataclass(frozen=True, slots=True)
class Opened:
    """An account, how to sign in to it, and what there is to say about its loading."""

    store: Store
    login: Login
    remarks: tuple[str, ...] = ()


def open_account(name: str) -> Opened:
    """The account called `demo` or `empty`, or the one in the file of that name.

    Raises UsageError where the file cannot be read or is no account.
    """
    if name == "demo":
        return _demo()
    if name == "empty":
        store = Store(_EMPTY_ACCOUNT)
        return _with_administrator(store, ())
    if Path(name).is_file():
        return _from_file(Path(name))
    raise UsageError(
        f"There is no account {name!r} to serve.",
        "Name `demo`, `empty` or a JSON file in the shape of GetAccountAuthorizationDetails.",
    )


def _demo() -> Opened:
    from iamtui.mock.accounts.demo import demo_account

    store, login = demo_account()
    return Opened(store, login)


def _from_file(path: Path) -> Opened:
    from iamtui.mock.accounts.file import load_file

    store, remarks = load_file(path)
    return _with_administrator(store, remarks)


def _with_administrator(store: Store, remarks: tuple[str, ...]) -> Opened:
    login = add_administrator(store)
    added = f"The user {login.user_name} was added to the account, with AdministratorAccess."
    return Opened(store, login, (*remarks, added))
