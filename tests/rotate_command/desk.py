"""Somebody's home folder with ~/.aws, `iamtui rotate` in it, and what is true afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.support.mock_people import Person, allow
from tests.support.mock_server import Credentials, RunningMock
from tests.support.warm_programs import COMMANDS
from tests.support.warm_python import WarmProcess

ALL = ("--drain", "0", "--observe", "0")
LONGEST = 60
OWN_KEYS = allow(
    [
        "iam:CreateAccessKey",
        "iam:ListAccessKeys",
        "iam:UpdateAccessKey",
        "iam:DeleteAccessKey",
        "iam:GetAccessKeyLastUsed",
        "iam:ListMFADevices",
        "iam:SimulatePrincipalPolicy",
    ]
)
FILE = """\
# mine, and not to be touched
[other]
aws_access_key_id = AKIAOTHER00000000000
aws_secret_access_key = theirs

[work]
region = eu-central-1
aws_access_key_id = {id}
aws_secret_access_key={secret}

; the end
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A home folder with ~/.aws, and the program in it."""

    mock: RunningMock
    home: Path

    @property
    def file(self) -> Path:
        """The credentials file."""
        return self.home / ".aws" / "credentials"

    def holds(self, person: Person) -> str:
        """Write the person's key into the profile `work`; gives the key's id."""
        self.file.parent.mkdir(exist_ok=True)
        key = person.credentials
        self.file.write_text(FILE.format(id=key.access_key_id, secret=key.secret_access_key))
        self.file.chmod(0o640)
        return key.access_key_id

    def start(
        self, *arguments: str, limit: int | None = None, stdin: IO[str] | int = subprocess.DEVNULL
    ) -> WarmProcess:
        """Start `iamtui rotate`; `limit` is how large a file it may write, as on a full disk."""
        names = ("AWS_", "XDG_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(names)}
        return COMMANDS.start(
            ["-m", "iamtui", "rotate", *arguments],
            {**environment, "HOME": str(self.home)},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            file_limit=limit,
        )

    def rotate(self, *arguments: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        process = self.start(*arguments, limit=limit)
        out, err = process.communicate(timeout=LONGEST)
        return subprocess.CompletedProcess(arguments, process.wait(), out, err)

    def first(self, *arguments: str) -> tuple[str, ...]:
        """The arguments of a first run, which says where to ask."""
        return ("work", "--endpoint-url", self.mock.endpoint_url, *ALL, *arguments)

    def kill_at(self, operation: str, *arguments: str) -> None:
        """Kill the program when the mock has seen it call `operation`."""
        before = self.mock.calls().get(operation, 0)
        process = self.start(*arguments)
        wait_until(lambda: self.mock.calls().get(operation, 0) > before)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=LONGEST)

    def key(self) -> Credentials:
        """What `work` has now."""
        lines = self.file.read_text().partition("[work]")[2].splitlines()
        values = [line.partition("=")[2].strip() for line in lines if line.startswith("aws_")]
        return Credentials(values[0], values[1])


def wait_until(happened: Callable[[], bool]) -> None:
    """Ask until it is so; fails after LONGEST seconds."""
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def keys_of(person: Person) -> dict[str, str]:
    """The person's keys with their status, as an administrator sees them."""
    listed = person.mock.client("iam").list_access_keys(UserName=person.name)
    return {key["AccessKeyId"]: key["Status"] for key in listed["AccessKeyMetadata"]}


def works(person: Person, key: Credentials) -> bool:
    """Whether that key is the person's."""
    arn = person.mock.client("sts", key).get_caller_identity()["Arn"]
    return bool(arn == person.arn)


def assert_rotated(desk: Desk, person: Person, old: str) -> None:
    """One active key, a new one, which is in the file and works; nothing else is changed there."""
    new = desk.key()
    assert keys_of(person) == {new.access_key_id: "Active"}
    assert new.access_key_id != old
    assert works(person, new)
    expected = FILE.format(id=new.access_key_id, secret=new.secret_access_key)
    assert desk.file.read_text() == expected
    assert desk.file.stat().st_mode & 0o777 == 0o640


def assert_private(desk: Desk, *secrets: str) -> None:
    """No secret in anything that the program keeps but the credentials file; all of it 0600."""
    kept = [p for p in (desk.home / ".local").rglob("*") if p.is_file()]
    assert any(path.suffix == ".jsonl" for path in kept)
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0, path
        assert not any(secret in path.read_text() for secret in secrets), path
