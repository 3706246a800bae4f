"""Files with a new key: the forms that people and programs know, and where they may be made."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from iamtui.delivery import new_file
from iamtui.delivery.key_file import Form, file_bytes, file_name, read_file, spreadsheet_note
from iamtui.delivery.new_file import NoPlace, check_place, write_new
from iamtui.delivery.new_secret import NewSecret, sign_in_url
from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def new(name: str = "alice", secret: str = SECRET) -> NewSecret:
    url = sign_in_url("123456789012")
    return NewSecret(name, KEY, Secret(secret), "123456789012", url)


# Forms


def test_the_console_s_file_is_the_console_s_to_the_byte() -> None:
    assert file_bytes(new(), Form.CONSOLE) == (
        b"\xef\xbb\xbfAccess key ID,Secret access key\r\n" + f"{KEY},{SECRET}\r\n".encode()
    )
    assert file_name(new(), Form.CONSOLE) == "alice_accessKeys.csv"


def test_the_file_for_import_is_the_console_s_of_before() -> None:
    assert file_bytes(new(), Form.IMPORT).decode().splitlines() == [
        "User name,Password,Access key ID,Secret access key,Console login link",
        f"alice,,{KEY},{SECRET},https://123456789012.signin.aws.amazon.com/console",
    ]


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("name", ["alice", "=1+1", "+a", "-a", "@a.b", "a=b@c.d_e-f"])
def test_a_file_is_read_back_whatever_the_name(form: Form, name: str) -> None:
    for secret in (SECRET, f"+{SECRET[1:]}", f"/{SECRET[1:]}", f"{SECRET[1:]}="):
        assert read_file(file_bytes(new(name, secret), form)) == (KEY, Secret(secret))


@pytest.mark.parametrize("name", ["a,b", 'a"b', "a\nb", "a b", "=cmd|' /C calc'!A0"])
def test_a_name_that_breaks_the_file_for_import_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="ends a field"):
        file_bytes(new(name), Form.IMPORT)
    assert read_file(file_bytes(new(name), Form.CONSOLE)) is not None


def test_it_is_said_where_a_spreadsheet_would_show_something_else() -> None:
    assert spreadsheet_note(new("=1+1"), Form.IMPORT)
    assert not spreadsheet_note(new("=1+1"), Form.CONSOLE)
    assert spreadsheet_note(new(secret=f"+{SECRET[1:]}"), Form.CONSOLE)
    assert not spreadsheet_note(new(), Form.IMPORT)


@pytest.mark.parametrize("data", [b"", b"a,b\r\n", b"Access key ID,Secret access key\r\nAKIA,\r\n"])
def test_a_file_without_a_key_holds_none(data: bytes) -> None:
    assert read_file(data) is None


@pytest.mark.parametrize(
    ("name", "file"), [("a/../b", "a_.._b_accessKeys.csv"), ("a\x00b", "a_b_accessKeys.csv")]
)
def test_a_name_never_leads_to_another_folder(name: str, file: str) -> None:
    assert file_name(new(name), Form.CONSOLE) == file


def test_nobody_s_secret_is_shown_by_accident() -> None:
    assert SECRET not in repr(new())
    assert SECRET not in f"{new()}"


# Places


def test_a_file_is_private_and_whole(tmp_path: Path) -> None:
    written = write_new(tmp_path / "key.csv", b"data")
    assert written.read_bytes() == b"data"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["key.csv"]


def a_file(path: Path) -> None:
    path.write_bytes(b"old")


def a_link(path: Path) -> None:
    path.symlink_to(path.parent / "elsewhere")


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("there", [a_file, a_link, a_folder])
def test_what_is_there_stays(tmp_path: Path, there: Callable[[Path], None]) -> None:
    path = tmp_path / "key.csv"
    there(path)
    with pytest.raises(NoPlace):
        write_new(path, b"new")
    assert not (tmp_path / "elsewhere").exists()
    assert not path.is_file() or path.read_bytes() == b"old"


def test_a_file_that_comes_between_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.csv"
    monkeypatch.setattr(new_file, "check_place", lambda _path: path)
    path.write_bytes(b"theirs")
    with pytest.raises(NoPlace, match="not overwritten"):
        write_new(path, b"ours")
    assert path.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["key.csv"]


def test_a_folder_that_is_a_link_is_followed_once(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert write_new(tmp_path / "link" / "key.csv", b"data") == tmp_path / "real" / "key.csv"


@pytest.mark.parametrize(("mode", "may"), [(0o777, False), (0o1777, True), (0o755, True)])
def test_everybody_s_folder_needs_the_sticky_bit(tmp_path: Path, mode: int, may: bool) -> None:
    outer = tmp_path / "outer"
    inner = outer / "inner"
    inner.mkdir(parents=True)
    outer.chmod(mode)
    if may:
        assert check_place(inner / "key.csv") == inner / "key.csv"
    else:
        with pytest.raises(NoPlace, match="Everybody"):
            check_place(inner / "key.csv")


def test_a_file_system_without_links_gets_the_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_of: object, **_by: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_link)
    write_new(tmp_path / "key.csv", b"data")
    assert (tmp_path / "key.csv").read_bytes() == b"data"
    assert os.listdir(tmp_path) == ["key.csv"]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(IamtuiError, match="No space left"):
        write_new(tmp_path / "key.csv", b"data")
    assert os.listdir(tmp_path) == []
