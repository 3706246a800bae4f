"""`iamtui where-used`: each place, how far it looked, and putting another key there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iamtui.cli import main
from iamtui.rotation.process_search import ProcessSearch

KEY, NEW = "AKIAUSED000000000001", "AKIANEW0000000000002"
SECRET, NEW_SECRET = "s" * 40, "n" * 40
FILE = """\
[shop]
aws_access_key_id = {}
aws_secret_access_key = {}
"""
ENV = "# mine\nAWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose ~/.aws has the new key, and a shop with the old one."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(
        "iamtui.rotation.where_used.in_processes", lambda *_: ProcessSearch((), 7, 1)
    )
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(FILE.format(NEW, NEW_SECRET))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / ".env").write_text(ENV.format(KEY, SECRET))
    (tmp_path / "shop" / "notes").write_text(f"{KEY} is the shop's\n")
    return tmp_path


def test_each_place_is_said_and_how_far_it_looked(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["where-used", KEY, "--in", str(home / "shop"), "--json"]) == 0
    told = capfd.readouterr()
    places = [json.loads(line) for line in told.out.splitlines()]
    assert [(p["sort"], p["line"], p["replaceable"]) for p in places] == [
        ("file", 2, True),
        ("file", 1, False),
    ]
    assert "7 processes read, 1 could not be read" in told.err
    assert "2 files read" in told.err
    assert "CloudTrail was not asked" in told.err
    assert SECRET not in told.out + told.err


def test_a_key_that_is_found_nowhere_is_a_no(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["where-used", "AKIANOWHERE000000001"]) == 1
    assert "found nowhere on this machine" in capfd.readouterr().out


def test_the_key_is_replaced_where_a_program_can_do_that(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["where-used", KEY, "--in", str(home / "shop"), "--replace-with", NEW, "--yes"]
    assert main(arguments) == 1
    assert (home / "shop" / ".env").read_text() == ENV.format(NEW, NEW_SECRET)
    told = capfd.readouterr()
    assert f"Still has {KEY}: {home / 'shop' / 'notes'}, line 1" in told.err
    assert NEW_SECRET not in told.out + told.err


def test_nothing_is_replaced_without_a_yes(home: Path) -> None:
    before = (home / "shop" / ".env").read_text()
    assert main(["where-used", KEY, "--in", str(home / "shop"), "--replace-with", NEW]) == 1
    assert (home / "shop" / ".env").read_text() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nonsense"], 2, "no access key id"),
        ([KEY, "--in", "/nowhere/at/all"], 2, "There is no folder"),
        ([KEY, "--replace-with", "AKIANOTHERE000000001"], 3, "neither in ~/.aws nor in the vault"),
    ],
)
def test_what_is_refused(
    home: Path,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    assert main(["where-used", *arguments]) == code
    assert said in capfd.readouterr().err
