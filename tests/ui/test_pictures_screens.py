"""Escalation paths, who can become whom, and relations, from the keyboard."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from textual.events import MouseScrollDown

from iamtui.access import escalation
from iamtui.access.escalation import Escalations
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown, Why
from iamtui.account.model import Account, InlinePolicy
from iamtui.ui.app import IamtuiApp
from iamtui.ui.command import Scope
from iamtui.ui.detail import DetailScreen
from iamtui.ui.pictures import escalation_screen
from iamtui.ui.pictures.commands import PICTURE_COMMANDS
from iamtui.ui.pictures.escalation_screen import EscalationScreen
from iamtui.ui.pictures.path_screen import PathScreen
from iamtui.ui.pictures.paths_list import PathsScreen
from iamtui.ui.pictures.relation_screen import RelationScreen
from iamtui.ui.questions.access_commands import ACCESS_COMMANDS
from iamtui.ui.screen import CommandScreen
from tests.support.accounts import account, arn, group, policy, role, user
from tests.support.app import ScriptedBackend, iamtui_app
from tests.support.golden import check_golden
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

SIZES = ((80, 24), (120, 40))
SMALL = (60, 15)
LAMBDA = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def allowing(action: str | list[str], resource: str = "*", **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def own(action: str | list[str], resource: str = "*", **more: Any) -> Known[Any]:
    return Known((InlinePolicy("own", allowing(action, resource, **more)),))


def trusting(kind: str, principal: str) -> Known[str]:
    statement = {"Effect": "Allow", "Principal": {kind: principal}, "Action": "sts:AssumeRole"}
    return Known(json.dumps({"Version": "2012-10-17", "Statement": statement}))


def works() -> Account:
    """Ci gets there by two roles, Dee with MFA, Eva by two ways of her own; of Flo nobody knows."""
    return account(
        user("boss", inline=own("*")),
        user(
            "ci",
            groups=Known(("builders",)),
            boundary=Known(arn("policy", "Limits")),
            inline=own("sts:AssumeRole", arn("role", "staging")),
        ),
        user("dee", inline=own("iam:AttachUserPolicy", Condition=MFA)),
        user("eva", inline=own(["iam:AttachUserPolicy", "iam:PutUserPolicy"])),
        user("flo", attached=Unknown(Why.DENIED, "iam:ListAttachedUserPolicies")),
        *(user(f"member{number:02}", groups=Known(("everybody",))) for number in range(20)),
        group("builders", attached=Known((arn("policy", "Build"),))),
        group("everybody"),
        role("staging", trust=trusting("AWS", arn("user", "ci")), inline=own(LAMBDA)),
        role("build-admin", trust=trusting("Service", "lambda.amazonaws.com"), inline=own("*")),
        policy("Build"),
        policy("Limits", allowing("*")),
    )


def app_of(made: Account | None = None) -> IamtuiApp:
    return iamtui_app(backend=ScriptedBackend(made or works()))


def screen(typist: Typist, sort: type[Any]) -> Any:
    shown = typist.app.screen
    assert isinstance(shown, sort), typist.screen
    return shown


async def at(typist: Typist, name: str, *keys: str) -> None:
    """Put the cursor of the list on `name` and press keys."""
    await typist.move_to(name)
    await typist.press(*keys)


# Escalation


def test_the_worst_comes_first_and_who_was_not_judged_last() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "e")
        await typist.sees("The user ci has 1 way", "for certain")
        await typist.press("a")
        await typist.sees("3 for certain, 1 on conditions", "2 are administrators already")
        rows = [line.split()[:2] for line in typist.screen.split("\n") if "  user " in line]
        rows = [row for row in rows if row[0] == "user"]
        assert [name for _, name in rows] == ["eva", "ci", "dee", "flo"]
        await typist.sees("Not judged, as a policy was not read: user flo")

    play(app_of(), scenario)


def test_a_path_is_drawn_and_its_nodes_lead_to_the_entities() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "e")
        await typist.sees("1 way")
        await typist.press("enter")
        await typist.sees("Path of the user ci: certain, 2 steps", "▼  assumes role staging")
        await typist.press("j", "enter")
        await typist.sees("role staging", "SUMMARY")
        await typist.press("escape", "j", "j", "enter")
        await typist.sees("In full", "administrator")

    play(app_of(), scenario)


def test_the_ways_of_one_principal_follow_each_other() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "eva", "e")
        await typist.sees("2 shortest ways, all of them for certain")
        await typist.press("j", "enter")
        await typist.sees("Path 2 of 2 of the user eva", "iam:PutUserPolicy")
        await typist.press("n")
        await typist.sees("Path 1 of 2 of the user eva", "iam:AttachUserPolicy")
        await typist.press("N")
        await typist.sees("Path 2 of 2")

    play(app_of(), scenario)


def test_the_only_path_says_that_it_is() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "e")
        await typist.sees("1 way")
        await typist.press("enter", "n")
        await typist.sees("This is the only path of the user ci.")

    play(app_of(), scenario)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("boss", "The user boss is an administrator already."),
        ("member01", "No path of the user member01 was found."),
        ("flo", "Not all of its policies could be read"),
    ],
)
def test_who_has_no_path_is_told_why(name: str, said: str) -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, name, "e")
        await typist.sees(said)

    play(app_of(), scenario)


def test_a_search_from_what_is_no_principal_is_about_everybody() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2", "e")
        await typist.sees("4 users and roles can")
        await typist.press("a")
        await typist.sees("This is everybody already.")

    play(app_of(), scenario)


def test_the_list_is_filtered_and_esc_shows_all_again() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2", "e")
        await typist.sees("user ci")
        await typist.press("/")
        await typist.type("sure:depends")
        await typist.sees("user dee", without=("user ci",))
        await typist.press("enter", "escape")
        await typist.sees("user ci")

    play(app_of(), scenario)


def test_esc_stops_a_long_search_which_then_shows_what_it_has_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped = threading.Event()

    def endless(
        made: Account, *, cancelled: Callable[[], bool] = lambda: False, **more: Any
    ) -> Escalations:
        found = escalation.escalation_paths(made, **more)
        while not cancelled():
            stopped.wait(0.001)
        return Escalations(found.administrators, found.paths, found.blind, complete=False)

    monkeypatch.setattr(escalation_screen, "escalation_paths", endless)

    async def scenario(typist: Typist) -> None:
        await typist.press("2", "e")
        await typist.sees("steps tried  (Esc stops)")
        await typist.press("escape")
        await typist.sees("The search was stopped, so this may not be all", "user ci")
        monkeypatch.undo()
        await typist.press("r")
        await typist.sees("user ci", "4 users and roles can", without=("was stopped",))
        await typist.press("escape")
        assert not isinstance(typist.app.screen, PathsScreen)

    play(app_of(), scenario)


def test_leaving_by_another_key_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def endless(
        _made: Account, *, cancelled: Callable[[], bool] = lambda: False, **_more: Any
    ) -> Escalations:
        while not cancelled():
            ended.wait(0.001)
        ended.set()
        return Escalations(complete=False)

    monkeypatch.setattr(escalation_screen, "escalation_paths", endless)

    async def scenario(typist: Typist) -> None:
        await typist.press("2", "e")
        await typist.sees("steps tried")
        await typist.press("3")
        await typist.sees("build-admin")
        assert ended.wait(5)

    play(app_of(), scenario)


def test_a_path_is_copied_as_text() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "e")
        await typist.sees("1 way")
        await typist.press("enter", "y")
        await typist.sees("Sent the picture, 12 lines")
        assert typist.app.clipboard.startswith("user ci\n  │\n  │  sts:AssumeRole")

    play(app_of(), scenario)


def test_who_can_become_a_role() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("3")
        await at(typist, "staging", "b")
        await typist.sees("Who can come to act as the role staging", "user ci")
        await typist.press("/")
        await typist.type("user ci")
        await typist.press("enter", "enter")
        await typist.sees("Path of the user ci: certain, 1 step", "role staging")
        assert "administrator" not in typist.screen.replace("user/zoe", "")

    play(app_of(), scenario)


# Relations


def test_the_tree_around_a_user_leads_to_what_hangs_there() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "T")
        await typist.sees("Around the user ci", "├── group       builders", "may assume  staging")
        await typist.press("G", "enter")
        assert screen(typist, DetailScreen).entity == Entity(EntityKind.ROLE, "staging")
        await typist.press("escape", "g", "j", "space")
        await typist.sees("builders  … 1 below")

    play(app_of(), scenario)


def test_a_long_branch_opens_and_closes() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2")
        await at(typist, "everybody", "T")
        await typist.sees("… 15 more")
        await typist.press("G", "enter")
        await typist.sees("member05", without=("15 more",))
        view = screen(typist, RelationScreen).view
        assert view.line.entity == Entity(EntityKind.USER, "member05")
        await typist.press("space")
        await typist.sees("… 15 more", without=("member05",))
        assert "more" in view.line.text

    play(app_of(), scenario)


def test_what_has_no_branch_says_so() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "T")
        await typist.sees("boundary")
        await typist.press("G", "space")
        await typist.sees("There is nothing here to open or close.")

    play(app_of(), scenario)


def test_a_picture_keeps_its_node_on_another_screen_size() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "e")
        await typist.sees("1 way")
        await typist.press("enter", "j", "j")
        picture = screen(typist, PathScreen)
        before = picture.subject
        await typist.resize(40, 10)
        assert picture.subject == before == Entity(EntityKind.ROLE, "build-admin")
        assert "role build-admin" in typist.screen

    play(app_of(), scenario)


def test_the_keys_of_a_picture_move_its_cursor_into_view() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2")
        await at(typist, "everybody", "T")
        await typist.sees("… 15 more")
        await typist.press("G", "enter", "G")
        await typist.sees("member19", without=("member00",))
        await typist.press("pageup", "pageup")
        await typist.sees("member00", without=("member19",))
        await typist.press("ctrl+d")
        view = screen(typist, RelationScreen).view
        assert view.line.text in typist.screen
        await typist.press("g")
        assert view.line.entity == Entity(EntityKind.GROUP, "everybody")

    play(app_of(), scenario, SMALL)


def test_a_click_goes_to_a_node_and_another_opens_it() -> None:
    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", "T")
        await typist.sees("boundary")
        view = screen(typist, RelationScreen).view
        await typist.pilot.click(view, offset=(8, 3))
        assert view.line.full == "inline own"
        await typist.pilot.click(view, offset=(8, 3))
        await typist.sees("In full", "inline own")

    play(app_of(), scenario)


def test_the_wheel_scrolls_and_takes_the_cursor_along() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2")
        await at(typist, "everybody", "T")
        await typist.sees("… 15 more")
        await typist.press("G", "enter", "g")
        view = screen(typist, RelationScreen).view
        for _ in range(2):
            view.post_message(
                MouseScrollDown(view, 0, 0, 0, 1, 0, shift=False, meta=False, ctrl=False)
            )
        await typist.sees("member14", without=("member03",))
        assert view.line.text in typist.screen

    play(app_of(), scenario, SMALL)


@pytest.mark.parametrize("scope", [Scope.ESCALATION, Scope.PATH, Scope.RELATIONS])
def test_every_command_of_the_screens_can_be_given(scope: Scope) -> None:
    keys = {Scope.ESCALATION: ("e",), Scope.PATH: ("e", "enter"), Scope.RELATIONS: ("T",)}

    async def scenario(typist: Typist) -> None:
        await at(typist, "ci", keys[scope][0])
        await typist.sees("boundary" if scope is Scope.RELATIONS else "1 way")
        await typist.press(*keys[scope][1:])
        shown = screen(typist, CommandScreen)
        assert shown.SCOPE is scope
        for command in (*PICTURE_COMMANDS, *ACCESS_COMMANDS):
            if command.scopes & scope:
                shown.perform(command)
                await typist.hurry("down")
            while typist.app.screen is not shown:
                typist.app.pop_screen()
                await typist.hurry()

    play(app_of(), scenario)


# What they look like


async def to_list(typist: Typist) -> None:
    await typist.press("2", "e")
    await typist.sees("4 users and roles can")


async def to_path(typist: Typist) -> None:
    await at(typist, "ci", "e")
    await typist.sees("1 way")
    await typist.press("enter")
    await typist.sees("Path of the user ci")


async def to_depending(typist: Typist) -> None:
    await at(typist, "dee", "e")
    await typist.sees("1 way")
    await typist.press("enter")
    await typist.sees("Path of the user dee")


async def to_becoming(typist: Typist) -> None:
    await typist.press("3")
    await at(typist, "build-admin", "b")
    await typist.sees("users and roles can")


async def to_relations(typist: Typist) -> None:
    await at(typist, "ci", "T")
    await typist.sees("may assume")


async def to_members(typist: Typist) -> None:
    await typist.press("2")
    await at(typist, "everybody", "T")
    await typist.sees("more")


WAYS = {
    "escalation": (to_list, ("user eva", "certain")),
    "escalation-path": (to_path, ("user ci", "AssumeRole")),
    "escalation-depends": (to_depending, ("user dee", "if signed in with MFA")),
    "becoming": (to_becoming, ("role staging",)),
    "relations": (to_relations, ("user ci", "builders", "Limits")),
    "relations-many": (to_members, ("group everybody", "… 15 more")),
}


@pytest.mark.parametrize("name", WAYS)
def test_the_important_is_seen_on_a_small_screen_and_larger_ones_look_as_they_did(
    name: str,
) -> None:
    way, important = WAYS[name]

    async def look(typist: Typist) -> None:
        await way(typist)
        missing = [text for text in important if text not in typist.screen]
        assert not missing, f"{missing} not in:\n{typist.screen}"
        for size in SIZES:
            await typist.resize(*size)
            check_golden(f"{name}-{size[0]}x{size[1]}", typist.screen)

    play(app_of(), look, SMALL)


def test_where_the_keys_go_from_the_list_of_paths() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2", "e")
        await typist.sees("4 users and roles can")
        await typist.move_to("user ci")
        await typist.press("T")
        await typist.sees("Around the user ci")
        await typist.press("escape", "w")
        await typist.sees("Simulator", arn("user", "ci"))
        await typist.press("escape")
        await typist.sees("4 users and roles can")
        await typist.press("e")
        assert screen(typist, EscalationScreen).entity == Entity(EntityKind.USER, "ci")

    play(app_of(), scenario)
