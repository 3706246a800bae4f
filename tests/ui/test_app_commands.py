"""Every command on every screen that it is for: none may end in an exception."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iamtui.account.entity import EntityKind
from iamtui.account.model import Account
from iamtui.ui.app import IamtuiApp
from iamtui.ui.command import Scope
from iamtui.ui.commands import COMMANDS
from iamtui.ui.kinds import KINDS
from iamtui.ui.screen import CommandScreen
from tests.support.accounts import account
from tests.support.app import SEED, ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = pytest.mark.usefixtures("own_folders")

ENDING = {"quit"}


def app_of(made: Account) -> IamtuiApp:
    return iamtui_app(backend=ScriptedBackend(made), seed=SEED)


async def run_all(typist: Typist, scope: Scope, *way: str) -> None:
    """Run each command of `scope` from the screen that the keys `way` lead to."""
    for command in COMMANDS:
        if not command.scopes & scope or command.name in ENDING:
            continue
        await back_to_the_list(typist)
        await typist.press(*way)
        screen: Any = typist.app.screen
        assert isinstance(screen, CommandScreen), (command.name, typist.screen)
        assert screen.SCOPE is scope, (command.name, typist.screen)
        screen.perform(command)
        await typist.press("down")


async def back_to_the_list(typist: Typist) -> None:
    app = typist.app
    while len(app.screen_stack) > 2:
        app.pop_screen()
    app.browser.focus_body()
    await typist.press("1")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_every_command_of_a_list(kind: Any) -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, Scope.LIST, kind.key)

    play(app_of(office()), scenario)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_every_command_of_a_detail_screen(kind: Any) -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, Scope.DETAIL, kind.key, "enter")

    play(app_of(office()), scenario)


def test_every_command_of_the_detail_screen_of_what_is_gone() -> None:
    async def scenario(typist: Typist) -> None:
        assert typist.app.session is not None
        session = typist.app.session

        for command in COMMANDS:
            if command.scopes & Scope.DETAIL and command.name not in ENDING:
                await back_to_the_list(typist)
                session.account = office()
                typist.app.refresh_account()
                await typist.press("G", "enter")
                session.account = replace(office(), users={})
                typist.app.refresh_account()
                screen: Any = typist.app.screen
                screen.perform(command)
                await typist.press("down")

    play(app_of(office()), scenario)


@pytest.mark.parametrize("kind", EntityKind)
def test_every_command_of_an_empty_list(kind: EntityKind) -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, Scope.LIST, str(list(EntityKind).index(kind) + 1))

    play(app_of(replace(account(), users={})), scenario)


@pytest.mark.parametrize(
    ("scope", "way"),
    [
        (Scope.DOCUMENT, ("J",)),
        (Scope.JOURNAL, ("@",)),
        (Scope.PROFILES, ("P",)),
    ],
)
def test_every_command_of_the_other_screens(scope: Scope, way: tuple[str, ...]) -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, scope, *way)

    play(app_of(office()), scenario)


def test_every_command_without_a_profile() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("escape")
        await run_all(typist, Scope.LIST, "1")

    play(iamtui_app(start=None), scenario, first="demo account")
