"""A setting is changed by its line, and nothing else of the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from iamtui.config import read_settings
from iamtui.config_edit import change_setting, changed_text
from iamtui.errors import UsageError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "config.toml"


def test_a_file_is_made_where_there_is_none(file: Path) -> None:
    change_setting("store", "sealed", file)
    assert file.read_text() == 'store = "sealed"\n'
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_settings(file).store == "sealed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('store = "pass"\n', 'store = "sealed"\n'),
        ('store="pass"   # mine\r\n', 'store="sealed"   # mine\n'),
        ("store = 'a#b' # c\n", 'store = "sealed" # c\n'),
        ("# one\nmouse = true # two\n", '# one\nmouse = true # two\nstore = "sealed"\n'),
        ("mouse = true", 'mouse = true\nstore = "sealed"\n'),
        (
            "mouse = true\n\n# of the keys\n[keys]\nfilter = 'f'\n",
            "mouse = true\nstore = \"sealed\"\n\n# of the keys\n[keys]\nfilter = 'f'\n",
        ),
        ("[keys]\nfilter = 'f'\n", "store = \"sealed\"\n\n[keys]\nfilter = 'f'\n"),
        (
            "[keys]\nfilter = 'f'\n[profiles.store]\n",
            "store = \"sealed\"\n\n[keys]\nfilter = 'f'\n[profiles.store]\n",
        ),
    ],
)
def test_only_the_line_of_the_setting_changes(old: str, new: str) -> None:
    assert changed_text(old, "store", "sealed") == new
    assert tomllib.loads(new) == {**tomllib.loads(old), "store": "sealed"}


def test_numbers_and_flags_are_written_as_toml_has_them(file: Path) -> None:
    change_setting("lock_minutes", 2.5, file)
    change_setting("lock_minutes", 20.0, file)
    change_setting("mouse", False, file)
    assert file.read_text() == "lock_minutes = 20\nmouse = false\n"


@pytest.mark.parametrize(
    "text",
    ['store = """\npass"""\n', "store = [\n1]\n", "nonsense\n", "store = 1\n", "unknown = 1\n"],
)
def test_what_cannot_be_edited_is_refused_and_left_as_it_is(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(UsageError):
        change_setting("store", "sealed", file)
    assert file.read_text() == text


def test_a_value_that_would_break_out_of_its_line_is_refused(file: Path) -> None:
    with pytest.raises(UsageError):
        change_setting("store", 'x"\nmouse = false #', file)
    assert not file.exists()


def test_a_linked_file_stays_a_link(tmp_path: Path, file: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("# mine\n")
    file.parent.mkdir()
    file.symlink_to(real)
    change_setting("store", "pass", file)
    assert file.is_symlink()
    assert real.read_text() == '# mine\nstore = "pass"\n'
