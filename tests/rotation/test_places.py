"""Where on this machine an access key is held."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iamtui.rotation.places import InEnvironment, InFile, Place, Unreadable, places_of

KEY = "AKIAEXAMPLE000000001"
CREDENTIALS = f"""\
[default]
aws_access_key_id = {KEY}
aws_secret_access_key = not-a-secret/AKIA

# aws_access_key_id = {KEY}
[other]
aws_access_key_id={KEY}X
[ops team]
aws_secret_access_key: x
AWS_Access_Key_ID:\t{KEY}  \r
"""
CONFIG = f"""\
[profile "ci bot"]
region = eu-west-1
  [ profile deep ]
s3 =
  aws_access_key_id = {KEY}
[default]
aws_access_key_id = AKIAOTHER
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_profiles_of_both_files_are_found_with_their_lines(tmp_path: Path) -> None:
    credentials = write(tmp_path / ".aws/credentials", CREDENTIALS)
    config = write(tmp_path / ".aws/config", CONFIG)

    assert places_of(KEY, tmp_path, {}) == (
        InFile(credentials, "default", 2),
        InFile(credentials, "ops team", 10),
        InFile(config, "deep", 5),
    )


def test_nothing_of_a_secret_gets_into_the_answer(tmp_path: Path) -> None:
    write(tmp_path / ".aws/credentials", CREDENTIALS)

    assert "not-a-secret" not in repr(places_of(KEY, tmp_path, {}))


def test_the_environment_of_this_process_is_a_place(tmp_path: Path) -> None:
    held = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": "x"}

    assert places_of(KEY, tmp_path, held) == (InEnvironment("AWS_ACCESS_KEY_ID"),)
    assert places_of("AKIAOTHER", tmp_path, held) == ()


@pytest.mark.parametrize("moved", ["~/moved", "$PLACE/moved", "${PLACE}/moved", "{home}/moved"])
@pytest.mark.parametrize("variable", ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"])
def test_a_moved_file_is_searched_in_place_of_the_usual_one(
    tmp_path: Path, variable: str, moved: str
) -> None:
    write(tmp_path / ".aws/credentials", "")
    write(tmp_path / ".aws/config", "")
    here = write(tmp_path / "moved", f"[profile x]\naws_access_key_id = {KEY}\n")
    environ = {variable: moved.format(home=tmp_path) if "{home}" in moved else moved}

    assert places_of(KEY, tmp_path, {**environ, "PLACE": str(tmp_path)}) == (InFile(here, "x", 2),)


def test_a_file_with_a_byte_order_mark_and_foreign_bytes_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / ".aws/credentials", "")
    path.write_bytes(b"\xef\xbb\xbf[a]\nx = \xff\naws_access_key_id = " + KEY.encode())

    assert places_of(KEY, tmp_path, {}) == (InFile(path, "a", 3),)


def test_no_files_hold_nothing(tmp_path: Path) -> None:
    assert places_of(KEY, tmp_path, {}) == ()
    (tmp_path / ".aws").write_text("a file where the folder should be")
    assert places_of(KEY, tmp_path, {}) == ()


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ".aws/credentials"
    folder.mkdir(parents=True)
    loop = tmp_path / ".aws/config"
    loop.symlink_to(loop)

    first, second = places_of(KEY, tmp_path, {})

    assert first == Unreadable(folder, "it is not a regular file")
    assert isinstance(second, Unreadable)
    assert str(second).startswith(f"{loop} could not be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_left_to_the_program_it_is_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert places_of(KEY, tmp_path, {"AWS_SHARED_CREDENTIALS_FILE": str(pipe)}) == (
        Unreadable(pipe, "it is not a regular file"),
    )


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (InFile(Path("/h/.aws/config"), "x", 3), "profile x in /h/.aws/config, line 3"),
        (InEnvironment("AWS_ACCESS_KEY_ID"), "$AWS_ACCESS_KEY_ID of this shell"),
    ],
)
def test_a_place_is_told_in_words(place: Place, words: str) -> None:
    assert str(place) == words
