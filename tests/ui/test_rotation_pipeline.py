"""The steps of a rotation, their marks, and what is said beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from iamtui.execution.guard import Asks
from iamtui.rotation.driver import Ended, Outcome
from iamtui.rotation.journal import Kept
from iamtui.rotation.preflight import CannotRotate
from iamtui.rotation.states import IN_VAULT, Leak, Phase
from iamtui.ui.rotation import pipeline as pipeline
from iamtui.ui.rotation.notes import note
from iamtui.ui.rotation.progress import Progress, Stage
from iamtui.ui.rotation.text import told
from tests.support.accounts import NOW
from tests.support.rotations import BEGUN, NEW, OLD, handing_over, in_phase, progress, waiting


def signs(now: Progress) -> str:
    return "".join(pipeline.mark(now, n).sign for n in range(len(pipeline.steps(now))))


def says(now: Progress, at: int = 0, asks: Asks | None = None) -> str:
    return told(now, at, asks, NOW).plain


@pytest.mark.parametrize(
    ("stage", "phase", "expected"),
    [
        (Stage.LOOKING, Phase.PREPARED, "→·······"),
        (Stage.READY, Phase.PREPARED, "✓▸······"),
        (Stage.RUNNING, Phase.CREATING, "✓→······"),
        (Stage.RUNNING, Phase.SAVED, "✓✓→·····"),
        (Stage.FAILED, Phase.SAVED, "✓✓✗·····"),
        (Stage.PAUSED, Phase.VERIFIED, "✓✓✓‖····"),
        (Stage.RUNNING, Phase.DEACTIVATING, "✓✓✓✓✓→··"),
        (Stage.READY, Phase.INACTIVE, "✓✓✓✓✓✓▸·"),
        (Stage.READY, Phase.DELETED, "✓✓✓✓✓✓✓▸"),
        (Stage.READY, Phase.DONE, "✓✓✓✓✓✓✓✓"),
    ],
)
def test_each_step_has_its_mark(stage: Stage, phase: Phase, expected: str) -> None:
    assert signs(progress(stage, phase)) == expected


def test_every_phase_has_a_present_step() -> None:
    for phase in Phase:
        now = progress(Stage.RUNNING, phase)
        over = phase.is_over
        assert ("→" in signs(now)) is not over, phase


def test_the_way_back_has_steps_of_its_own() -> None:
    now = progress(Stage.RUNNING, Phase.RETURNABLE, back=True)
    assert pipeline.steps(now)[0].name == "Activate old"
    assert signs(now) == "✓✓→··"
    assert signs(progress(Stage.ENDED, Phase.ROLLED_BACK, back=True)) == "✓✓✓✓✓"


def test_a_leaked_key_is_deactivated_first() -> None:
    now = progress(Stage.RUNNING, Phase.CONTAINING)
    assert now.rotation is not None
    now = replace(now, rotation=replace(now.rotation, leak=Leak.FIRST))
    names = [step.name for step in pipeline.steps(now)]
    assert names[:3] == ["Check", "Deactivate old", "Create new"]
    assert signs(now)[:3] == "✓→·"


def test_what_is_known_of_each_step_is_said() -> None:
    now = replace(progress(Stage.RUNNING, Phase.SAVED), passes=2)
    assert pipeline.about(now, 1) == NEW
    assert pipeline.about(now, 2).startswith("2 of 3 passes")
    assert pipeline.about(progress(Stage.RUNNING, Phase.VERIFIED), 3) == "0 of 2 on this machine"
    assert pipeline.about(progress(Stage.READY, Phase.SWITCHED), 3) == "2 of 2 on this machine"
    assert "last used" in pipeline.about(progress(Stage.READY, Phase.SWITCHED), 4)
    assert pipeline.about(waiting(Phase.SWITCHED, 1), 4).startswith("until ")
    assert "waits in the vault for alice" in pipeline.about(handing_over(), 3)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("create", Phase.SAVED, Phase.CREATING),
        ("verify", Phase.VERIFIED, Phase.SAVED),
        ("switch", Phase.SWITCHED, Phase.SWITCHING),
        ("deactivate", Phase.INACTIVE, Phase.DEACTIVATING),
    ],
)
def test_until_a_step_is_when_that_step_is_done(key: str, first: Phase, last: Phase) -> None:
    until = pipeline.until_step(progress(Stage.READY), key)
    assert first in until
    assert last not in until


def test_the_four_sentences_are_those_of_the_step_under_the_cursor() -> None:
    now = progress(Stage.READY, Phase.VERIFIED)
    present, ahead = says(now, 3), says(now, 7)
    assert f"{NEW} works. {OLD} is still what everything uses." in present
    assert f"b deletes {NEW}." in present
    assert "At the step" not in present
    assert "At the step “Delete old”" in ahead
    assert "There is no way back from here." in ahead


def test_keys_consumers_and_what_is_asked_for_are_said() -> None:
    now = progress(Stage.READY)
    text = says(now, 1, Asks("serial", "", ("There is no MFA session yet.",)))
    assert f"old {OLD} active, used" in text
    assert "profile work of iamtui: old key" in text
    assert "see to it yourself" in text
    assert "There is no MFA session yet." in text
    assert "Enter begins." in text


def test_what_stands_in_the_way_is_said_with_what_to_do() -> None:
    error = CannotRotate("alice has two access keys.", "Delete the one that nothing uses.")
    text = says(Progress(Stage.FAILED, error=error, notes=("Not all is known.",)))
    assert "alice has two access keys. Delete the one that nothing uses." in text
    assert "Not all is known." in text


def test_how_a_run_ended_is_said() -> None:
    rotation = in_phase(Phase.CREATING)
    asked = Outcome(rotation, Ended.UNANSWERED, "Delete it?")
    now = replace(progress(Stage.ENDED, Phase.CREATING), outcome=asked)
    assert "Delete it? Enter asks again." in says(now)
    assert "To be gone on with after" in says(waiting(Phase.SWITCHED, 1))


def test_another_user_does_not_use_this_machine() -> None:
    assert "this machine" not in says(handing_over(), 4).lower()
    done = replace(in_phase(Phase.DONE), form=IN_VAULT, deliver=IN_VAULT)
    now = replace(progress(Stage.ENDED, Phase.DONE), rotation=done, consumers=())
    assert "Done: alice has the one key" in says(now, 7)
    assert "machine uses it" not in says(now, 7)


def kept(phase: Phase, days: int = 0) -> Kept:
    rotation = in_phase(phase)
    if rotation.deactivated is not None:
        rotation = replace(rotation, deactivated=NOW - timedelta(days=days))
    return Kept(Path("j"), rotation.account, rotation.user, rotation)


def test_what_is_unfinished_is_said_with_the_key_that_goes_on() -> None:
    assert note([], NOW) == ""
    assert "is inactive for 3 days: delete it? O goes on." in note([kept(Phase.INACTIVE, 3)], NOW)
    assert "is observed. O goes on." in note([kept(Phase.INACTIVE, 1)], NOW)
    assert "broke off (saved). O goes on." in note([kept(Phase.SAVED)], NOW)
    assert "2 rotations are unfinished" in note([kept(Phase.SAVED), kept(Phase.SWITCHED)], NOW)
    damaged = Kept(Path("j"), BEGUN.account, "bob", None, "cut off")
    assert "journal of a rotation of bob is damaged" in note([damaged], NOW)
