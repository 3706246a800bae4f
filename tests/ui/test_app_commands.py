"""Every command on every list: none may end in an exception."""

from __future__ import annotations

import asyncio

import pytest

from iamtui.account.model import Account
from iamtui.ui.browser import BrowserScreen
from iamtui.ui.command import Scope
from iamtui.ui.dialogs import ChoiceDialog
from iamtui.ui.kind import Kind
from iamtui.ui.kinds import KINDS
from tests.support.office import office
from tests.support.pilot import settle
from tests.support.typist import Typist, play
from tests.ui.all_commands import EMPTY, app_of, run_all, to_list

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


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
