"""Running a plan through keys: refusals, MFA, failures, undo, the journal."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from iamtui.account.field import Known
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.ui.app import IamtuiApp
from iamtui.ui.plans.screen import Stage
from iamtui.vault.ledger import Ledger
from iamtui.vault.totp import code_at
from tests.support.accounts import NOW, arn
from tests.support.app import RIGHT_CODE, SEED, Faults, Gates, ScriptedBackend, iamtui_app
from tests.support.office import SSO_ROLE, office
from tests.support.typist import Typist, play
from tests.ui.plans import (
    ANNS_DEVICE,
    DENIED,
    LOST,
    backend,
    held,
    in_session,
    open_bob,
    plan_of,
    run,
    to_detaching,
)

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


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
