"""What other processes can see of iamtui, and what the programs that it starts inherit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mock_server import ROOT
from tests.support.pty_program import in_terminal, plain_environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc"),
]

IAMTUI = (sys.executable, "-m", "iamtui")
MARK = "MarkThatOnlyTheEnvironmentHolds"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
# Root may read everything, unless it lays that right down; who is read must have no more rights.
PLAIN_USER = (
    ("setpriv", "--bounding-set=-sys_ptrace,-sys_admin,-perfmon") if os.geteuid() == 0 else ()
)
# A shell whose programs may dump 8 blocks of core, and whose files the group may read.
SHELL = (*PLAIN_USER, "sh", "-c", 'ulimit -S -c 8; umask 027; exec "$0" "$@"')


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(
        f"[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
    )
    (tmp_path / ".aws" / "credentials").chmod(0o600)
    return plain_environment(str(tmp_path)) | {"PYTHONPATH": str(ROOT), "MARK": MARK}


@pytest.fixture
def served(environ: dict[str, str]) -> Iterator[int]:
    """A process of iamtui that stays: its id."""
    command = [*SHELL, *IAMTUI, "mock", "serve", "--account", "empty"]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "endpoint_url" in process.stdout.readline()
        yield process.pid
        process.terminate()


def read_by_another(pid: int, name: str) -> str:
    """What another process of the same user reads of it; "" where it may not."""
    command = [*PLAIN_USER, "cat", f"/proc/{pid}/{name}"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def core_limit(pid: int) -> str:
    """The soft limit of core dumps, as the kernel tells it."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith("Max core file size")).split()[4]


def test_nobody_looks_into_it_and_it_dumps_no_core(served: int) -> None:
    assert read_by_another(served, "cmdline")
    for name in ("environ", "maps"):
        assert read_by_another(served, name) == ""
    assert core_limit(served) == "0"
    assert "Umask:\t0077" in Path(f"/proc/{served}/status").read_text()


def test_a_command_of_exec_is_a_program_like_any_other(environ: dict[str, str]) -> None:
    shell = 'ulimit -S -c; umask; echo "$AWS_SECRET_ACCESS_KEY"; read -r line'
    command = [*SHELL, *IAMTUI, "exec", "base", "--no-session", "--", "sh", "-c", shell]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert [process.stdout.readline().strip() for _ in range(3)] == ["8", "0027", SECRET]
        assert MARK in read_by_another(process.pid, "environ")
        assert SECRET not in read_by_another(process.pid, "cmdline")
        process.communicate("")


def test_doctor_says_so_and_names_what_was_taken_out(environ: dict[str, str]) -> None:
    dangerous = {"TEXTUAL_LOG": "/tmp/keys.log", "TEXTUAL": "debug,devtools"}
    done = subprocess.run(
        [*IAMTUI, "doctor", "--endpoint-url", "http://127.0.0.1:1"],
        env=environ | dangerous,
        capture_output=True,
        text=True,
        check=False,
    )
    process = [line for line in done.stdout.splitlines() if line.split()[1:2] == ["process"]]
    assert [line.split()[0] for line in process] == ["ok", "ok", "warning"]
    assert "TEXTUAL, TEXTUAL_LOG could write secrets into a file" in process[2]


LOGGING = """
import logging, os, sys
from iamtui import hygiene
hygiene.begin()
assert not {"textual", "botocore", "boto3", "keyring"} & set(sys.modules)
import botocore.session
session = botocore.session.Session()
session.set_debug_logger("")
session.set_stream_logger("", logging.DEBUG)
for name in ("botocore", "botocore.endpoint", "urllib3", "keyring", "boto3", "iamtui"):
    logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger(name).debug("SECRET of %s", name)
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
logging.getLogger("botocore").warning("a warning")
session.create_client("iam", region_name="us-east-1")
print([name for name in os.environ if name.startswith("TEXTUAL")])
"""


def test_no_library_logs_below_info_even_when_asked_to(environ: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOGGING],
        env=environ | {"TEXTUAL_DEVTOOLS_PORT": "8081", "TEXTUAL_THEME": "nord"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "a warning" in done.stderr
    assert "DEBUG" not in done.stderr
    assert "SECRET" not in done.stderr
    assert done.stdout == "['TEXTUAL_THEME']\n"


SCREENS = """
import os, subprocess, sys
from iamtui.terminal import own_terminal
def others():
    os.write(2, b"a library in C\\n")
    subprocess.run(["sh", "-c", "echo a program >&2"])
with own_terminal():
    print("a screen", file=sys.__stderr__, flush=True)
    print("a report", file=sys.stderr, flush=True)
    others()
print("afterwards", file=sys.stderr)
others()
"""


def test_the_terminal_is_the_screens_own_while_they_are_there(environ: dict[str, str]) -> None:
    with in_terminal([sys.executable, "-c", SCREENS], environ) as program:
        assert program.ended() == 0
    assert program.text.split("\r\n") == [
        "a screen",
        "a report",
        "afterwards",
        "a library in C",
        "a program",
        "",
    ]
