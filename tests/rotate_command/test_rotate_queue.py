"""`iamtui rotate --older-than` as a process against the mock: a plan, one row after another, killed
in the middle and gone on with, and finished later.
"""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rotate_command.desk import Desk, keys_of, wait_until, works
from tests.support.mock_people import Person, add_user, allow
from tests.support.mock_server import Credentials, RunningMock, mock_server

pytestmark = pytest.mark.slow

NAMES = ("ada", "bea")


@pytest.fixture
def mock() -> Iterator[RunningMock]:
    """An account of its own: a queue is about all of its users."""
    with mock_server("empty") as running:
        yield running


@pytest.fixture
def people(desk: Desk) -> dict[str, Person]:
    """Two users with a key each, and the administrator whose key the profile has."""
    admin = add_user(desk.mock, "zoe", allow("*"))
    desk.holds(admin)
    return {"zoe": admin, **{name: add_user(desk.mock, name) for name in NAMES}}


def queue(desk: Desk, *more: str, drain: str = "1h") -> tuple[str, ...]:
    """The arguments of a queue of all users but the administrator of the mock."""
    first = ("work", "--endpoint-url", desk.mock.endpoint_url, "--older-than", "0")
    return (*first, "--drain", drain, "--users", *NAMES, "zoe", "--json", *more)


def told(done: subprocess.CompletedProcess[str], event: str = "row") -> dict[str, dict[str, str]]:
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["user"]: line for line in lines if line["event"] == event}


def delivered(path: str) -> Credentials:
    (row,) = csv.DictReader(Path(path).read_text(encoding="utf-8-sig").splitlines())
    return Credentials(row["Access key ID"], row["Secret access key"])


def assert_delivered(
    desk: Desk, people: dict[str, Person], done: dict[str, dict[str, str]]
) -> None:
    """Each of the others has a new key that works in a file of its own, beside the old one."""
    for name in NAMES:
        path = done[name]["deliverTo"]
        assert Path(path).stat().st_mode & 0o777 == 0o600
        assert works(people[name], delivered(path))
        assert works(people[name], people[name].credentials)
    assert (desk.home / "new").stat().st_mode & 0o777 == 0o700


def test_the_plan_is_shown_and_nothing_is_changed(desk: Desk, people: dict[str, Person]) -> None:
    second = people["bea"].mock.client("iam").create_access_key(UserName="bea")
    shown = desk.rotate(*queue(desk, "--dry-run"))
    assert shown.returncode == 0, shown.stderr
    plan = told(shown, "planned")
    assert list(plan) == ["ada", "zoe", "bea"]
    assert plan["bea"]["step"] == "left out"
    assert "two keys" in plan["bea"]["why"]
    assert "comes last" in plan["zoe"]["why"]
    assert second["AccessKey"]["AccessKeyId"] in keys_of(people["bea"])
    assert all(len(keys_of(people[name])) == 1 for name in ("ada", "zoe"))
    assert not list((desk.home / ".local").rglob("*.jsonl"))


def test_every_key_is_replaced_and_finished_the_next_day(
    desk: Desk, people: dict[str, Person]
) -> None:
    old = people["zoe"].credentials.access_key_id
    begun = desk.rotate(*queue(desk, "--deliver-to", str(desk.home / "new")))
    assert begun.returncode == 0, begun.stderr
    rows = told(begun)
    assert {row["state"] for row in rows.values() if row["user"] != "zoe"} <= {"running", "waits"}
    assert_delivered(desk, people, rows)
    assert desk.key().access_key_id != old
    secrets = [delivered(rows[name]["deliverTo"]).secret_access_key for name in NAMES]
    assert not any(secret in begun.stdout + begun.stderr for secret in secrets)
    again = desk.rotate("work", "--endpoint-url", desk.mock.endpoint_url, "--finish", "--json")
    assert {row["state"] for row in told(again).values()} == {"waits"}
    finish = ("work", "--endpoint-url", desk.mock.endpoint_url, "--finish", "--json")
    done = desk.rotate(*finish, "--drain", "0", "--observe", "0")
    assert {row["state"] for row in told(done).values()} == {"done"}, done.stderr
    for name in NAMES:
        assert keys_of(people[name]) == {delivered(rows[name]["deliverTo"]).access_key_id: "Active"}
    assert keys_of(people["zoe"]) == {desk.key().access_key_id: "Active"}


@pytest.mark.parametrize("nth", [1, 3])
def test_a_queue_killed_in_the_middle_is_gone_on_with(
    desk: Desk, people: dict[str, Person], nth: int
) -> None:
    """Killed when the n-th key was asked for and its answer is on the way."""
    arguments = queue(desk, "--deliver-to", str(desk.home / "new"), "--yes")
    before = desk.mock.calls().get("CreateAccessKey", 0)
    desk.mock.fault("CreateAccessKey", "delay", times=None, seconds=0.3)
    process = desk.start(*arguments)
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) >= before + nth)
    process.kill()
    process.communicate(timeout=60)
    for person in people.values():
        works(person, person.credentials)
    desk.mock.clear_faults()
    wait_until(lambda: sum(len(keys_of(p)) for p in people.values()) == len(people) + nth)
    gone_on = desk.rotate(*arguments)
    assert gone_on.returncode == 0, gone_on.stderr
    assert "broke off" in gone_on.stderr
    assert_delivered(desk, people, told(gone_on, "planned"))
    assert all(len(keys_of(person)) == 2 for person in people.values())


def test_a_queue_waits_where_aws_has_too_many_calls(desk: Desk, people: dict[str, Person]) -> None:
    desk.mock.fault("CreateAccessKey", "throttle", times=1)
    done = desk.rotate(*queue(desk, "--deliver-to", str(desk.home / "new"), "--users", "ada"))
    assert done.returncode == 0, done.stderr
    assert "AWS has too many calls" in done.stderr
    assert [row["state"] for row in told(done).values()] == ["waits"]
    assert len(keys_of(people["ada"])) == 2


def test_keys_need_a_place_that_nobody_else_looks_into(
    desk: Desk, people: dict[str, Person]
) -> None:
    nowhere = desk.rotate(*queue(desk))
    assert (nowhere.returncode, "--deliver-to DIR" in nowhere.stderr) == (2, True)
    (desk.home / "open").mkdir()
    (desk.home / "open").chmod(0o755)
    seen = desk.rotate(*queue(desk, "--deliver-to", str(desk.home / "open")))
    assert (seen.returncode, "chmod go=" in seen.stderr) == (3, True)
    assert all(len(keys_of(person)) == 1 for person in people.values())
