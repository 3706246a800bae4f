"""Lists through keys: filter, sort, panes, links both ways, copying."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from iamtui.account.entity import EntityKind
from iamtui.config import Settings
from iamtui.errors import UsageError
from iamtui.ui.app import IamtuiApp
from iamtui.ui.detail import DetailScreen
from tests.support.accounts import arn, key_id
from tests.support.app import ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = pytest.mark.usefixtures("own_folders")


def in_office() -> IamtuiApp:
    return iamtui_app(office())


def names(typist: Typist) -> list[str]:
    """The names in the list, in their order."""
    table = typist.app.browser.table
    return [key.rpartition("/")[2] for key in table._keys]


def opened(typist: Typist) -> str:
    """The entity that the detail screen shows."""
    screen = typist.app.screen
    assert isinstance(screen, DetailScreen), typist.screen
    return str(screen.entity)


def test_the_list_is_filtered_with_each_key_and_escape_shows_all_again() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("/")
        await typist.type("o")
        assert names(typist) == ["ann", "bob", "carol"]
        await typist.type("b")
        assert names(typist) == ["bob"]
        await typist.press("enter")
        assert "1 Users 1/3" in typist.screen
        await typist.press("escape")
        assert names(typist) == ["ann", "bob", "carol"]

    play(in_office(), scenario)


def test_a_filter_that_fits_nothing_says_how_to_get_all_back() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("/")
        await typist.type("zzz")
        await typist.sees("No users here match. Esc shows all again.")
        await typist.press("enter", "enter", "x", "D", "J", "u", "y")
        await typist.press("escape")
        await typist.sees("ann", "bob", "carol")

    play(in_office(), scenario)


def test_a_filter_that_makes_no_sense_says_so() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("/")
        await typist.type("nocolumn:x")
        await typist.sees("nocolumn")
        await typist.press("escape")

    play(in_office(), scenario)


def test_keys_typed_in_a_hurry_filter_and_open() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.hurry("/", *"bob", "enter", "enter")
        await typist.sees("user bob", "SUMMARY")

    play(in_office(), scenario)


def test_keys_typed_in_a_hurry_reach_the_window_that_the_first_one_opens() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.hurry(":", *"group dev", "enter")
        await typist.sees("group developers")
        await typist.hurry("escape", "j", "j", "enter", "escape", "1", "G", "enter")
        await typist.sees("user carol")

    play(in_office(), scenario)


def test_sorting_by_columns_and_the_other_way_round() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("S")
        assert names(typist) == ["carol", "bob", "ann"]
        await typist.press("S", "s", "s")
        assert "▲" in typist.screen or "↑" in typist.screen
        for _ in range(10):
            await typist.press("s")
        assert sorted(names(typist)) == ["ann", "bob", "carol"]

    play(in_office(), scenario)


def test_a_click_on_a_title_sorts_by_it_and_again_the_other_way_round() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.pilot.click("#list", offset=(3, 0))
        assert names(typist) == ["ann", "bob", "carol"]
        await typist.pilot.click("#list", offset=(3, 0))
        assert names(typist) == ["carol", "bob", "ann"]

    play(in_office(), scenario)


def test_each_list_keeps_its_filter_and_its_cursor() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "j", "3", "/", *"we", "enter", "2", "j", "1")
        assert typist.app.browser.table.cursor_key == "carol"
        await typist.press("2")
        assert typist.app.browser.table.cursor_key == "developers"
        await typist.press("3")
        assert names(typist) == ["web"]
        assert "3 Roles 1/3" in typist.screen

    play(in_office(), scenario)


@pytest.mark.parametrize("kind", EntityKind)
def test_every_kind_has_a_list_on_a_key_and_its_rows_open(kind: EntityKind) -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press(str(list(EntityKind).index(kind) + 1))
        assert typist.app.browser.kind.entity is kind
        await typist.press("enter")
        assert opened(typist).startswith(kind.value)
        await typist.press("1")
        await typist.sees("User name")

    play(in_office(), scenario)


def test_links_lead_on_and_escape_and_bracket_lead_back_and_forth() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "enter")
        await typist.move_to("admins")
        await typist.press("enter")
        assert opened(typist) == "group admins"
        await typist.move_to("ReadOnlyAccess")
        await typist.press("enter")
        assert opened(typist).startswith("policy arn:aws:iam::aws")
        await typist.press("escape")
        assert opened(typist) == "group admins"
        await typist.press("escape")
        assert opened(typist) == "user bob"
        await typist.press("]")
        assert opened(typist) == "group admins"
        await typist.press("]")
        assert opened(typist).startswith("policy")
        await typist.press("]")
        await typist.sees("There is nothing to go forward to.")
        await typist.press("escape", "escape", "escape", "escape")
        await typist.sees("User name")

    play(in_office(), scenario)


def test_what_uses_a_policy_is_listed_and_gone_to() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("4", "j", "u")
        await typist.sees("What uses Deploy", "bob")
        await typist.press("enter")
        assert opened(typist) == "user bob"

    play(in_office(), scenario)


def test_what_nothing_uses_says_so() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("G", "u")
        await typist.sees("Nothing that is known uses it.")
        await typist.press("enter", "escape")
        await typist.sees("User name")

    play(in_office(), scenario)


def test_an_entity_is_shown_as_json() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("J")
        await typist.sees('"name": "ann"', '"arn"')
        await typist.press("escape")
        await typist.sees("User name")

    play(in_office(), scenario)


def test_the_json_of_the_document_under_the_cursor_is_shown() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("j", "enter")
        await typist.move_to("inline")
        await typist.press("J")
        await typist.sees("s3:Get*")

    play(in_office(), scenario)


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (("y",), "ann"),
        (("Y",), arn("user", "ann")),
        (("4", "j", "y"), "Deploy"),
        (("4", "j", "Y"), arn("policy", "Deploy")),
        (("5", "y"), key_id(1)),
        (("j", "enter", "y"), "bob"),
        (("j", "enter", "Y"), arn("user", "bob")),
    ],
)
def test_copying_sends_to_the_clipboard_of_the_terminal_and_claims_no_success(
    keys: tuple[str, ...], copied: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(typist: Typist) -> None:
        written: list[str] = []
        driver = typist.app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", written.append)
        await typist.press(*keys)
        await typist.sees("Sent to the terminal's clipboard, if it takes it")
        told = base64.b64encode(copied.encode()).decode()
        assert f"\x1b]52;c;{told}\a" in "".join(written)

    play(in_office(), scenario)


def test_what_has_no_arn_is_not_copied_as_nothing() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("5", "Y")
        await typist.sees("has no ARN")

    play(in_office(), scenario)


def test_only_what_has_findings_is_shown() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("!")
        assert names(typist) == ["bob"]
        await typist.press("!")
        assert names(typist) == ["ann", "bob", "carol"]

    play(in_office(), scenario)


def test_a_command_that_does_not_fit_says_why() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2", "D")
        await typist.sees("That does not go", "with the group here.")
        await typist.press("3", "o")
        await typist.sees("That does not go", "with the role here.")
        await typist.press("1", "enter", "x")
        await typist.sees("Put the cursor on a policy, group, member or tag")

    play(in_office(), scenario)


def test_a_key_given_anew_in_the_configuration_is_the_one_that_works() -> None:
    async def scenario(typist: Typist) -> None:
        assert "ctrl" not in typist.screen
        await typist.sees("^F filter")
        await typist.press("/")
        assert not typist.app.screen.query_one("#filter").display
        await typist.press("ctrl+f", *"bob")
        assert names(typist)[0] == "bob"

    settings = Settings(keys={"filter": "ctrl+f"})
    play(iamtui_app(office(), settings=settings), scenario)


def test_a_key_that_another_command_has_is_refused() -> None:
    with pytest.raises(UsageError, match="the key of"):
        iamtui_app(settings=Settings(keys={"filter": "a"}))


def test_an_account_that_shrinks_leaves_the_cursor_somewhere() -> None:
    async def scenario(typist: Typist) -> None:
        assert typist.app.session is not None
        backend = typist.app.session.backend
        assert isinstance(backend, ScriptedBackend)
        await typist.press("G")
        backend._account = replace(office(), users={})
        await typist.press("R")
        await typist.sees("There are no users in this account.")
        await typist.press("enter", "j", "k", "y", "D")

    play(in_office(), scenario)
