"""Changing something through keys: what is proposed, what is asked for, how it goes, undo."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account, KeyStatus
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.errors import OutcomeUnknown, RefusedError
from iamtui.ui.app import IamtuiApp
from iamtui.ui.plan_screen import PlanScreen, Stage
from iamtui.vault.ledger import Ledger
from iamtui.vault.totp import code_at
from tests.support.accounts import NOW, arn, key_id
from tests.support.app import RIGHT_CODE, SEED, Faults, Gates, ScriptedBackend, iamtui_app
from tests.support.office import SSO_ROLE, office
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

DENIED = RefusedError("You may not call iam:DetachUserPolicy.", "Ask for that permission.")
LOST = OutcomeUnknown("It is not known whether AWS did it.", "Look before sending it again.")
ANNS_DEVICE = arn("mfa", "ann")


def backend(**options: object) -> ScriptedBackend:
    return ScriptedBackend(office(), **options)  # type: ignore[arg-type]


def in_session(**options: object) -> ScriptedBackend:
    """A backend whose MFA session has just begun: nothing is asked for but names."""
    made = backend(**options)
    made.begin_session(ANNS_DEVICE)
    return made


def held(typist: Typist) -> Account:
    assert typist.app.session is not None
    return typist.app.session.account


def plan_of(typist: Typist) -> PlanScreen:
    screen = typist.app.screen
    assert isinstance(screen, PlanScreen), typist.screen
    return screen


async def open_bob(typist: Typist) -> None:
    await typist.press("j", "enter")
    await typist.sees("user bob")


async def run(typist: Typist, ends: str = "Done.") -> None:
    await typist.sees("Enter runs it.")
    await typist.press("enter")
    await typist.sees(ends)


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
    monkeypatch.setattr("iamtui.ui.plan_screen.READ_SECONDS", 3600.0)
    made = in_session()

    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.hurry("enter", "enter")
        assert plan_of(typist).stage is Stage.REVIEW
        assert made.sent == []

    play(iamtui_app(backend=made), scenario)


# Refusals


@pytest.mark.parametrize(("role", "because"), [("ecs", "service"), (SSO_ROLE, "Identity Center")])
def test_a_role_that_belongs_to_aws_is_refused_with_the_reason(role: str, because: str) -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("3", "/", *role[:6], "enter", "a", *"Audit", "enter")
        await typist.sees(because, "Enter close")
        await typist.press("enter")
        await typist.sees("Role name")

    play(iamtui_app(backend=in_session()), scenario)


def test_a_read_only_profile_refuses_with_the_reason() -> None:
    made = in_session()

    async def scenario(typist: Typist) -> None:
        assert "read-only" in typist.screen.split("\n")[0]
        await typist.press("j", "enter")
        await typist.move_to("Deploy")
        await typist.press("x")
        await typist.sees("Refused", "This profile is read-only")
        assert made.sent == []

    play(iamtui_app(backend=made, read_only=True), scenario)


def test_nothing_is_changed_while_the_account_is_still_being_loaded() -> None:
    gates = Gates(load=threading.Event())

    async def scenario(typist: Typist) -> None:
        typist.app.session.account = office()  # type: ignore[union-attr]
        typist.app.refresh_account()
        await typist.press("D")
        await typist.sees("nothing is changed before that")
        assert gates.load is not None
        gates.load.set()
        await typist.sees("Loaded")

    play(iamtui_app(backend=backend(gates=gates)), scenario, first="Loading")


# MFA


async def to_detaching(typist: Typist) -> None:
    await open_bob(typist)
    await typist.move_to("Deploy")
    await typist.press("x")
    await typist.sees("Detach the policy Deploy")


def test_a_wrong_code_is_told_and_another_one_taken_for_the_same_plan() -> None:
    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        plan = plan_of(typist).plan
        await typist.type("000000")
        await run(typist, "did not take the MFA code")
        assert plan_of(typist).plan is plan
        await typist.type(RIGHT_CODE)
        await run(typist)
        assert "MFA 12h00m" in typist.screen.split("\n")[0]

    play(iamtui_app(backend=backend()), scenario)


@pytest.mark.parametrize("typed", ["12345", "1234567"])
def test_what_is_no_code_is_not_sent(typed: str) -> None:
    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.type(typed)
        await run(typist, "An MFA code has six digits.")

    play(iamtui_app(backend=backend()), scenario)


def test_a_code_that_was_used_is_told() -> None:
    async def scenario(typist: Typist) -> None:
        from iamtui.secret import Secret

        Ledger().claim_typed(ANNS_DEVICE, Secret(RIGHT_CODE), NOW.timestamp())
        await to_detaching(typist)
        await typist.type(RIGHT_CODE)
        await run(typist, "was already used")
        assert plan_of(typist).stage is Stage.REVIEW

    play(iamtui_app(backend=backend()), scenario)


def test_letters_are_commands_while_a_code_is_asked_for() -> None:
    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.type("12c")
        await typist.sees("aws iam detach-user-policy --user-name bob")
        await typist.press("escape")
        await typist.type("3456")
        await run(typist)

    play(iamtui_app(backend=backend()), scenario)


def test_enter_without_a_code_runs_nothing() -> None:
    made = backend()

    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.press("enter", "enter")
        assert plan_of(typist).stage is Stage.REVIEW
        assert made.sent == []

    play(iamtui_app(backend=made), scenario)


def test_the_code_is_made_from_the_seed_and_enter_is_enough() -> None:
    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.sees("is made from the seed in the vault")
        await run(typist)
        assert "MFA 12h00m" in typist.screen

    play(iamtui_app(backend=backend(), seed=SEED), scenario)


def test_waiting_for_the_next_code_can_be_stopped() -> None:
    async def scenario(typist: Typist) -> None:
        Ledger().claim(ANNS_DEVICE, code_at(SEED, NOW.timestamp()))
        await to_detaching(typist)
        await run(typist, "for the next MFA code; Esc stops.")
        await typist.press("escape")
        await typist.sees("Stopped before the next MFA code; nothing was sent.")
        assert plan_of(typist).stage is Stage.REVIEW
        await typist.press("escape")
        await typist.sees("user bob")

    play(iamtui_app(backend=backend(), seed=SEED), scenario)


def test_the_header_tells_how_long_the_session_lasts() -> None:
    made = backend()
    made.begin_session(ANNS_DEVICE, timedelta(hours=11, minutes=18))

    async def scenario(typist: Typist) -> None:
        assert "MFA 42m" in typist.screen.split("\n")[0]

    play(iamtui_app(backend=made), scenario)


def test_an_mfa_session_is_started_on_request_and_a_wrong_code_asked_again() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("M")
        await typist.sees("MFA code", "Code of ann")
        await typist.press(*"000000", "enter")
        await typist.sees("did not take the MFA code", "Code of ann")
        await typist.press(*RIGHT_CODE, "enter")
        await typist.sees("The MFA session has started.", "MFA 12h00m")

    play(iamtui_app(backend=backend()), scenario)


def test_a_role_gives_no_code_and_confirms_with_a_name() -> None:
    from dataclasses import replace

    from iamtui.account.model import Caller
    from tests.support.accounts import ACCOUNT_ID

    role = Caller(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/web/me", "AROA:me", ACCOUNT_ID)
    made = ScriptedBackend(replace(office(), caller=Known(role)))

    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.sees(
            "AWS takes no MFA code from a role", "Type acme to confirm", "Enter runs it."
        )
        await typist.press("enter", *"acme")
        await run(typist)

    play(iamtui_app(backend=made), scenario)


# Failures and undo


async def to_deleting_bob(typist: Typist) -> None:
    await typist.press("j", "D")
    await typist.sees("Delete the user bob", "Enter runs it.")
    await typist.press("enter", *"bob")


def test_after_a_failure_the_rest_is_planned_again_and_run() -> None:
    made = in_session(faults=Faults(send={5: DENIED}))

    async def scenario(typist: Typist) -> None:
        await to_deleting_bob(typist)
        await run(typist, "4 of 8 steps were done")
        assert plan_of(typist).outcome is not None
        await typist.press("r")
        await typist.sees("(4 steps)", "Enter runs it.")
        await typist.press("enter", *"bob")
        await run(typist)
        assert "bob" not in held(typist).users

    play(iamtui_app(backend=made), scenario)


def test_after_a_failure_what_was_done_is_taken_back() -> None:
    made = in_session(faults=Faults(send={6: DENIED}))

    async def scenario(typist: Typist) -> None:
        await to_deleting_bob(typist)
        await run(typist, "5 of 8 steps were done")
        await typist.press("z")
        await typist.sees("Undo: Delete the user bob", "Attach the policy Deploy", "Not taken back")
        await run(typist)
        assert held(typist).users["bob"].attached == Known((arn("policy", "Deploy"),))
        await typist.press("enter")
        await typist.sees("User name")

    play(iamtui_app(backend=made), scenario)


def test_a_lost_answer_whose_effect_is_seen_counts_as_done() -> None:
    made = in_session(faults=Faults(send={1: LOST}, applied=frozenset({1})))

    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await run(typist)

    play(iamtui_app(backend=made), scenario)


def test_a_lost_answer_without_effect_is_told_as_unknown_and_looked_at_again() -> None:
    made = in_session(faults=Faults(send={1: LOST}))

    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await run(typist, "AWS does not show it (yet)")
        await typist.press("enter")
        await typist.sees("This plan has ended")
        await typist.press("z")
        await typist.sees("Nothing was done yet.")
        await typist.press("r")
        await typist.sees("Enter run")
        await run(typist)

    play(iamtui_app(backend=made), scenario)


def test_escape_while_running_stops_before_the_next_step() -> None:
    gates = Gates(send=threading.Event())
    made = in_session(gates=gates)

    async def scenario(typist: Typist) -> None:
        await to_deleting_bob(typist)
        await run(typist, "Running; Esc stops")
        await typist.press("r", "z", "enter")
        await typist.press("escape")
        await typist.sees("Stopping before the next step")
        assert gates.send is not None
        gates.send.set()
        await typist.sees("Stopped: 1 of 8 steps were done.")
        assert len(made.sent) == 1
        await typist.press("escape")
        await typist.sees("User name")

    play(iamtui_app(backend=made), scenario)


def test_the_last_change_is_taken_back_from_the_list_and_then_there_is_nothing_left() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("z")
        await typist.sees("There is nothing to undo in this account.")
        await typist.press("enter")
        await to_detaching(typist)
        await run(typist)
        await typist.press("enter", "escape", "z")
        await typist.sees("Undo: Detach the policy Deploy")
        await run(typist)
        assert held(typist).users["bob"].attached == Known((arn("policy", "Deploy"),))
        await typist.press("enter", "z")
        await typist.sees("There is nothing to undo in this account.")

    play(iamtui_app(backend=in_session()), scenario)


def test_undo_from_the_plan_that_has_just_run() -> None:
    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await run(typist)
        await typist.press("z")
        await typist.sees("Undo: Detach the policy Deploy")
        await run(typist)
        await typist.press("enter")
        await typist.sees("user bob")

    play(iamtui_app(backend=in_session()), scenario)


def test_escape_leaves_a_plan_for_the_screen_it_was_made_on() -> None:
    async def scenario(typist: Typist) -> None:
        await to_detaching(typist)
        await typist.press("escape")
        await typist.sees("user bob", "GROUPS")

    play(iamtui_app(backend=in_session()), scenario)


def test_the_journal_tells_what_was_done_step_by_step() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("@")
        await typist.sees("Nothing was done in this account yet.")
        await typist.press("enter", "escape")
        await to_detaching(typist)
        await run(typist)
        await typist.press("enter", "@")
        await typist.sees("Journal", "done", "Detach the policy Deploy")
        await typist.press("enter")
        await typist.sees("done", "ended", "aws iam detach-user-policy")
        await typist.press("escape", "escape")
        await typist.sees("user bob")

    play(iamtui_app(backend=in_session()), scenario)


def mock_target(read_only: bool) -> Target:
    return Target("memory", TargetKind.MOCK, CredentialSource.GIVEN, read_only=read_only)


def app_for(made: ScriptedBackend) -> IamtuiApp:
    return iamtui_app(backend=made)


def test_a_target_that_is_read_only_refuses_too() -> None:
    async def scenario(typist: Typist) -> None:
        await to_detaching_refused(typist)

    async def to_detaching_refused(typist: Typist) -> None:
        await open_bob(typist)
        await typist.move_to("Deploy")
        await typist.press("x")
        await typist.sees("This profile is read-only")

    play(app_for(backend(target=mock_target(read_only=True))), scenario)
