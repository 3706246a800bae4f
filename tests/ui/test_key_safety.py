"""Leaked keys, many keys and where one is used: from the keyboard, and against the mock."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account, KeyStatus
from iamtui.config import Settings
from iamtui.rotation.process_search import ProcessSearch
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring, Start, open_session
from iamtui.vault.memory import MemoryStore
from tests.support.accounts import NOW, account, key, user
from tests.support.app import iamtui_app
from tests.support.golden import check_golden
from tests.support.mock_people import Person, add_user, allow
from tests.support.mock_server import Credentials, RunningMock, mock_server
from tests.support.typist import Typist, play

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

POLICY = "iamtui-deny-older-sessions"


def aged() -> Account:
    """Users whose keys are of all ages."""

    def held(number: int, days: int) -> object:
        return key(number, created=NOW - timedelta(days=days))

    ages = {"ada": (1, 400), "bea": (2, 95), "cleo": (3, 10), "root-of-all": (4, 1200)}
    people = [user(name, access_keys=Known((held(*age),))) for name, age in ages.items()]
    two = (held(5, 300), key(6, KeyStatus.INACTIVE, created=NOW - timedelta(days=9)))
    return account(*people, user("two-keys", access_keys=Known(two)))


async def plan(typist: Typist) -> None:
    """From the list to the plan of a queue."""
    await typist.press("5", "Q")
    await typist.sees("Rotate the active keys of")
    await typist.press("enter", "enter", "enter")
    await typist.sees("to rotate")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_plan_of_a_queue_looks_so(size: tuple[int, int]) -> None:
    async def way(typist: Typist) -> None:
        await plan(typist)
        check_golden(f"rotation-queue-{size[0]}x{size[1]}", typist.screen)

    play(iamtui_app(aged()), way, size=size)


def test_a_filter_is_the_choice_of_users() -> None:
    async def way(typist: Typist) -> None:
        await typist.press("5", "/")
        await typist.type("bea")
        await typist.press("enter", "Q")
        await typist.sees("of the 1 users of this list")
        await typist.press("enter", "enter", "enter")
        await typist.sees("bea", "1 to rotate", "0 of 1", without=("ada",))

    play(iamtui_app(aged()), way)


def test_a_number_of_days_that_is_none_is_refused() -> None:
    async def way(typist: Typist) -> None:
        await typist.press("5", "Q")
        await typist.type("x")
        await typist.press("enter", "enter", "enter")
        await typist.sees("is no number of days")

    play(iamtui_app(aged()), way)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_where_a_key_is_used_looks_so(
    size: tuple[int, int], own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = aged()
    key_id = "AKIA0000000000000001"
    users = {"ada": user("ada", access_keys=Known((key(1),)))}
    keys = users["ada"].access_keys.otherwise(())
    key_id = str(keys[0].id.otherwise(""))
    monkeypatch.setattr(
        "iamtui.rotation.where_used.in_processes", lambda *_: ProcessSearch((), 7, 1)
    )
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key_id)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials")

    async def way(typist: Typist) -> None:
        await typist.press("5", "U")
        await typist.sees("1 place on this machine", "$AWS_ACCESS_KEY_ID")
        check_golden(f"where-used-{size[0]}x{size[1]}", typist.screen)

    play(iamtui_app(replace(made, users=users)), way, size=size)


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as running:
        yield running


def plays(mock: RunningMock, home: Path, way: Callable[[Typist], Awaitable[None]]) -> Person:
    """Play in the app of an administrator without an MFA device, whose key ~/.aws has."""
    admin = add_user(mock, f"admin-{home.parent.name}"[:60], allow("*"))
    _hold(home, admin.credentials)
    settings, keyring = Settings(), Keyring()
    keyring.use(MemoryStore())
    start = Start(profile="work", endpoint_url=mock.endpoint_url)
    app = IamtuiApp(start, settings, lambda s, g: open_session(s, settings, keyring, g), keyring)
    play(app, way)
    return admin


def _hold(home: Path, held: Credentials) -> None:
    (home / ".aws").mkdir()
    (home / ".aws" / "credentials").write_text(
        f"[work]\naws_access_key_id = {held.access_key_id}\n"
        f"aws_secret_access_key = {held.secret_access_key}\n"
    )


def statuses(person: Person) -> list[str]:
    """The states of a person's keys."""
    listed = person.mock.client("iam").list_access_keys(UserName=person.name)
    return sorted(each["Status"] for each in listed["AccessKeyMetadata"])


async def confirm(typist: Typist, name: str) -> None:
    """Without an MFA device the Guard has a name typed."""
    await typist.sees(f"Type {name}")
    await typist.type(name)
    await typist.press("enter")


def test_a_queue_is_run_from_the_screen(mock: RunningMock, own_folders: Path) -> None:
    person = add_user(mock, "queued")

    async def way(typist: Typist) -> None:
        await typist.press("/")
        await typist.type("queued")
        await typist.press("enter", "Q")
        await typist.sees("of the 1 users")
        await typist.press("backspace", "backspace", "0", "enter", "enter", "enter")
        await typist.sees("1 to rotate")
        await typist.press("enter")
        await confirm(typist, "queued")
        await typist.sees("1 of 1  1 waits", "Done.")

    plays(mock, own_folders, way)
    (file,) = (own_folders / "new-keys").iterdir()
    assert statuses(person) == ["Active", "Active"]
    (row,) = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    made = Credentials(row["Access key ID"], row["Secret access key"])
    assert mock.client("sts", made).get_caller_identity()["Arn"] == person.arn
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_leaked_key_is_stopped_from_the_list(mock: RunningMock, own_folders: Path) -> None:
    person = add_user(mock, "leaker")

    async def way(typist: Typist) -> None:
        await typist.press("5", "/")
        await typist.type("leaker")
        await typist.press("enter")
        await typist.sees(person.credentials.access_key_id)
        await typist.press("X")
        await typist.sees("A leaked key", "is deactivated first")
        await typist.press("y")
        await typist.sees("Deactivate old", "Enter begins.")
        await typist.press("enter")
        await confirm(typist, "leaker")
        await typist.sees("▸  Observe", "are denied")

    plays(mock, own_folders, way)
    assert statuses(person) == ["Active", "Inactive"]
    policies = mock.client("iam").list_user_policies(UserName="leaker")["PolicyNames"]
    assert policies == [POLICY]


def test_another_key_is_put_into_a_file_of_a_named_folder(
    mock: RunningMock, own_folders: Path
) -> None:
    person = add_user(mock, "user-of-env")
    old = person.credentials
    shop = own_folders / "shop"
    shop.mkdir()
    text = "# mine\nAWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\n"
    (shop / ".env").write_text(text.format(old.access_key_id, old.secret_access_key))

    async def way(typist: Typist) -> None:
        work = (own_folders / ".aws" / "credentials").read_text()
        new = work.partition("aws_access_key_id = ")[2].split()[0]
        await typist.press("5", "/")
        await typist.type("user-of-env")
        await typist.press("enter")
        await typist.sees(old.access_key_id)
        await typist.press("U")
        await typist.sees("No place on this machine", "(cloudtrail:LookupEvents)")
        await typist.press("n")
        await typist.type(str(shop))
        await typist.press("enter")
        await typist.sees("can be replaced here", "1 files read")
        await typist.press("down", "x")
        await typist.sees("Id of the new access key")
        await typist.type(new)
        await typist.press("enter", "y")
        await typist.sees("0 places on this machine")

    admin = plays(mock, own_folders, way)
    made = admin.credentials
    assert (shop / ".env").read_text() == text.format(made.access_key_id, made.secret_access_key)
