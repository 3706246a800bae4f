"""Every command on every other screen than a list: none may end in an exception."""

from __future__ import annotations

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.ui.command import Scope
from iamtui.ui.journal_screen import JournalScreen
from iamtui.ui.kind import Document, Kind
from iamtui.ui.kinds import KINDS
from tests.support.app import iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play
from tests.ui.all_commands import Way, app_of, run_all, to_first, to_list

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


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
