"""What tells profiles apart: band, banner, read-only, and root, on every screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.color import Color

from iamtui.account.field import Known
from iamtui.account.model import Caller
from iamtui.config import COLOURS, ProfileSettings, Settings
from iamtui.ui.header import Header
from iamtui.ui.profiles.details import details_of
from iamtui.ui.profiles.mark import ANSI_BANDS, BANDS, Mark
from iamtui.vault.profiles import Profile
from tests.support.accounts import ACCOUNT_ID, arn, key_id
from tests.support.app import ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

MARKED = Settings(profiles={"memory": ProfileSettings(colour="red", banner="PRODUCTION")})
ROOT = Caller(f"arn:aws:iam::{ACCOUNT_ID}:root", ACCOUNT_ID, ACCOUNT_ID)


def luminance(color: Color) -> float:
    """WCAG 2.2, "relative luminance"."""
    parts = (channel / 255 for channel in (color.r, color.g, color.b))
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("name", COLOURS)
def test_every_band_is_legible(name: str) -> None:
    background, text = (luminance(Color.parse(part)) for part in BANDS[name])
    assert (max(background, text) + 0.05) / (min(background, text) + 0.05) >= 4.5
    assert len(set(ANSI_BANDS[name])) == 2
    assert ANSI_BANDS[name][0] == f"ansi_{name}"


def test_without_colours_there_is_a_word() -> None:
    assert Mark("red").words(no_color=True) == "*** RED ***"
    assert Mark("red", "LIVE").words(no_color=True) == "*** LIVE ***"
    assert Mark("red").words(no_color=False) == ""
    assert Mark().words(no_color=True) == ""
    assert Mark().band(ansi=True) is None


def test_the_details_of_a_profile_name_its_marks_and_its_guard() -> None:
    own = ProfileSettings(True, {"every": "four-eyes"}, 1, "red", "LIVE")
    profile = Profile("p", access_key_id=key_id(1), user_arn=arn("user", "ann"))
    text = details_of("p", profile, Settings(profiles={"p": own}))
    assert "“LIVE”, red, read-only, every = four-eyes, fresh_minutes = 1" in text
    assert arn("user", "ann") in text
    assert "sessions have no MFA" in text


@pytest.mark.slow
@pytest.mark.usefixtures("own_folders")
@pytest.mark.parametrize(("ansi", "band"), [(False, BANDS["red"]), (True, ANSI_BANDS["red"])])
def test_the_header_has_the_band_of_the_profile(ansi: bool, band: tuple[str, str]) -> None:
    app = iamtui_app(office(), settings=MARKED)
    app.ansi_color = ansi

    async def scenario(typist: Typist) -> None:
        await typist.sees("PRODUCTION", "acme")
        styles = typist.app.screen.query_one(Header).styles
        assert (styles.background, styles.color) == tuple(Color.parse(part) for part in band)
        await typist.press("j", "enter")
        await typist.sees("PRODUCTION", "user bob")

    play(app, scenario)


@pytest.mark.slow
@pytest.mark.usefixtures("own_folders")
def test_root_is_warned_about_on_every_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    account = replace(office(), caller=Known(ROOT))
    long = Settings(profiles={"memory": ProfileSettings(colour="red", banner="x" * 24)})

    async def scenario(typist: Typist) -> None:
        for keys in (("j",), ("enter",), ("J",), ("escape", "w"), ("escape", "P"), ("escape", "@")):
            await typist.press(*keys)
            await typist.sees("ROOT USER", "*** xxx")
        await typist.press("escape", "t")
        await typist.press(*"a", "enter", *"b", "enter")
        await typist.sees("ROOT USER", "whom no policy limits")

    play(iamtui_app(backend=ScriptedBackend(account), settings=long), scenario)
