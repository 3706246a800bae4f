"""Changing something through keys: what is proposed, and that it is done."""

from __future__ import annotations

import threading

import pytest

from iamtui.account.field import Known
from iamtui.account.model import KeyStatus
from iamtui.ui.plans.screen import PlanScreen, Stage
from tests.support.accounts import arn, key_id
from tests.support.app import Gates, ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play
from tests.ui.plans import held, in_session, open_bob, plan_of, run, to_detaching

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


# What x takes away


@pytest.mark.parametrize(
    ("start", "line", "says", "gone"),
    [
        (("1", "j"), "Deploy", "Detach the policy Deploy from the user bob", "attached"),
        (("1", "j"), "developers", "Remove the user bob from the group developers", "groups"),
        (("1", "j"), "Team", "Remove the tag Team", "tags"),
        (("2",), "bob", "Remove the user bob from the group admins", "groups"),
        (("4", "j"), "bob", "Detach the policy Deploy from the user bob", "attached"),
    ],
)
def test_x_takes_away_what_the_cursor_is_on(
    start: tuple[str, ...], line: str, says: str, gone: str
) -> None:
    async def scenario(typist: Typist) -> None:
        before = getattr(held(typist).users["bob"], gone)
        await typist.press(*start, "enter")
        await typist.move_to(line)
        await typist.press("x")
        await typist.sees(says)
        await run(typist)
        assert getattr(held(typist).users["bob"], gone) != before
        await typist.press("enter")
        assert not isinstance(typist.app.screen, PlanScreen)

    play(iamtui_app(backend=in_session()), scenario)


@pytest.mark.parametrize(
    "line", ["ARN", "PERMISSIONS", "inline", "ReadOnlyAccess", "active, created"]
)
def test_x_says_where_it_applies_on_a_line_that_it_does_not_fit(line: str) -> None:
    async def scenario(typist: Typist) -> None:
        await open_bob(typist)
        await typist.move_to(line)
        await typist.press("x")
        await typist.sees("Put the cursor on a policy, group, member or tag")

    play(iamtui_app(backend=in_session()), scenario)


# What a, m, t, o and D propose


def test_a_policy_is_chosen_for_a_user_and_attached() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("G", "a")
        await typist.sees("Attach which policy to the user carol?")
        await typist.type("depl")
        await typist.press("enter")
        await typist.sees("Attach the policy Deploy to the user carol")
        await run(typist)
        assert held(typist).users["carol"].attached == Known((arn("policy", "Deploy"),))

    play(iamtui_app(backend=in_session()), scenario)


def test_a_holder_is_chosen_for_a_policy() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("4", "a")
        await typist.sees("Attach Audit to what?")
        await typist.type("developers")
        await typist.press("enter")
        await typist.sees("Attach the policy Audit to the group developers")
        await run(typist)
        assert held(typist).groups["developers"].attached == Known((arn("policy", "Audit"),))

    play(iamtui_app(backend=in_session()), scenario)


def test_what_is_so_already_makes_no_plan() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "a", *"Deploy", "enter")
        await typist.sees("Nothing to do: this is so already")

    play(iamtui_app(backend=in_session()), scenario)


@pytest.mark.parametrize(
    ("keys", "typed"), [(("G", "m"), "developers"), (("2", "j", "m"), "carol")]
)
def test_a_user_is_added_to_a_group_from_either_side(keys: tuple[str, ...], typed: str) -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press(*keys)
        await typist.type(typed)
        await typist.press("enter")
        await typist.sees("Add the user carol to the group developers")
        await run(typist)
        assert held(typist).users["carol"].groups == Known(("developers",))

    play(iamtui_app(backend=in_session()), scenario)


def test_a_tag_is_set() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("t")
        await typist.sees("Tag the user ann")
        await typist.type("Env")
        await typist.press("enter")
        await typist.type("prod x")
        await typist.press("enter")
        await typist.sees("Env", "prod x")
        await run(typist)
        assert held(typist).users["ann"].tags.otherwise({})["Env"] == "prod x"

    play(iamtui_app(backend=in_session()), scenario)


def test_a_tag_that_aws_does_not_take_is_corrected_without_typing_it_again() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("t", *"Env*", "enter", *"production", "enter")
        await typist.sees("A tag cannot hold the character '*'", "Env*", "production")
        await typist.press("end", "backspace", "enter", "enter")
        await typist.sees("Env", "production", "Enter run")
        await typist.press("escape")
        await typist.sees("User name")

    play(iamtui_app(backend=in_session()), scenario)


@pytest.mark.parametrize(
    ("row", "says", "status"),
    [
        (("j",), "Deactivate", KeyStatus.INACTIVE),
        (("j", "j"), "Activate", KeyStatus.ACTIVE),
    ],
)
def test_o_turns_an_access_key_of_the_list_off_and_on(
    row: tuple[str, ...], says: str, status: KeyStatus
) -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("5", *row, "o")
        await typist.sees(says)
        await run(typist)
        keys = held(typist).users["bob"].access_keys.otherwise(())
        assert keys[len(row) - 1].status is status

    play(iamtui_app(backend=in_session()), scenario)


def test_o_and_d_work_on_a_key_in_its_users_screen() -> None:
    async def scenario(typist: Typist) -> None:
        await open_bob(typist)
        await typist.move_to("active, created")
        await typist.press("o")
        await typist.sees("Deactivate the access key", key_id(2))
        await typist.press("escape")
        await typist.sees("user bob")
        await typist.press("D")
        await typist.sees("Delete the access key", key_id(2))

    play(iamtui_app(backend=in_session()), scenario)


def test_a_key_whose_id_is_not_known_is_not_touched() -> None:
    from dataclasses import replace

    from iamtui.account.field import NOT_ASKED
    from tests.support.accounts import key

    made = office()
    unknown = (replace(key(2), id=NOT_ASKED),)
    loaded = replace(
        made, users={**made.users, "bob": replace(made.users["bob"], access_keys=Known(unknown))}
    )
    gates = Gates(fetch=threading.Event())

    async def scenario(typist: Typist) -> None:
        await typist.press("5", "j", "o")
        await typist.sees("The id of this access key is not known")
        assert gates.fetch is not None
        gates.fetch.set()
        await typist.sees(key_id(2))

    play(iamtui_app(backend=ScriptedBackend(loaded, made, gates=gates)), scenario)


def test_deleting_a_user_wants_its_name_exactly() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "D")
        await typist.sees("Delete the user bob with everything attached", "Enter runs it.")
        await typist.press("enter")
        await typist.type("bop")
        await typist.press("enter")
        await typist.sees("Type bob and Enter; nothing was changed yet.")
        assert "bob" in held(typist).users
        await typist.press("backspace", "b")
        await run(typist)
        assert "bob" not in held(typist).users
        await typist.press("enter")
        await typist.sees("ann", "carol", without=("bob",))

    play(iamtui_app(backend=in_session()), scenario)


def test_deleting_the_user_whose_screen_is_open_leaves_that_screen() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "enter", "D")
        await typist.sees("Delete the user bob", "Enter runs it.")
        await typist.press("enter", *"bob")
        await run(typist)
        await typist.press("escape")
        await typist.sees("User name", without=("bob",))

    play(iamtui_app(backend=in_session()), scenario)


def test_a_plan_is_not_run_by_an_enter_that_was_typed_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("iamtui.ui.plans.screen.READ_SECONDS", 3600.0)
    made = in_session()

    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.hurry("enter", "enter")
        assert plan_of(typist).stage is Stage.REVIEW
        assert made.sent == []

    play(iamtui_app(backend=made), scenario)
