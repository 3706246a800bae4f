"""`iamtui rotate` asks what the Guard asks for: a code, a name, a second person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.rotate_command.desk import ALL, Desk, assert_rotated, keys_of
from tests.support.mock_people import Person, add_device
from tests.support.pty_program import Program, in_terminal, plain_environment
from tests.support.warm_programs import COMMANDS

pytestmark = pytest.mark.slow


def demands(desk: Desk, change: str, level: str) -> None:
    """Let the configuration of the profile ask for `level`."""
    config = desk.home / ".config/iamtui/config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f'[profiles.work.guard]\n{change} = "{level}"\n')


@contextmanager
def at_terminal(desk: Desk, *arguments: str) -> Iterator[Program]:
    """`iamtui rotate` where somebody can be asked."""
    environ = {**os.environ, **plain_environment(str(desk.home))}
    command = ["-m", "iamtui", "rotate", *desk.first(*arguments)]
    with in_terminal(command, environ, warm=COMMANDS) as program:
        yield program


def test_a_name_that_the_configuration_asks_for(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    demands(desk, "rotate-access-key", "name")
    refused = desk.rotate(*desk.first("--yes"))
    assert refused.returncode == 3
    assert f"Say --confirm {person.name}" in refused.stderr
    assert desk.rotate(*desk.first("--confirm", "somebody")).returncode == 3
    assert keys_of(person) == {old: "Active"}
    assert desk.rotate(*desk.first("--confirm", person.name)).returncode == 0
    assert_rotated(desk, person, old)


@pytest.mark.parametrize("many", [False, True])
def test_a_second_person_cannot_approve_it_here(desk: Desk, person: Person, many: bool) -> None:
    old = desk.holds(person)
    person.mock.client("iam").attach_user_policy(
        UserName=person.name, PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    )
    demands(desk, "rotate-access-key", "four-eyes")
    users = ("--older-than", "0", "--users", person.name) if many else ()
    refused = desk.rotate(*desk.first("--yes", "--confirm", person.name, *users))
    assert refused.returncode == 3, refused.stderr
    assert "A second person has to approve this" in refused.stderr
    assert keys_of(person) == {old: "Active"}


def test_the_deletion_has_a_level_of_its_own(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    demands(desk, "delete-key", "four-eyes")
    refused = desk.rotate(*desk.first())
    assert refused.returncode == 3
    assert f"Delete the old access key {old}" in refused.stderr
    assert keys_of(person) == {old: "Inactive", desk.key().access_key_id: "Active"}
    assert desk.rotate("--back").returncode == 0
    assert keys_of(person) == {old: "Active"}


def test_at_a_terminal_the_names_are_typed(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    with at_terminal(desk) as program:
        program.until(f"{person.name}? ")
        program.press(f"{person.name}\n".encode())
        program.until(f"{old}? ")
        program.press(f"{old}\n".encode())
        assert program.ended() == 0, program.text
    assert_rotated(desk, person, old)


def test_an_mfa_code_is_asked_for_at_a_terminal_only(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    device = add_device(desk.mock, person)
    refused = desk.rotate("work", "--endpoint-url", desk.mock.endpoint_url, *ALL)
    assert refused.returncode == 3
    assert "MFA code" in refused.stderr
    assert keys_of(person) == {old: "Active"}
    # The code of this step was used when the device was enabled.
    desk.mock.set_clock_ahead(30)
    before = desk.mock.calls().get("GetSessionToken", 0)
    with at_terminal(desk, "--until", "deactivate") as program:
        program.until("MFA code of")
        program.press(f"{device.code()}\n".encode())
        assert program.ended() == 0, program.text
    assert desk.mock.calls()["GetSessionToken"] == before + 1
    assert keys_of(person)[old] == "Inactive"
