"""The screen of a rotation: what its keys do, and what it looks like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from iamtui.errors import RefusedError
from iamtui.execution.guard import Asks
from iamtui.rotation.preflight import CannotRotate
from iamtui.rotation.states import IN_VAULT, Leak, Phase
from iamtui.ui.rotation.progress import Progress, Stage
from iamtui.ui.rotation.screen import RotationScreen
from tests.support.accounts import NOW
from tests.support.app import iamtui_app
from tests.support.golden import check_golden
from tests.support.rotations import (
    OLD,
    NotedJob,
    handing_over,
    progress,
    screen_of,
    waiting,
)
from tests.support.typist import Typist, play

TYPED = Asks("", OLD, ("Type it: this cannot be taken back.",))


@pytest.fixture(autouse=True)
def _at_once(own_folders: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads the plans of tests."""
    monkeypatch.setattr("iamtui.ui.rotation.screen.READ_SECONDS", 0.001)


def shown(
    now: Progress,
    scenario: Callable[[Typist, RotationScreen, NotedJob], Awaitable[None]],
    needs: Asks | None = None,
) -> None:
    async def play_it(typist: Typist) -> None:
        screen, job = screen_of(now, needs)
        await typist.app.push_screen(screen)
        await typist.sees("Rotate", "Create new")
        await typist.pilot.pause(0.01)
        await scenario(typist, screen, job)

    play(iamtui_app(), play_it)


def test_enter_begins_and_nothing_does_before_it() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        assert "Enter begins." in typist.screen
        assert job.asked == ["look"]
        await typist.press("enter")
        assert job.asked == ["look", "run until inactive"]

    shown(progress(Stage.READY), keys)


def test_it_goes_as_far_as_the_step_under_the_cursor() -> None:
    async def keys(typist: Typist, screen: RotationScreen, job: NotedJob) -> None:
        await typist.press("j", "u")
        assert job.asked[-1] == "run until verified"
        await typist.press("home", "u")
        assert job.asked[-1] == "run until verified"
        assert "Put the cursor on a step that is ahead" in typist.screen

    shown(progress(Stage.READY), keys)


def test_it_is_paused_before_it_is_left_or_ended() -> None:
    async def keys(typist: Typist, screen: RotationScreen, job: NotedJob) -> None:
        await typist.press("space", "escape", "enter", "b", "q")
        assert job.asked == ["look", "pause", "pause", "pause"]
        assert typist.app.screen is screen
        assert "q again leaves now" in typist.screen

    shown(progress(Stage.RUNNING, Phase.SAVED), keys)


def test_it_is_taken_back_after_a_yes() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        await typist.press("b", "enter", "n")
        assert job.asked == ["look"]
        await typist.press("b", "y")
        assert job.asked[-1] == "back until inactive"

    shown(waiting(Phase.SWITCHED, 1), keys)


def test_there_is_nothing_to_take_back_before_and_no_way_back_after() -> None:
    async def nothing(typist: Typist, _screen: RotationScreen, _job: NotedJob) -> None:
        await typist.press("b")
        assert "nothing to take back" in typist.screen

    async def gone(typist: Typist, _screen: RotationScreen, _job: NotedJob) -> None:
        await typist.press("b")
        assert "no way back" in typist.screen

    shown(progress(Stage.READY), nothing)
    shown(progress(Stage.READY, Phase.DELETED), gone)


def test_the_old_key_is_deleted_when_its_name_was_typed() -> None:
    async def keys(typist: Typist, screen: RotationScreen, job: NotedJob) -> None:
        await typist.press("enter")
        assert "is observed until" in typist.screen
        await typist.press("n")
        await typist.type("something else")
        await typist.press("enter")
        assert job.asked == ["look"]
        await typist.press("n")
        await typist.type(OLD)
        await typist.press("enter")
        assert job.asked[-1] == f"run until the end typed {OLD} without waiting"

    shown(progress(Stage.READY, Phase.INACTIVE), keys, TYPED)


def test_draining_is_skipped_after_a_yes_only() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        await typist.press("n", "y")
        assert job.asked[-1] == "run until inactive without waiting"

    shown(waiting(Phase.SWITCHED, 1), keys)


def test_a_secret_that_waits_to_be_handed_over_comes_before_all_else() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        await typist.press("n")
        assert "Hand the new secret over first: d." in typist.screen
        # It is not in the vault of this test: then it is looked at again.
        await typist.press("enter")
        await typist.sees("Rotate the access key")
        assert not any(asked.startswith("run") for asked in job.asked)

    shown(handing_over(), keys)


def test_what_the_guard_refuses_is_not_begun() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        job.refusal = RefusedError("This profile is read-only.", "Choose another one.")
        await typist.press("enter")
        await typist.sees("This profile is read-only.")
        assert job.asked == ["look"]

    shown(progress(Stage.READY), keys)


def test_without_a_rotation_enter_looks_again() -> None:
    error = CannotRotate("alice has two access keys.", "Delete the one that nothing uses.")

    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        assert "alice has two access keys." in typist.screen
        await typist.press("enter")
        assert job.asked == ["look", "look"]

    shown(Progress(Stage.FAILED, error=error), keys)


LOOKS = {
    "ready": (replace(progress(Stage.READY), notes=("Not every step could be simulated.",)), ()),
    "verifying": (replace(progress(Stage.RUNNING, Phase.SAVED), passes=2), ("2 of 3 passes",)),
    "draining": (waiting(Phase.SWITCHED, 1), ("To be gone on with after", "until ")),
    "back": (progress(Stage.RUNNING, Phase.RETURNABLE, back=True), ("Switch back",)),
}


@pytest.mark.parametrize("name", LOOKS)
def test_a_rotation_looks_as_it_did(name: str) -> None:
    now, important = LOOKS[name]

    async def look(typist: Typist) -> None:
        screen, _job = screen_of(now, Asks("", "", ("There is no MFA session yet.",)))
        await typist.app.push_screen(screen)
        await typist.sees("Rotate the access key", *important)
        for columns, lines in ((80, 24), (120, 40)):
            await typist.resize(columns, lines)
            check_golden(f"rotation-{name}-{columns}x{lines}", typist.screen)

    play(iamtui_app(), look)


def test_the_denial_of_sessions_is_lifted_once_the_leaked_key_is_gone() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        assert "x ends the denial of sessions." in typist.screen
        await typist.press("x", "y")
        await typist.sees(f"Type {OLD}")
        await typist.type(OLD)
        await typist.press("enter")
        assert job.asked[-1] == f"lift {OLD}"

    done = progress(Stage.ENDED, Phase.DONE)
    assert done.rotation is not None
    leaked = replace(done.rotation, leak=Leak.FIRST, cutoff=NOW, denied=NOW)
    shown(replace(done, rotation=leaked), keys, TYPED)


def test_nothing_is_lifted_before_the_leaked_key_is_gone_or_where_nothing_is_denied() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, job: NotedJob) -> None:
        await typist.press("x")
        assert "No sessions are denied by this rotation." in typist.screen
        assert job.asked == ["look"]

    shown(progress(Stage.ENDED, Phase.DONE), keys)


def test_the_places_of_the_old_key_are_one_key_away() -> None:
    async def keys(typist: Typist, _screen: RotationScreen, _job: NotedJob) -> None:
        await typist.press("U")
        await typist.sees(f"Where the access key {OLD} is used")

    shown(progress(Stage.READY), keys)


def test_a_leaked_keys_successor_is_handed_over_though_the_old_key_is_inactive() -> None:
    async def keys(typist: Typist, screen: RotationScreen, _job: NotedJob) -> None:
        assert "d hand over" in typist.screen
        await typist.press("n")
        assert "Hand the new secret over first: d." in typist.screen

    now = progress(Stage.READY, Phase.INACTIVE)
    assert now.rotation is not None
    leaked = replace(now.rotation, leak=Leak.FIRST, deliver=IN_VAULT, form=IN_VAULT)
    shown(replace(now, rotation=leaked), keys)
