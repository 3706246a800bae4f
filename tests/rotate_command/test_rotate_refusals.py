"""What `iamtui rotate` refuses, with nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rotate_command.desk import (
    Desk,
    keys_of,
)
from tests.support.mock_people import Person, allow, deny, root, trust
from tests.support.mock_people import add_role as make_role

pytestmark = pytest.mark.slow


def refusal(desk: Desk, person: Person, *arguments: str) -> tuple[int, str]:
    """How the program refuses; it must have changed nothing."""
    before = keys_of(person)
    sent = desk.mock.calls().get("CreateAccessKey", 0)
    refused = desk.rotate(*desk.first(*arguments))
    assert desk.mock.calls().get("CreateAccessKey", 0) == sent
    assert keys_of(person) == before
    assert refused.stdout == ""
    return refused.returncode, refused.stderr


def test_two_keys_are_refused_with_what_is_known_of_each(desk: Desk, person: Person) -> None:
    desk.holds(person)
    other = desk.mock.client("iam").create_access_key(UserName=person.name)["AccessKey"]
    code, said = refusal(desk, person)
    assert code == 1
    assert f"{other['AccessKeyId']} (active, 0 days old, never used, not of this machine)" in said


def test_a_missing_permission_is_found_before_anything_is_changed(
    desk: Desk, person: Person
) -> None:
    desk.holds(person)
    desk.mock.client("iam").put_user_policy(
        UserName=person.name,
        PolicyName="no",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [deny("iam:DeleteAccessKey")]}
        ),
    )
    code, said = refusal(desk, person)
    assert code == 3
    assert "may not call iam:DeleteAccessKey" in said


def test_a_clock_that_is_off_is_refused(desk: Desk, person: Person) -> None:
    desk.holds(person)
    desk.mock.set_clock_ahead(120)
    code, said = refusal(desk, person)
    assert code == 3
    assert "behind AWS's" in said


def _read_only(file: Path) -> None:
    file.chmod(0o440)


def _in_an_editor(file: Path) -> None:
    (file.parent / ".credentials.swp").touch()


def _in_an_open_folder(file: Path) -> None:
    file.parent.chmod(0o777)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_read_only, "read-only"),
        (_in_an_editor, "an editor has it open"),
        (_in_an_open_folder, "others may write to its folder"),
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_refused(
    desk: Desk, person: Person, spoil: Callable[[Path], None], words: str
) -> None:
    desk.holds(person)
    spoil(desk.file)
    code, said = refusal(desk, person)
    assert code == 3
    assert words in said


def holds_session(desk: Desk, key: Any) -> None:
    """Write temporary or root credentials into the profile `work`."""
    desk.file.parent.mkdir(exist_ok=True)
    token = f"aws_session_token = {key.session_token}\n" if key.session_token else ""
    desk.file.write_text(
        f"[work]\naws_access_key_id = {key.access_key_id}\n"
        f"aws_secret_access_key = {key.secret_access_key}\n{token}"
    )


def test_root_and_roles_are_told_what_to_do_instead(desk: Desk, person: Person) -> None:
    holds_session(desk, root(desk.mock).credentials)
    code, said = refusal(desk, person)
    assert (code, "Root should have no access key" in said) == (1, True)
    role = make_role(desk.mock, f"role-{person.name}", trust(person.arn))
    desk.mock.client("iam").put_user_policy(
        UserName=person.name,
        PolicyName="assume",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [allow("sts:AssumeRole")]}
        ),
    )
    session = person.sts.assume_role(RoleArn=role, RoleSessionName="session")
    holds_session(desk, person.holding(session).credentials)
    code, said = refusal(desk, person)
    assert (code, "roles have no access keys" in said) == (1, True)


def test_nothing_is_under_way_to_be_taken_back(desk: Desk, person: Person) -> None:
    desk.holds(person)
    code, said = refusal(desk, person, "--back")
    assert code == 1
    assert "nothing to take back" in said


def test_a_read_only_profile_is_left_alone(desk: Desk, person: Person) -> None:
    desk.holds(person)
    config = desk.home / ".config/iamtui/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[profiles.work]\nread_only = true\n")
    code, said = refusal(desk, person)
    assert code == 3
    assert "read-only" in said
