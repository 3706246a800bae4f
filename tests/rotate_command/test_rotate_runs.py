"""`iamtui rotate` as a process against the mock: to its end, through faults, for others."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.rotate_command.desk import (
    ALL,
    LONGEST,
    Desk,
    assert_private,
    assert_rotated,
    keys_of,
    wait_until,
    works,
)
from tests.support.mock_people import Person, add_user, allow
from tests.support.mock_server import Credentials

pytestmark = pytest.mark.slow


def test_a_rotation_from_start_to_end(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    done = desk.rotate(*desk.first())
    assert (done.returncode, done.stderr) == (0, "")
    assert_rotated(desk, person, old)
    assert_private(desk, person.credentials.secret_access_key, desk.key().secret_access_key)
    assert desk.key().secret_access_key not in done.stdout
    assert "way back: iamtui rotate --back" in done.stdout


def test_each_step_ends_where_it_is_asked_to_and_the_next_run_goes_on(
    desk: Desk, person: Person
) -> None:
    old = desk.holds(person)
    assert desk.rotate(*desk.first("--until", "verify")).returncode == 0
    assert desk.key().access_key_id == old
    assert sorted(keys_of(person).values()) == ["Active", "Active"]
    assert desk.rotate("--until", "switch").returncode == 0
    assert works(person, desk.key())
    assert desk.rotate("--until", "verify", *ALL).returncode == 0
    assert keys_of(person)[old] == "Active"
    told = desk.rotate("--json")
    last = json.loads(told.stdout.splitlines()[-1])
    assert (last["ended"], last["phase"], told.returncode) == ("waiting", "switched", 0)
    assert desk.rotate("--until", "deactivate", *ALL).returncode == 0
    assert keys_of(person)[old] == "Inactive"
    assert desk.rotate(*ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_it_is_taken_back_after_the_deactivation(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    before = desk.file.read_text()
    desk.rotate(*desk.first("--until", "deactivate"))
    back = desk.rotate("--back")
    assert (back.returncode, back.stderr) == (0, "")
    assert keys_of(person) == {old: "Active"}
    assert desk.file.read_text() == before


def test_an_answer_that_was_lost_leads_to_one_question(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "lost")
    asked = desk.rotate(*desk.first("--json"))
    last = json.loads(asked.stdout.splitlines()[-1])
    assert (asked.returncode, last["ended"]) == (1, "unanswered")
    assert sorted(keys_of(person).values()) == ["Active", "Active"]
    assert desk.rotate("--yes", *ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_a_creation_that_never_arrived_is_made_again(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "reset")
    before = desk.mock.calls().get("CreateAccessKey", 0)
    process = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    # AWS shows late what was created: the next half minute passes at once.
    desk.mock.set_clock_ahead(40)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 0
    assert_rotated(desk, person, old)


@pytest.mark.parametrize("operation", ["UpdateAccessKey", "DeleteAccessKey"])
def test_a_lost_answer_to_a_write_that_may_be_repeated_is_no_matter(
    desk: Desk, person: Person, operation: str
) -> None:
    old = desk.holds(person)
    desk.mock.fault(operation, "lost", times=2)
    assert desk.rotate(*desk.first()).returncode == 0
    assert_rotated(desk, person, old)


def test_a_key_that_aws_knows_late_is_switched_to_when_it_is_known(
    desk: Desk, person: Person
) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "propagation", seconds=3)
    assert desk.rotate(*desk.first()).returncode == 0
    assert_rotated(desk, person, old)


def test_on_a_full_disk_nothing_is_sent(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    sent = desk.mock.calls().get("CreateAccessKey", 0)
    full = desk.rotate(*desk.first(), limit=0)
    assert full.returncode == 4
    assert "cannot be written" in full.stderr
    assert desk.mock.calls().get("CreateAccessKey", 0) == sent
    assert keys_of(person) == {old: "Active"}


def test_a_disk_that_fills_up_on_the_way_loses_nothing(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    full = desk.rotate(*desk.first(), limit=2500)
    assert full.returncode == 4
    assert works(person, desk.key())
    assert desk.rotate(*ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_a_damaged_journal_is_put_aside_and_the_keys_tell(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    # IAM's dates are whole seconds: the new key is the younger one by them too.
    desk.mock.set_clock_ahead(2)
    assert desk.rotate(*desk.first("--until", "switch")).returncode == 0
    (journal,) = (desk.home / ".local/state/iamtui/rotations").glob("*.jsonl")
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join([lines[0].replace("prepared", "deleting"), *lines[1:]]))
    again = desk.rotate(*desk.first())
    assert again.returncode == 0, again.stderr
    assert "was changed or taken out" in again.stderr
    assert_rotated(desk, person, old)


@pytest.mark.parametrize(
    ("form", "columns"),
    [
        ("console", ["Access key ID", "Secret access key"]),
        (
            "import",
            ["User name", "Password", "Access key ID", "Secret access key", "Console login link"],
        ),
    ],
)
def test_another_users_key_is_delivered_into_a_private_file(
    desk: Desk, person: Person, form: str, columns: list[str]
) -> None:
    admin = add_user(desk.mock, f"admin-{person.name}-{form}", allow("*"))
    desk.holds(admin)
    file = desk.home / "for-them.csv"
    arguments = ("--user", person.name, "--deliver", str(file), "--format", form)
    done = desk.rotate(*desk.first(*arguments))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    header, row = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    assert header == columns
    new = dict(zip(header, row, strict=True))
    key = Credentials(new["Access key ID"], new["Secret access key"])
    assert keys_of(person) == {key.access_key_id: "Active"}
    assert works(person, key)
    assert key.secret_access_key not in done.stdout
    assert keys_of(admin) == {admin.credentials.access_key_id: "Active"}


def test_another_users_key_needs_a_place(desk: Desk, person: Person) -> None:
    admin = add_user(desk.mock, f"admin-{person.name}", allow("*"))
    desk.holds(admin)
    refused = desk.rotate(*desk.first("--user", person.name))
    assert refused.returncode == 1
    assert "--deliver FILE" in refused.stderr


def test_a_link_is_followed_and_stays_one(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    real = desk.home / "dotfiles"
    desk.file.rename(real)
    desk.file.symlink_to(real)
    assert desk.rotate(*desk.first()).returncode == 0
    assert desk.file.is_symlink()
    assert_rotated(desk, person, old)
