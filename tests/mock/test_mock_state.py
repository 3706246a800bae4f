"""What `iamtui mock serve --state FILE` keeps, and accounts of any size."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from iamtui.errors import UsageError
from iamtui.mock.accounts import open_account
from iamtui.mock.state import load_state, save_state

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@contextmanager
def serving(
    state: Path, account: str = "empty"
) -> Iterator[tuple[subprocess.Popen[str], IAMClient]]:
    """A mock that keeps its account in `state`, and a client of its administrator."""
    command = [sys.executable, "-m", "iamtui", "mock", "serve", "--account", account]
    process = subprocess.Popen(
        [*command, "--state", str(state)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        client = boto3.client(
            "iam",
            endpoint_url=ready["endpoint_url"],
            aws_access_key_id=ready["access_key_id"],
            aws_secret_access_key=ready["secret_access_key"],
            region_name="us-east-1",
        )
        yield process, client
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_what_was_made_is_there_after_the_mock_ended(tmp_path: Path) -> None:
    state = tmp_path / "mock.state"
    with serving(state) as (process, iam):
        iam.create_user(UserName="ann", Path="/team/")
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert state.stat().st_mode & 0o777 == 0o600
    with serving(state, account="demo") as (_, iam):
        assert iam.get_user(UserName="ann")["User"]["Path"] == "/team/"
        keys = iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
        assert [k["AccessKeyId"] for k in keys] == [key["AccessKeyId"]]


@pytest.mark.slow
def test_a_kill_leaves_a_whole_file(tmp_path: Path) -> None:
    """Changes go on while the process is killed; what was written before is served again."""
    state = tmp_path / "mock.state"
    with serving(state) as (process, iam):
        first = state.stat().st_ino
        iam.create_user(UserName="early")
        number = 0
        while state.stat().st_ino == first:
            iam.create_group(GroupName=f"g{number}")
            number += 1
        for number in range(20):
            iam.create_user(UserName=f"u{number}")
        process.kill()
        process.wait()
    with serving(state) as (_, iam):
        names = {user["UserName"] for user in iam.list_users(MaxItems=1000)["Users"]}
    assert "early" in names


def test_the_administrator_of_the_file_can_sign_in_again(tmp_path: Path) -> None:
    opened = open_account("empty")
    save_state(tmp_path / "s", opened.store, opened.login)
    again = load_state(tmp_path / "s").login
    assert again.access_key_id == opened.login.access_key_id
    assert again.secret_access_key.reveal() == opened.login.secret_access_key.reveal()
    assert again.mfa_seed.reveal() == opened.login.mfa_seed.reveal()


def _with_body(path: Path, body: bytes) -> None:
    """The file `path` with another account inside, and the sum that fits it."""
    import hashlib

    about = json.loads(path.read_bytes().partition(b"\n")[0])
    about["sha256"] = hashlib.sha256(body).hexdigest()
    path.write_bytes(json.dumps(about).encode() + b"\n" + body)


class _Runs:
    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("made-by-the-file",)


@pytest.mark.parametrize(
    "body",
    [
        pickle.dumps(_Runs()),
        b"cos\nsystem\n(S'touch made-by-the-file'\ntR.",
        b"ciamtui.mock.state\npickle.loads\n(S'x'\ntR.",
        b"cmoto.iam.models\njson.loads\n(S'{}'\ntR.",
        b"",
    ],
)
def test_a_file_of_somebody_else_runs_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = open_account("empty")
    state = tmp_path / "s"
    save_state(state, opened.store, opened.login)
    _with_body(state, body)
    with pytest.raises(UsageError, match="holds no account"):
        load_state(state)
    assert os.listdir(tmp_path) == ["s"]


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    opened = open_account("empty")
    state = tmp_path / "s"
    save_state(state, opened.store, opened.login)
    whole = state.read_bytes()
    for damaged in (whole[:-1], whole[:200], b"", b"{}\n", whole[:-9] + b"x" * 9):
        state.write_bytes(damaged)
        with pytest.raises(UsageError):
            load_state(state)
        assert state.read_bytes() == damaged


def test_an_account_of_a_thousand_users_is_the_same_at_every_start() -> None:
    one, two = open_account("scale:1000").store, open_account("scale:1000").store
    assert len(one.users) == 1001
    assert len(one.roles) == 200
    assert len(one.groups) == 60
    assert len(one.customer_policies()) == 300
    assert len(one.keys) == 2001
    assert list(one.keys) == list(two.keys)
    assert [user.id for user in one.users.values()] == [user.id for user in two.users.values()]
    assert all(len(user.groups) <= 10 for user in one.users.values())


@pytest.mark.parametrize("number", ["0", "-1", "x", "1000000", ""])
def test_a_number_of_users_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(UsageError):
        open_account(f"scale:{number}")
