"""The simulator from the keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.aws.simulation import ContextEntry, SimulatedStatement, Simulation
from iamtui.ui.app import IamtuiApp
from iamtui.ui.document_screen import DocumentScreen
from iamtui.ui.questions.question_screen import QuestionScreen
from iamtui.ui.questions.simulator_screen import SimulatorScreen
from tests.support.accounts import arn
from tests.support.app import SEED, ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


class Simulating(ScriptedBackend):
    """Answers as AWS's simulator would, with what the test gives."""

    def __init__(self, made: Account, answer: Simulation) -> None:
        super().__init__(made)
        self.answer = answer
        self.asked: tuple[object, ...] = ()

    def simulate(self, principal: str, action: str, resource: str, context: object) -> Simulation:
        self.asked = (principal, action, resource, context)
        return self.answer


def app_of(made: Account | None = None, **options: object) -> IamtuiApp:
    backend = ScriptedBackend(made or office(), **options)  # type: ignore[arg-type]
    return iamtui_app(backend=backend, seed=SEED)


def shown(typist: Typist) -> QuestionScreen:
    screen = typist.app.screen
    assert isinstance(screen, QuestionScreen), typist.screen
    return screen


async def ask(typist: Typist, *texts: str) -> None:
    """Fill in the lines that are still empty, one after the other."""
    for text in texts:
        if text:
            await typist.paste(text)
        await typist.press("enter")


# The simulator


def test_the_verdict_follows_every_key_and_completes_what_was_typed_fast() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "w")
        await typist.sees("Simulator", arn("user", "bob"), "Type what", "a2c:")
        # What an earlier letter offered is not what the last one means.
        await typist.hurry(*"s3:geto", "tab", *"arn:aws:s3:::b/k", "enter")
        await typist.sees("s3:GetObject", "arn:aws:s3:::b/k", "ALLOWED", "iamtui's engine")
        assert shown(typist).question.action == "s3:GetObject"

    play(app_of(), scenario)


def test_an_offer_is_chosen_with_the_arrow_keys_and_a_template_filled_in_part_by_part() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "w")
        await typist.paste("s3:geto")
        await typist.sees("s3:GetObjectAcl")
        await typist.press("down", "down", "enter")
        await typist.sees("s3:GetObjectAcl")
        assert shown(typist).question.action == "s3:GetObjectAcl"
        await typist.press("tab")
        await typist.paste("arn:aws:s3:::$")
        await typist.sees("${BucketName}/${ObjectName}")
        await typist.press("tab")
        await typist.sees("Fill in ${BucketName}")
        await typist.paste("logs")
        await typist.press("tab")
        await typist.paste("key")
        await typist.sees("arn:aws:s3:::logs/key", "ALLOWED")

    play(app_of(), scenario)


def test_mistakes_are_told_as_they_are_typed() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("4", "w")
        await typist.sees("Type who")
        await typist.press("tab")
        await typist.paste("s3")
        await typist.press("shift+tab")
        await typist.paste("nobody")
        await typist.sees("s3 is no action")
        await typist.press("tab")
        await typist.paste("s3:GetObjekt")
        await typist.sees("There is no user or role nobody")
        await typist.press("shift+tab", "ctrl+u")
        await typist.paste("bob")
        await typist.sees("s3:GetObjekt is no action that is known")

    play(app_of(), scenario, (120, 40))


def test_keys_of_the_context_are_given_and_taken_away() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "w")
        await ask(typist, "s3:PutObject", "arn:aws:s3:::b/k", "")
        await typist.sees("DEPENDS ON", "not given")
        await typist.move_to("aws:MultiFactorAuthPresent")
        await typist.press("enter")
        assert typist.app.focused is not None
        assert typist.app.focused.id == "ask-context"
        await typist.paste("true")
        await typist.press("enter", "escape")
        await typist.sees("ALLOWED", "given        true")
        await typist.move_to("aws:MultiFactorAuthPresent")
        await typist.press("x")
        await typist.sees("DEPENDS ON")
        await typist.press("m")
        await typist.sees("ALLOWED")
        await typist.press("m")
        await typist.sees("DENIED: nothing allows it")
        await typist.press("m", "n")
        await typist.sees("keys not given count as absent", "DENIED: nothing allows it")
        # A key is the same in any case, and given once.
        await typist.press("m")
        await typist.sees("ALLOWED", "given        true")
        await typist.press("tab", "tab", "tab", "tab")
        await typist.paste("aws:multifactorauthpresent=false")
        await typist.press("enter", "escape")
        await typist.sees("DENIED: nothing allows it", "given        false", without=("true",))

    play(app_of(), scenario)


def test_the_deciding_statement_and_the_whole_decision_can_be_read() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "w")
        await ask(typist, "s3:GetObject", "", "")
        await typist.sees("ALLOWED")
        await typist.press("g", "enter")
        await typist.sees('"Action": "s3:Get*"')
        await typist.press("escape", "v")
        await typist.sees("The verdict", "Policies of groups", "ReadOnlyAccess")
        await typist.press("escape", "J")
        assert isinstance(typist.app.screen, DocumentScreen)
        # What a narrow column cuts can be read in full.
        await typist.press("escape")
        await typist.move_to("Service control")
        await typist.press("enter")
        await typist.sees("an organization keeps them in its own account")

    play(app_of(), scenario)


def test_aws_is_asked_the_same_and_the_difference_told() -> None:
    statement = SimulatedStatement("own", "IAM Policy", 1, 1)
    backend = Simulating(office(), Simulation("allowed", (statement,), ()))

    async def scenario(typist: Typist) -> None:
        await typist.press("j", "w")
        await ask(typist, "s3:GetObject", "", "aws:SourceIp=192.0.2.1", "")
        await typist.press("A")
        await typist.sees("agrees with iamtui's engine", "own, line 1")
        entries = (ContextEntry("aws:SourceIp", ("192.0.2.1",), "ip"),)
        principal, action, resource, context = backend.asked
        assert (principal, action, resource) == (arn("user", "bob"), "s3:GetObject", "*")
        assert set(entries) <= set(cast("tuple[ContextEntry, ...]", context))
        backend.answer = Simulation("explicitDeny", (statement,), ())
        await typist.press("A")
        await typist.sees("says explicitDeny", "own, line 1")

    play(iamtui_app(backend=backend), scenario, (120, 40))


def test_the_question_becomes_a_policy_test(tmp_path: Path) -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "w")
        await ask(typist, "s3:GetObject", "", "")
        await typist.press("A")
        await typist.sees("AWS's simulator is not available here")
        await typist.press("T")
        await typist.sees("Write a policy test", "Expected: allowed")
        await typist.paste(str(tmp_path / "cases.jsonl"))
        await typist.press("enter", "enter")
        await typist.sees("Written to")

    play(app_of(), scenario, (120, 40))
    assert '"expect": "allowed"' in (tmp_path / "cases.jsonl").read_text("utf-8")


def test_a_question_outlives_a_change_of_the_account() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "w")
        await ask(typist, "s3:GetObject", "", "")
        await typist.sees("ALLOWED")
        session = typist.app.session
        assert session is not None
        bob = replace(session.account.users["bob"], inline=Known(()), groups=Known(()))
        users = {**session.account.users, "bob": bob}
        typist.app.apply(lambda made: replace(made, users=users))
        await typist.sees("DENIED: nothing allows it")
        assert isinstance(typist.app.screen, SimulatorScreen)

    play(app_of(), scenario)
