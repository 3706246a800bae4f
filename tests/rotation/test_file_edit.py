"""Files of the user's are changed whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamtui.rotation.holders.file_edit import (
    FileChanges,
    FileNotEditable,
    check_editable,
    edit,
    read_text,
)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def file_with(folder: Path, text: str) -> Path:
    path = folder / "aws" / "credentials"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_mode_and_bytes_that_are_no_text_are_kept(tmp_path: Path) -> None:
    path = file_with(tmp_path, "")
    path.write_bytes(b"# caf\xe9\nold\n")
    path.chmod(0o640)
    edit(path, lambda text: text.replace("old", "new"))
    assert path.read_bytes() == b"# caf\xe9\nnew\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["credentials"]


def test_a_change_by_somebody_else_is_not_lost(tmp_path: Path) -> None:
    path = file_with(tmp_path, "old\n")
    asked: list[str] = []

    def change(text: str) -> str:
        if not asked:
            path.write_text(text + "theirs\n")
        asked.append(text)
        return text.replace("old", "new")

    edit(path, change)
    assert path.read_text() == "new\ntheirs\n"
    assert asked == ["old\n", "old\ntheirs\n"]


def test_a_file_that_changes_all_the_time_is_left_alone(tmp_path: Path) -> None:
    path = file_with(tmp_path, "x")

    def change(text: str) -> str:
        path.write_text(text + "x")
        return "mine"

    with pytest.raises(FileChanges):
        edit(path, change)
    assert set(path.read_text()) == {"x"}


def test_a_missing_file_stays_missing(tmp_path: Path) -> None:
    edit(tmp_path / "none", lambda _text: "something")
    assert read_text(tmp_path / "none") is None


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotEditable, match="no regular file"):
        check_editable(tmp_path)
    with pytest.raises(FileNotEditable):
        read_text(tmp_path)


def test_a_file_of_ones_own_can_be_changed(tmp_path: Path) -> None:
    check_editable(file_with(tmp_path, "x"))


def test_what_a_killed_process_left_behind_is_removed(tmp_path: Path) -> None:
    path = file_with(tmp_path, "old")
    (path.parent / ".iamtui-credentials-abc").write_text("a secret")
    (path.parent / ".iamtui-config-abc").write_text("of another file")
    edit(path, lambda _text: "new")
    assert sorted(each.name for each in path.parent.iterdir()) == [
        ".iamtui-config-abc",
        "credentials",
    ]
