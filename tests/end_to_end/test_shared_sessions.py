"""One code serves every process: the screens and `iamtui exec`, each in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mock_people import add_device, add_role, add_user, allow, trust
from tests.support.mock_server import Credentials, RunningMock, mock_server
from tests.support.pty_program import Program
from tests.support.signing import NO_KERNEL_KEYRING, PASSPHRASE, Home

pytestmark = pytest.mark.slow
SHOW = "import json, os, sys; json.dump(dict(os.environ), sys.stdout)"
AHEAD = 60


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as served:
        yield served


@pytest.fixture
def home(mock: RunningMock, tmp_path: Path) -> Home:
    mock.set_clock_ahead(0)
    me = add_user(mock, f"user-{tmp_path.name[-40:]}", allow("*"))
    made = Home(tmp_path, mock, me, add_device(mock, me))
    mock.set_clock_ahead(AHEAD)
    made.add_to_vault("prod")
    mock.reset_calls()
    return made


def unlock(program: Program, question: str, *, again: bool = False) -> None:
    """Give the passphrase; `again` in a home where the kernel keeps the unlock, if it can."""
    if again and not NO_KERNEL_KEYRING:
        return
    program.until(question)
    program.press(PASSPHRASE.encode() + b"\r")


def run_exec(
    home: Home, *options: str, codes: tuple[str, ...] = (), again: bool = False
) -> Credentials:
    """What `iamtui exec` gives to a program; it may ask for the passphrase, and for `codes`."""
    out = home.folder / "out"
    command = (sys.executable, "-c", SHOW)
    with home.in_terminal("exec", "prod", *options, "--", *command, into=out) as program:
        unlock(program, "Passphrase of the sealed file:", again=again)
        for code in codes:
            program.until("MFA code of")
            program.press(code.encode() + b"\r")
        program.ended()
    seen = json.loads(out.read_text())
    return Credentials(
        seen["AWS_ACCESS_KEY_ID"], seen["AWS_SECRET_ACCESS_KEY"], seen["AWS_SESSION_TOKEN"]
    )


def who(home: Home, credentials: Credentials) -> str:
    arn: str = home.mock.client("sts", credentials).get_caller_identity()["Arn"]
    return arn


def test_a_session_of_the_screens_serves_exec(home: Home) -> None:
    with home.in_terminal("--profile", "prod") as program:
        unlock(program, "Passphrase")
        program.until("no MFA")
        program.until("Loaded")
        program.press(b"M")
        program.until("Code of")
        program.press(home.device.code(2).encode() + b"\r")
        program.until("has started")
        program.press(b"q")
        program.ended()
    credentials = run_exec(home, again=True)
    assert who(home, credentials) == home.me.arn
    assert home.mock.calls()["GetSessionToken"] == 1


def test_sessions_of_exec_serve_the_screens_and_roles(home: Home) -> None:
    needs = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    role = add_role(
        home.mock, f"{home.me.name}-r"[-60:], trust(home.me.arn, Condition=needs), allow("*")
    )
    first = run_exec(home, "--role", role, codes=(home.device.code(2),))
    assert f"assumed-role/{role.rsplit('/', 1)[-1]}/iamtui" in who(home, first)
    assert run_exec(home, "--role", role, again=True) == first
    with home.in_terminal("--profile", "prod") as program:
        unlock(program, "Passphrase", again=True)
        program.until("MFA 1")
        program.press(b"q")
        program.ended()
    calls = home.mock.calls()
    assert (calls["GetSessionToken"], calls["AssumeRole"]) == (1, 1)
