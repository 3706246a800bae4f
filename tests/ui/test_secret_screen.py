"""The screen of a new secret: masked, seen for a while, handed over, and gone."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from iamtui.delivery.key_file import read_file
from iamtui.delivery.new_secret import NewSecret
from iamtui.secret import Secret
from iamtui.ui.secret import private_app
from iamtui.ui.secret.private_app import OVERWRITTEN
from iamtui.ui.secret.reveal import SHOWN_SECONDS
from iamtui.ui.secret.screen import SecretScreen
from tests.support.app import iamtui_app
from tests.support.office import office
from tests.support.pilot import until
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
MASKED = "•" * 40
NOBODY = "Nobody has seen this secret"


class Hands:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def show(
    typist: Typist, clock: Callable[[], float] | None = None, user: str = "alice", kept: str = ""
) -> None:
    new = NewSecret(user, KEY, Secret(SECRET), "123456789012")
    typist.app.push_screen(SecretScreen(new, kept, clock=clock or Hands()))
    await typist.sees(f"New access key of {user}", KEY, "123456789012", MASKED)


def test_it_is_masked_then_seen_for_a_while_then_masked() -> None:
    clock = Hands()

    async def scenario(typist: Typist) -> None:
        await show(typist, clock)
        assert SECRET not in typist.screen
        await typist.press("space")
        await typist.sees(SECRET, "Hidden in 10 s")
        clock.now += 4
        await typist.sees("Hidden in 6 s")
        clock.now += SHOWN_SECONDS
        await typist.sees(MASKED, without=(SECRET,))
        await typist.press("space")
        await typist.sees(SECRET)
        clock.now += 2
        await typist.press("space")
        await typist.sees(MASKED, without=(SECRET,))

    play(iamtui_app(office()), scenario)


def test_a_picture_of_the_screen_shows_none() -> None:
    async def scenario(typist: Typist) -> None:
        await show(typist)
        await typist.press("space")
        await typist.sees(SECRET)
        picture = typist.app.export_screenshot()
        assert MASKED in picture
        assert not any(part in picture for part in (SECRET, SECRET[:8], SECRET[-8:]))
        assert SECRET not in typist.screen

    play(iamtui_app(office()), scenario)


def test_leaving_asks_where_nobody_has_it_and_then_it_is_gone() -> None:
    async def scenario(typist: Typist) -> None:
        await show(typist)
        await typist.press("q")
        await typist.sees(NOBODY)
        await typist.press("space")
        await typist.sees(SECRET, without=(NOBODY,))
        await typist.press("escape")
        await typist.sees("User name", without=(SECRET, KEY))
        await until(lambda: not kept_in_memory())

    play(iamtui_app(office()), scenario)


def kept_in_memory() -> list[object]:
    """What still holds the secret."""
    gc.collect()
    wanted = Secret(SECRET)
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, Secret) and thing is not wanted and thing == wanted
    ]


def test_asked_twice_it_is_left_unseen_and_what_is_kept_elsewhere_is_left_at_once() -> None:
    async def scenario(typist: Typist) -> None:
        await show(typist)
        await typist.press("escape", "escape")
        await typist.sees("User name")
        await show(typist, kept="The vault keeps it.")
        await typist.sees("The vault keeps it.")
        await typist.press("escape")
        await typist.sees("User name")

    play(iamtui_app(office()), scenario)


def test_the_end_asks_too_where_nobody_has_it() -> None:
    app = iamtui_app(office())

    async def scenario(typist: Typist) -> None:
        await show(typist)
        await typist.press("f")
        await typist.sees("~/alice_accessKeys.csv")
        await typist.app.action_quit()
        await typist.press("escape")
        await typist.sees("Nobody has seen the new secret")
        assert typist.app.is_running
        await typist.app.action_quit()

    play(app, scenario)
    assert app.return_code == 0


def test_a_copy_says_first_where_it_goes_and_is_overwritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(private_app, "LENT_SECONDS", 0.5)

    async def scenario(typist: Typist) -> None:
        await show(typist)
        await typist.press("y")
        await typist.sees("Clipboard managers", "y again copies")
        assert typist.app.clipboard == ""
        await typist.press("y")
        await typist.sees("✓ sent to the terminal's clipboard")
        assert typist.app.clipboard in (SECRET, OVERWRITTEN)
        await until(lambda: typist.app.clipboard == OVERWRITTEN)

    play(iamtui_app(office()), scenario)


def test_the_end_overwrites_a_copy_too() -> None:
    app = iamtui_app(office())

    async def scenario(typist: Typist) -> None:
        typist.app.lend_to_clipboard(SECRET)
        assert typist.app.clipboard == SECRET
        typist.app.exit(0)

    play(app, scenario)
    assert app.clipboard == OVERWRITTEN


def test_it_is_written_into_files_of_its_reader_alone(own_folders: Path) -> None:
    async def scenario(typist: Typist) -> None:
        await show(typist)
        await typist.press("f")
        await typist.sees("~/alice_accessKeys.csv")
        await typist.press("enter")
        await typist.sees("✓ written to ~/alice_accessKeys.csv")
        await typist.press("f", "enter")
        await typist.sees("already", "~/alice_accessKeys.csv")
        await typist.press("escape", "i", "enter")
        await typist.sees("✓ written to ~/alice_credentials.csv")
        await typist.press("escape")
        await typist.sees("User name", without=(NOBODY,))

    play(iamtui_app(office()), scenario)
    for name in ("alice_accessKeys.csv", "alice_credentials.csv"):
        path = own_folders / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert read_file(path.read_bytes()) == (KEY, Secret(SECRET))


def test_it_is_sealed_for_somebody(own_folders: Path) -> None:
    owner = pyrage.x25519.Identity.generate()
    sealed = own_folders / "alice_credentials.csv.age"

    async def scenario(typist: Typist) -> None:
        await show(typist)
        await typist.press("e")
        await typist.paste("age1nothing")
        await typist.press("enter", "enter", "enter")
        await typist.sees("damaged", "age1nothing")
        await typist.press("ctrl+u")
        await typist.paste(str(owner.to_public()))
        await typist.press("enter", "enter", "enter")
        await typist.sees("✓ sealed into ~/alice_credentials.csv.age")
        await typist.press("e", "enter")
        await typist.type("secret")
        await typist.press("enter", "enter")
        await typist.sees("too weak")

    play(iamtui_app(office()), scenario)
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    opened = pyrage.decrypt(sealed.read_bytes(), [owner])
    assert read_file(opened) == (KEY, Secret(SECRET))
    assert os.listdir(own_folders).count(sealed.name) == 1


def test_a_masked_line_of_a_form_is_seen_while_its_key_is_held() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("P")
        await typist.sees("Profiles")
        await typist.press("n", "enter", "enter")
        await typist.paste(SECRET)
        await typist.sees("^T show masked", MASKED, without=(SECRET,))
        await typist.press("ctrl+t")
        await typist.sees(SECRET)
        assert SECRET not in typist.app.export_screenshot()
        await typist.sees(MASKED, without=(SECRET,))

    play(iamtui_app(office()), scenario)
