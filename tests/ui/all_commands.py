"""Running every command of a screen, one after another."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Input

from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.ui.app import IamtuiApp
from iamtui.ui.command import Scope
from iamtui.ui.commands import COMMANDS
from iamtui.ui.kind import Kind
from iamtui.ui.screen import CommandScreen
from tests.support.accounts import account
from tests.support.app import SEED, ScriptedBackend, iamtui_app
from tests.support.pilot import settle
from tests.support.typist import Typist

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
