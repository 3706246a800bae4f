"""`iamtui rotate --leaked` as a process against the mock: stopped, sessions ended, replaced."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.rotate_command.desk import OWN_KEYS, Desk, keys_of, wait_until, works
from tests.support.mock_people import Person, add_user, allow
from tests.support.mock_server import Credentials, refused

pytestmark = pytest.mark.slow

POLICY = "iamtui-deny-older-sessions"
DENY = allow(["iam:PutUserPolicy", "iam:DeleteUserPolicy"])
SETTLED = 130


@pytest.fixture
def admin(desk: Desk, person: Person) -> Person:
    """An administrator, whose key the profile `work` has."""
    made = add_user(desk.mock, f"admin-{person.name}", allow("*"))
    desk.holds(made)
    return made


def policies(person: Person) -> list[str]:
    listed: list[str] = person.mock.client("iam").list_user_policies(UserName=person.name)[
        "PolicyNames"
    ]
    return listed


def delivered(path: Path) -> Credentials:
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    return Credentials(row["Access key ID"], row["Secret access key"])


def stop(desk: Desk, person: Person, *more: str) -> tuple[str, ...]:
    """The arguments that stop the person's key."""
    file = str(desk.home / "new.csv")
    return (*desk.first("--user", person.name, "--leaked", "--deliver", file), *more)


def test_another_users_leaked_key_is_stopped_and_replaced(
    desk: Desk, admin: Person, person: Person
) -> None:
    old = person.credentials
    session = person.holding(person.sts.get_session_token())
    done = desk.rotate(*stop(desk, person, "--yes"))
    assert done.returncode == 0, done.stderr
    new = delivered(desk.home / "new.csv")
    assert keys_of(person) == {old.access_key_id: "Inactive", new.access_key_id: "Active"}
    assert works(person, new)
    assert POLICY in policies(person)
    with refused("AccessDenied"):
        session.sts.get_session_token()
    assert "Last use:" in done.stderr
    assert "UTC are denied." in done.stdout
    assert "cloudtrail:LookupEvents" in done.stdout
    assert admin.credentials.secret_access_key not in done.stdout + done.stderr
    desk.mock.set_clock_ahead(SETTLED)
    assert desk.rotate("--user", person.name, "--observe", "0").returncode == 0
    assert keys_of(person) == {new.access_key_id: "Active"}
    assert desk.rotate(*desk.first("--user", person.name, "--lift")).returncode == 0
    assert POLICY not in policies(person)


def test_nothing_is_done_without_a_yes(desk: Desk, admin: Person, person: Person) -> None:
    asked = desk.rotate(*stop(desk, person))
    assert asked.returncode == 1
    assert "fails from then on" in asked.stderr
    assert keys_of(person) == {person.credentials.access_key_id: "Active"}
    assert works(admin, desk.key())
    assert desk.rotate(*stop(desk, person, "--yes")).returncode == 0


def test_it_is_taken_back_with_one_command(desk: Desk, admin: Person, person: Person) -> None:
    old = person.credentials.access_key_id
    desk.rotate(*stop(desk, person, "--yes"))
    back = desk.rotate("--user", person.name, "--back")
    assert back.returncode == 0, back.stderr
    assert keys_of(person) == {old: "Active"}
    assert POLICY not in policies(person)
    assert not (desk.home / "new.csv").exists()
    assert works(admin, desk.key())


@pytest.mark.parametrize("operation", ["UpdateAccessKey", "PutUserPolicy", "CreateAccessKey"])
def test_killed_when_a_write_was_sent_it_goes_on_and_never_starts_the_key_again(
    desk: Desk, admin: Person, person: Person, operation: str
) -> None:
    old = person.credentials.access_key_id
    desk.mock.fault(operation, "drip", seconds=2)
    desk.kill_at(operation, *stop(desk, person, "--yes"))
    wait_until(lambda: keys_of(person)[old] == "Inactive")
    done = desk.rotate("--user", person.name, "--yes", "--observe", "0")
    assert done.returncode == 0, done.stderr
    new = delivered(desk.home / "new.csv")
    assert keys_of(person) == {old: "Inactive", new.access_key_id: "Active"}
    assert POLICY in policies(person)
    assert works(admin, desk.key())


def test_ones_own_signing_key_is_replaced_first_and_then_stopped(
    desk: Desk, person: Person
) -> None:
    person.mock.client("iam").put_user_policy(
        UserName=person.name,
        PolicyName="own",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [OWN_KEYS, DENY]}),
    )
    old = desk.holds(person)
    done = desk.rotate(*desk.first("--leaked", "--yes"))
    assert done.returncode == 0, done.stderr
    assert keys_of(person) == {old: "Inactive", desk.key().access_key_id: "Active"}
    assert works(person, desk.key())
    assert POLICY in policies(person)
    assert "a new key is created and verified first" in done.stderr
    assert "Last use: not known" not in done.stdout


@pytest.mark.parametrize("more", [(), ("--keep-sessions",)])
def test_sessions_that_may_not_be_denied_or_are_to_be_kept_do_not_stand_in_the_way(
    desk: Desk, person: Person, more: tuple[str, ...]
) -> None:
    desk.holds(person)
    done = desk.rotate(*desk.first("--leaked", "--yes", *more))
    assert done.returncode == 0, done.stderr
    assert "were left alone" in done.stdout
    assert keys_of(person) == {desk.key().access_key_id: "Active"}
    assert POLICY not in policies(person)


def test_with_two_keys_the_leaked_one_has_to_be_named(
    desk: Desk, admin: Person, person: Person
) -> None:
    second = person.mock.client("iam").create_access_key(UserName=person.name)["AccessKey"]
    which = desk.rotate(*stop(desk, person, "--yes"))
    assert which.returncode == 1
    assert "--key ID" in which.stderr
    stopped = desk.rotate(*stop(desk, person, "--yes", "--key", second["AccessKeyId"]))
    assert stopped.returncode == 1
    assert keys_of(person)[second["AccessKeyId"]] == "Inactive"
    assert POLICY in policies(person)
    assert keys_of(person)[person.credentials.access_key_id] == "Active"
    assert works(admin, desk.key())
