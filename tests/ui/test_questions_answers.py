"""Effective permissions, who-can and denials, from the keyboard."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown, Why
from iamtui.account.model import Account, Source
from iamtui.errors import RefusedError
from iamtui.ui.app import IamtuiApp
from iamtui.ui.command import Scope
from iamtui.ui.commands import COMMANDS
from iamtui.ui.message_area import MessageArea
from iamtui.ui.plans.screen import PlanScreen
from iamtui.ui.questions.access_commands import ACCESS_COMMANDS
from iamtui.ui.questions.permissions_screen import PermissionsScreen
from iamtui.ui.screen import CommandScreen
from tests.support.accounts import account, arn, group, policy, user
from tests.support.app import SEED, Faults, ScriptedBackend, iamtui_app
from tests.support.office import ANN, office
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

READERS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
    }
)
REFUSED = (
    "An error occurred (AccessDenied) when calling the ListBucket operation: User:\n"
    "arn:aws:iam::123456789012:user/carol is not authorized to perform: s3:ListBu\n"
    "cket on resource: arn:aws:s3:::logs because no identity-based policy allows it"
)


def app_of(made: Account | None = None, **options: object) -> IamtuiApp:
    backend = ScriptedBackend(made or office(), **options)  # type: ignore[arg-type]
    return iamtui_app(backend=backend, seed=SEED)


# Effective permissions


def test_services_lead_to_actions_and_these_to_their_statements() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "p")
        await typist.sees("Effective permissions of the user bob", "cloudformation", "s3")
        await typist.move_to("cloudformation")
        await typist.press("enter")
        await typist.sees("What the user bob may do in cloudformation", "CreateStack", "depends")
        await typist.move_to("CreateStack")
        await typist.press("enter")
        await typist.sees("cloudformation:CreateStack", "signed in with MFA")
        await typist.press("escape", "w")
        await typist.sees("Simulator", "cloudformation:CreateStack", "DEPENDS ON")

    play(app_of(), scenario)


def test_permissions_are_narrowed_by_words_levels_and_toggles() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "p")
        await typist.sees("cloudformation", "s3")
        await typist.hurry("/", *"level:list", "enter")
        await typist.sees("cloudformation", without=("  s3 ",))
        await typist.press("escape")
        await typist.sees("cloudformation", "  s3 ")
        await typist.press("d")
        await typist.sees("Only what depends (d)", "0 actions allowed")
        await typist.press("l")
        await typist.sees("what writes (l)")

    play(app_of(), scenario, (120, 40))


def test_nothing_allowed_is_said() -> None:
    async def scenario(typist: Typist) -> None:
        typist.app.go(Entity(EntityKind.USER, "nobody"))
        await typist.sees("is not there")
        await typist.press("p")
        await typist.sees("Nothing is allowed.", "0 actions allowed")

    play(app_of(), scenario)


def test_an_answer_that_was_left_is_not_shown() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.hurry("j", "p", "escape")
        await typist.sees("User name")
        assert not isinstance(typist.app.screen, PermissionsScreen)

    play(app_of(), scenario)


# Who can


def test_who_can_leads_to_the_principal_and_to_the_simulator() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("4", "W")
        await typist.paste("s3:PutObject")
        await typist.press("enter", "ctrl+u", "enter", "enter")
        await typist.sees("0 of 6 users and roles can, 1 more depends on something", "bob")
        await typist.press("m")
        await typist.sees("1 of 6 users and roles can")
        await typist.move_to("bob")
        await typist.press("w")
        await typist.sees("Simulator", arn("user", "bob"), "s3:PutObject", "ALLOWED")
        await typist.press("escape", "enter")
        await typist.sees("user bob", "SUMMARY")

    play(app_of(), scenario)


def test_everybody_is_shown_when_it_is_asked_for() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("1", "W")
        await typist.paste("iam:CreateUser")
        await typist.hurry("enter", "ctrl+u", "*", "enter", "enter")
        await typist.sees("0 of 6 users and roles can", without=("carol",))
        await typist.press("a")
        await typist.sees("carol", "not allowed")

    play(app_of(), scenario)


def test_who_can_takes_patterns_and_tells_bad_ones() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("3", "W")
        await typist.sees("sts:AssumeRole")
        await typist.paste("s3:Get*")
        await typist.press("enter")
        await typist.paste("arn:aws:s3:::b/k")
        await typist.hurry("enter", "enter")
        await typist.sees("bob", "actions;")
        await typist.press("tab")
        await typist.paste("gibberish")
        await typist.sees("gibberish is no action")

    play(app_of(), scenario, (120, 40))


# Denials


def readers() -> Account:
    """Carol may join those who may."""
    made = account(
        user("carol"),
        user("ann"),
        group("readers", attached=Known((arn("policy", "Readers"),))),
        policy("Readers", READERS),
    )
    return replace(made, caller=ANN)


def test_a_pasted_message_is_explained_and_a_proposal_becomes_a_plan() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("E")
        # Letters are text here.
        await typist.sees("Paste a message", "Esc back", without=("/ filter", "y copy"))
        await typist.paste(REFUSED)
        await typist.sees("No policy of user carol allows s3:ListBucket", "WHAT WOULD ALLOW IT")
        await typist.press("enter")
        await typist.move_to("Add user carol to the group readers")
        await typist.press("enter")
        await typist.sees("Add the user carol to the group readers", "Enter runs it.")
        assert isinstance(typist.app.screen, PlanScreen)

    play(app_of(readers()), scenario)


def test_a_proposal_without_a_plan_is_shown_in_full_and_copied() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("E")
        await typist.paste(REFUSED)
        await typist.sees("WHAT WOULD ALLOW IT")
        await typist.press("enter")
        await typist.move_to("inline policy")
        await typist.press("y")
        assert "s3:ListBucket" in typist.app.clipboard
        await typist.press("enter")
        await typist.sees("What would allow it", '"s3:ListBucket"')

    play(app_of(replace(readers(), groups={}, policies={})), scenario)


def test_what_is_no_message_is_told() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("E")
        for text in ("", "hello", "Access Denied", "\x1b]0;t\x07[/x] is not authorized", "{" * 500):
            typist.app.say("")
            await typist.paste(text)
            await typist.press("enter")
            await typist.sees("This cannot be read yet")
            typist.app.screen.query_one(MessageArea).clear()

    play(app_of(), scenario)


def test_a_step_that_was_refused_is_explained() -> None:
    denied = RefusedError("You may not call iam:DetachUserPolicy.", "Ask for that permission.")

    async def scenario(typist: Typist) -> None:
        await typist.press("j", "enter")
        await typist.move_to("Deploy")
        await typist.press("x")
        await typist.sees("Enter runs it.")
        await typist.press("E")
        await typist.sees("No step of this plan was refused")
        await typist.press("enter")
        await typist.sees("You may not call")
        await typist.press("E")
        await typist.sees("iam:DetachUserPolicy on", "No policy of user ann allows")

    play(app_of(faults=Faults(send={1: denied})), scenario, (120, 40))


def test_a_list_that_was_denied_is_explained() -> None:
    made = office()
    denied = Unknown(Why.DENIED, "iam:GenerateCredentialReport")
    made = replace(made, sources={**made.sources, Source.CREDENTIAL_REPORT: denied})

    async def scenario(typist: Typist) -> None:
        await typist.press("E")
        await typist.sees("iam:GenerateCredentialReport", "user ann")

    play(app_of(made), scenario, first="Not known")


# All of them


@pytest.mark.parametrize(
    ("key", "scope"),
    [
        ("w", Scope.SIMULATOR),
        ("p", Scope.PERMISSIONS),
        ("W", Scope.WHO_CAN),
        ("E", Scope.DENIAL),
    ],
)
def test_every_command_of_a_question(key: str, scope: Scope) -> None:
    """None may end in an exception. What is for all screens alike is looked at on one of them."""

    def is_asked(screen: object) -> bool:
        return isinstance(screen, CommandScreen) and screen.SCOPE is scope

    async def scenario(typist: Typist) -> None:
        app = typist.app
        left_out = {"quit"} | {c.name for c in COMMANDS if c.name.startswith("show-")}
        for command in COMMANDS:
            of_all = command not in ACCESS_COMMANDS and scope is not Scope.PERMISSIONS
            if not command.scopes & scope or command.name in left_out or of_all:
                continue
            if not any(map(is_asked, app.screen_stack)):
                app.show_root()
                app.browser.focus_body()
                await typist.hurry("j", key)
            while not is_asked(app.screen):
                app.pop_screen()
            screen = app.screen
            assert isinstance(screen, CommandScreen)
            screen.perform(command)
            await typist.hurry("down")

    play(app_of(), scenario)
