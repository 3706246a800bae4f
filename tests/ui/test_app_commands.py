"""Every command on every screen that it is for: none may end in an exception."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.widgets import Input

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import Account
from iamtui.ui.app import IamtuiApp
from iamtui.ui.browser import BrowserScreen
from iamtui.ui.command import Scope
from iamtui.ui.commands import COMMANDS
from iamtui.ui.dialogs import ChoiceDialog
from iamtui.ui.journal_screen import JournalScreen
from iamtui.ui.kind import Document, Kind
from iamtui.ui.kinds import KINDS
from iamtui.ui.screen import CommandScreen
from tests.support.accounts import account
from tests.support.app import SEED, ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.pilot import settle
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

# What leaves the screen for good; panes are shown in `test_app_lists`.
LEFT_OUT = {"quit"} | {command.name for command in COMMANDS if command.name.startswith("show-")}
EMPTY = account()
Way = Callable[[IamtuiApp], None]


def app_of(made: Account) -> IamtuiApp:
    return iamtui_app(backend=ScriptedBackend(made), seed=SEED)


def stands_on(app: IamtuiApp, scope: Scope) -> bool:
    """Whether the screen before is still the one to run commands on, with nothing open."""
    screen = app.screen
    typing = isinstance(app.focused, Input)
    return isinstance(screen, CommandScreen) and screen.SCOPE is scope and not typing


async def run_all(typist: Typist, scope: Scope, way: Way, first: bool = True) -> None:
    """Run each command of `scope` on the screen that `way` leads to.

    What every screen has, and does the same on each, is run on the `first` of several only.
    """
    app = typist.app
    for command in COMMANDS:
        if not command.scopes & scope or command.name in LEFT_OUT:
            continue
        if not first and Scope.BROWSING in command.scopes:
            continue
        if not stands_on(app, scope):
            app.show_root()
            app.browser.focus_body()
            way(app)
            await settle(typist.pilot)
        # A late answer to the command before may have put a window over it.
        shown = [s for s in app.screen_stack if isinstance(s, CommandScreen) and s.SCOPE is scope]
        shown[-1].perform(command)
        await typist.hurry("down")


def to_list(kind: Kind) -> Way:
    return lambda app: app.browser.show_kind(kind.entity)


def to_first(kind: Kind) -> Way:
    def go(app: IamtuiApp) -> None:
        assert app.session is not None
        app.go(Entity(kind.entity, kind.keys(app.session.account)[0]))

    return go


def test_a_window_can_be_left_before_it_was_built() -> None:
    async def scenario(typist: Typist) -> None:
        for turns in range(20):
            typist.app.push_screen(ChoiceDialog("Choose", (), "There is nothing."))
            for _ in range(turns):
                await asyncio.sleep(0)
            typist.app.show_root()
            await settle(typist.pilot)
        assert isinstance(typist.app.screen, BrowserScreen)

    play(app_of(EMPTY), scenario)


@pytest.mark.parametrize("made", [office(), EMPTY], ids=["full", "empty"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_every_command_of_a_list(kind: Kind, made: Account) -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, Scope.LIST, to_list(kind), first=kind is KINDS[0])

    play(app_of(made), scenario)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_every_command_of_a_detail_screen(kind: Kind) -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, Scope.DETAIL, to_first(kind), first=kind is KINDS[0])

    play(app_of(office()), scenario)


def test_every_command_of_the_detail_screen_of_what_is_gone() -> None:
    async def scenario(typist: Typist) -> None:
        gone = Entity(EntityKind.USER, "nobody")
        await run_all(typist, Scope.DETAIL, lambda app: app.go(gone), first=False)

    play(app_of(office()), scenario)


@pytest.mark.parametrize(
    ("scope", "way"),
    [
        (Scope.DOCUMENT, lambda app: app.show_document(Document("title", "{}"))),
        (Scope.JOURNAL, lambda app: app.push_screen(JournalScreen())),
        (Scope.PROFILES, lambda app: app.show_profiles()),
    ],
)
def test_every_command_of_the_other_screens(scope: Scope, way: Way) -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, scope, way)

    play(app_of(office()), scenario)


def test_every_command_without_a_profile() -> None:
    async def scenario(typist: Typist) -> None:
        await run_all(typist, Scope.LIST, to_list(KINDS[0]))

    play(iamtui_app(start=None), scenario, first="demo account")
