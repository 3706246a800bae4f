"""`iamtui rotate` killed, cut off, and met by another one, wherever it is."""

from __future__ import annotations

import pytest

from tests.rotate_command.desk import (
    ALL,
    LONGEST,
    Desk,
    assert_rotated,
    keys_of,
    wait_until,
    works,
)
from tests.support.mock_people import Person

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("CreateAccessKey", "drip"),
        ("CreateAccessKey", "delay"),
        ("UpdateAccessKey", "drip"),
        ("DeleteAccessKey", "drip"),
    ],
)
def test_killed_when_a_write_was_sent_it_goes_on(
    desk: Desk, person: Person, operation: str, fault: str
) -> None:
    """With `drip` the write was applied and its answer is on the way; with `delay` it is applied
    after the death of who sent it."""
    old = desk.holds(person)
    before = desk.mock.calls().get(operation, 0)
    desk.mock.fault(operation, fault, seconds=2)
    desk.kill_at(operation, *desk.first())
    assert desk.mock.calls()[operation] == before + 1
    if operation == "CreateAccessKey":
        wait_until(lambda: len(keys_of(person)) == 2)
        assert desk.key().access_key_id == old
        asked = desk.rotate(*ALL)
        assert asked.returncode == 1
        assert "nobody has its secret" in asked.stdout
    assert desk.rotate("--yes", *ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_killed_again_in_the_recovery_it_still_goes_on(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "drip", seconds=2)
    desk.kill_at("CreateAccessKey", *desk.first())
    assert len(keys_of(person)) == 2
    desk.mock.fault("DeleteAccessKey", "drip", seconds=2)
    desk.kill_at("DeleteAccessKey", "--yes", *ALL)
    assert keys_of(person) == {old: "Active"}
    # The killed one had no time to note that the orphan is gone: half a minute is waited for.
    process = desk.start("--yes", *ALL)
    before = desk.mock.calls().get("ListAccessKeys", 0)
    wait_until(lambda: desk.mock.calls().get("ListAccessKeys", 0) > before)
    desk.mock.set_clock_ahead(40)
    _out, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 0, err
    assert_rotated(desk, person, old)


@pytest.mark.parametrize("nth", [1, 3, 5, 8])
def test_killed_between_the_writes_it_goes_on(desk: Desk, person: Person, nth: int) -> None:
    """The n-th look at the keys: before the creation, in the verification, around the switch."""
    old = desk.holds(person)
    desk.mock.fault("ListAccessKeys", "delay", times=None, seconds=0.2)
    seen = desk.mock.calls().get("ListAccessKeys", 0)
    process = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("ListAccessKeys", 0) >= seen + nth)
    process.kill()
    process.communicate(timeout=LONGEST)
    assert works(person, desk.key())
    desk.mock.clear_faults()
    assert desk.rotate(*desk.first()).returncode == 0
    assert_rotated(desk, person, old)


def test_the_network_is_gone_between_the_creation_and_its_answer(
    desk: Desk, person: Person
) -> None:
    old = desk.holds(person)
    before = desk.mock.calls().get("CreateAccessKey", 0)
    desk.mock.control("POST", "conditions", {"latency": 0.5})
    desk.mock.fault("CreateAccessKey", "lost")
    process = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    desk.mock.fault("*", "reset", times=None)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 4
    desk.mock.clear_faults()
    desk.mock.control("POST", "conditions", {})
    assert desk.rotate("--yes", *ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_a_second_iamtui_is_told_of_the_first(desk: Desk, person: Person) -> None:
    desk.holds(person)
    before = desk.mock.calls().get("CreateAccessKey", 0)
    desk.mock.fault("CreateAccessKey", "delay", seconds=4)
    first = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    second = desk.rotate(*desk.first())
    assert second.returncode == 3
    assert "Another iamtui on this machine" in second.stderr
    first.communicate(timeout=LONGEST)
    assert first.returncode == 0
