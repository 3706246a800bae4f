"""config.toml: read strictly, every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamtui.config import ProfileSettings, Settings, read_settings, settings_file
from iamtui.errors import UsageError

WHOLE = """
theme = "textual-light"
mouse = false
[guard]
fresh_minutes = 2.5
attach-policy = "name"
[keys]
filter = "f"
[profiles.production]
read_only = true
colour = "red"
banner = " PRODUCTION "
[profiles.production.guard]
fresh_minutes = 1
tag = "code"
[profiles.sandbox]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_a_file_that_is_not_there_gives_the_defaults(file: Path) -> None:
    assert read_settings(file) == Settings()


def test_an_empty_file_gives_the_defaults(file: Path) -> None:
    file.write_text("")
    assert read_settings(file) == Settings()


def test_everything_that_can_be_set(file: Path) -> None:
    file.write_text(WHOLE)
    settings = read_settings(file)
    assert settings == Settings(
        theme="textual-light",
        mouse=False,
        fresh_minutes=2.5,
        guard={"attach-policy": "name"},
        keys={"filter": "f"},
        profiles={
            "production": ProfileSettings(True, {"tag": "code"}, 1, "red", "PRODUCTION"),
            "sandbox": ProfileSettings(),
        },
    )
    assert settings.profile("production") == ProfileSettings(
        True, {"attach-policy": "name", "tag": "code"}, 1, "red", "PRODUCTION"
    )
    assert settings.profile("elsewhere") == ProfileSettings(guard={"attach-policy": "name"})


def test_the_example_of_the_manual_can_be_read(file: Path) -> None:
    import iamtui.config

    manual = iamtui.config.__doc__ or ""
    file.write_text(manual.split("\n", 1)[1])
    settings = read_settings(file)
    assert settings.profile("production").read_only
    assert settings.keys == {"filter": "ctrl+f"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("them = 'x'", "them must be left out"),
        ("theme = 5", "theme must be a text"),
        ("mouse = 1", "mouse must be true or false"),
        ("mouse = 'no'", "mouse must be true or false"),
        ("guard = 'code'", "guard must be a table"),
        ("[guard]\nfresh_minutes = 0", "guard.fresh_minutes must be a number above 0"),
        ("[guard]\nfresh_minutes = -1", "guard.fresh_minutes must be a number above 0"),
        ("[guard]\nfresh_minutes = true", "guard.fresh_minutes must be a number above 0"),
        ("[guard]\nfresh_minutes = '5'", "guard.fresh_minutes must be a number above 0"),
        ("[guard]\nfresh_minutes = nan", "guard.fresh_minutes must be a number above 0"),
        ("[guard]\nfresh_minutes = inf", "at most 1440"),
        ("[guard]\nfresh_minutes = 1e300", "at most 1440"),
        (f"[guard]\nfresh_minutes = 1{'0' * 400}", "at most 1440"),
        ("[guard]\ntag = 2", "guard.tag must be a text"),
        ("[keys]\nfilter = ['f']", "keys.filter must be a text"),
        ("profiles = []", "profiles must be a table"),
        ("[profiles]\nproduction = true", "profiles.production must be a table"),
        ("[profiles.p]\nread_only = 'yes'", "profiles.p.read_only must be true or false"),
        ("[profiles.p]\nreadonly = true", "profiles.p.readonly must be left out"),
        ("[profiles.p.guard]\nfresh_minutes = '5'", "profiles.p.guard.fresh_minutes must be a nu"),
        ("[profiles.p]\ncolour = 'puce'", "profiles.p.colour must be one of red, yellow, green"),
        ("[profiles.p]\nbanner = 7", "profiles.p.banner must be a text"),
        ('[profiles.p]\nbanner = "a\\nb"', "profiles.p.banner must be one line"),
        (f"[profiles.p]\nbanner = '{'x' * 25}'", "profiles.p.banner must be one line of at most"),
        ("theme", "is not TOML"),
        ("theme = 'a'\ntheme = 'b'", "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(file: Path, text: str, words: str) -> None:
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_settings(file)
    assert words in str(refused.value)
    assert str(file) in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_file_that_is_no_text_is_told(file: Path) -> None:
    file.write_bytes(b"theme = '\xff'")
    with pytest.raises(UsageError, match="cannot be read"):
        read_settings(file)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_settings(tmp_path)


def test_where_the_file_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_file() == tmp_path / "iamtui" / "config.toml"
    settings_file().parent.mkdir()
    settings_file().write_text("mouse = false")
    assert not read_settings().mouse
