"""Where a key is used: lines of files, bounded searches, processes, and putting a new one there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.errors import RefusedError
from iamtui.rotation import text_search
from iamtui.rotation.env_lines import mentions, switched
from iamtui.rotation.process_search import in_processes
from iamtui.rotation.replacing import can_replace, replace_in
from iamtui.rotation.text_search import InText, Search, TextSearch
from iamtui.rotation.where_used import Where, where_used
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

KEY = "AKIAUSED000000000001"
SECRET = "s" * 40
NEW = AccessKeyPair("AKIANEW0000000000002", Secret("n/+" + "n" * 37))
ENV = f"""\
# keys of the shop, ask Ada
AWS_REGION=eu-central-1
export AWS_ACCESS_KEY_ID="{KEY}"   # {KEY} since May
export AWS_SECRET_ACCESS_KEY="{SECRET}"
OTHER=1
"""


def search(folder: Path, cancel: Cancel | None = None) -> TextSearch:
    return Search(KEY, cancel or Cancel()).through((folder,))


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"AWS_ACCESS_KEY_ID={KEY}", f"AWS_SECRET_ACCESS_KEY={SECRET}"),
        (f"SHOP_AWS_ACCESS_KEY_ID: '{KEY}'", f"SHOP_AWS_SECRET_ACCESS_KEY: '{SECRET}'"),
        (f'  "accessKeyId": "{KEY}",', f'  "secretAccessKey": "{SECRET}"'),
        (f"aws.access.key.id = {KEY}", f"aws.secret.access.key = {SECRET}"),
    ],
)
def test_a_pair_is_found_and_replaced_in_any_spelling(line: str, secret: str) -> None:
    text = f"first\n{secret}\r\nbetween\n{line}\r\nlast"
    (mention,) = mentions(text, KEY)
    assert (mention.number, mention.secret_line) == (4, 2)
    changed = switched(text, KEY, NEW)
    assert changed == text.replace(KEY, NEW.access_key_id).replace(SECRET, NEW.secret.reveal())


@pytest.mark.parametrize(
    "text",
    [
        f"the key {KEY} is mine",
        f"AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY=short",
        f"KEY={KEY}\nSECRET={SECRET}",
        f"A_ACCESS_KEY_ID={KEY}\nB_SECRET_ACCESS_KEY={SECRET}",
        f"AWS_ACCESS_KEY_ID={KEY}" + "\n" * 30 + f"AWS_SECRET_ACCESS_KEY={SECRET}",
    ],
)
def test_a_line_without_a_certain_secret_is_listed_and_left_alone(text: str) -> None:
    (mention,) = mentions(text, KEY)
    assert mention.secret_line is None
    assert switched(text, KEY, NEW) == text


def test_a_longer_id_is_another_key() -> None:
    assert mentions(f"AWS_ACCESS_KEY_ID={KEY}9", KEY) == ()


def test_a_search_reads_text_and_counts_what_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_search, "LARGEST_FILE", 1000)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".env").write_text(ENV)
    folder = tmp_path / "shop"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / ".env").write_text(ENV)
    (folder / "link").symlink_to(outside)
    (folder / "large").write_text(KEY * 100)
    (folder / "binary").write_bytes(b"\0" + KEY.encode())
    os.mkfifo(folder / "pipe")
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / ".env").write_text(ENV)
    found = search(folder)
    assert [(place.path, place.mention.number) for place in found.found] == [
        (folder / "deep" / ".env", 3)
    ]
    searched = found.searched
    assert (searched.files, searched.links, searched.large, searched.binary) == (1, 1, 1, 1)
    assert not searched.cut


def test_a_search_that_is_too_deep_or_too_much_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_search, "DEEPEST", 1)
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert search(tmp_path).searched.cut
    monkeypatch.setattr(text_search, "MOST_FILES", 1)
    (tmp_path / "one").write_text("")
    (tmp_path / "two").write_text("")
    assert "name smaller folders" in str(search(tmp_path).searched)


def test_a_search_can_be_cancelled(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        search(tmp_path, cancel)


def test_a_file_is_replaced_whole_and_its_comments_are_kept(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(ENV)
    file.chmod(0o600)
    (place,) = search(tmp_path).found
    assert can_replace(place)
    replace_in(place, KEY, NEW)
    assert NEW.secret.reveal() in file.read_text()
    assert file.read_text().startswith("# keys of the shop, ask Ada\nAWS_REGION=eu-central-1\n")
    assert SECRET not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_no_program_can_change_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text(f"{KEY} is mine")
    (place,) = search(tmp_path).found
    assert not can_replace(place)
    with pytest.raises(RefusedError, match="safely"):
        replace_in(place, KEY, NEW)


def test_the_environment_of_another_process_is_searched() -> None:
    environ = {"PATH": os.environ["PATH"], "SHOP_KEY": KEY}
    with subprocess.Popen(["sleep", "60"], env=environ) as process:
        try:
            found = in_processes(KEY, os.getpid())
        finally:
            process.kill()
    assert [(p.pid, p.variable) for p in found.found] == [(process.pid, "SHOP_KEY")]
    assert found.searched > 0


def test_processes_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    """A /proc with a process whose environment is closed, and one of another user."""
    (tmp_path / "self").mkdir()
    for pid, owner in (("5", os.getuid()), ("6", os.getuid() + 1)):
        (tmp_path / pid).mkdir()
        (tmp_path / pid / "status").write_text(f"Name:\tx\nUid:\t{owner}\t{owner}\n")
        (tmp_path / pid / "environ").mkdir()
    found = in_processes(KEY, 1, tmp_path)
    assert (found.searched, found.unreadable) == (0, 1)
    assert not in_processes(KEY, 1, tmp_path / "nothing").possible


def test_a_file_of_aws_in_a_named_folder_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    credentials = f"[shop]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    (tmp_path / ".aws" / "credentials").write_text(credentials)
    (tmp_path / ".env").write_text(ENV)
    used = where_used(KEY, Where(tmp_path, {"AWS_ACCESS_KEY_ID": KEY}, (tmp_path,)), Cancel())
    assert [type(place).__name__ for place in used.places] == ["InEnvironment", "InFile", "InText"]
    assert not any(SECRET in repr(place) for place in used.places)
    text = used.places[2]
    assert isinstance(text, InText)
    assert text.path == tmp_path / ".env"
