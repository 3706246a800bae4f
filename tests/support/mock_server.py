"""The mock served in a process of its own, for tests that talk to it as a user would.

with mock_server("demo") as mock:
    mock.client("iam").list_users()
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import secrets
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import boto3
import pyotp
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.support.warm_programs import MOCK
from tests.support.warm_python import ROOT as ROOT
from tests.support.warm_python import WarmProcess

_SERVE: Final = ("-m", "iamtui", "mock", "serve", "--exit-with-parent", "--account")


@dataclass(frozen=True, slots=True)
class Ready:
    """The line that the server prints when it answers."""

    endpoint_url: str
    account_id: str
    access_key_id: str
    secret_access_key: str
    mfa_serial: str
    mfa_seed: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client signs with."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Credentials:
        """From the `Credentials` of an STS answer or the `AccessKey` of an IAM one."""
        return cls(answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken"))


@dataclass(frozen=True, slots=True)
class RunningMock:
    """A served account: how to reach it, to break it, and to look into it."""

    ready: Ready
    process: subprocess.Popen[str] | WarmProcess
    remarks: list[str]
    control_secret: str

    @property
    def endpoint_url(self) -> str:
        """Where it answers."""
        return self.ready.endpoint_url

    @property
    def credentials(self) -> Credentials:
        """The administrator's long-term key."""
        return Credentials(self.ready.access_key_id, self.ready.secret_access_key)

    def client(
        self, service: str, credentials: Credentials | None = None, *, attempts: int = 1
    ) -> Any:
        """A boto3 client, of the administrator or with other credentials; without retries."""
        return _client(self.endpoint_url, service, credentials or self.credentials, attempts)

    def fault(self, operation: str, fault: str, times: int | None = 1, seconds: float = 0) -> None:
        """Make calls of `operation` (or `*`) go wrong; the kinds are those of `mock.faults`."""
        rule = {"operation": operation, "fault": fault, "times": times, "seconds": seconds}
        self.control("POST", "faults", [rule])

    def clear_faults(self) -> None:
        """Let everything go right again."""
        self.control("DELETE", "faults")

    def calls(self) -> dict[str, int]:
        """How often each operation was called since the start or the last reset."""
        counts: dict[str, int] = self.control("GET", "calls")
        return counts

    def reset_calls(self) -> None:
        """Count from nothing again."""
        self.control("DELETE", "calls")

    def set_clock_ahead(self, seconds: float) -> None:
        """Shift the server's clock."""
        self.control("POST", "clock", {"ahead": seconds})

    def control(self, method: str, what: str, body: object = None) -> Any:
        """One request to the control endpoint."""
        request = urllib.request.Request(
            f"{self.endpoint_url}/_iamtui/{what}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Iamtui-Control": self.control_secret},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


@functools.cache
def _client(endpoint_url: str, service: str, credentials: Credentials, attempts: int) -> Any:
    """Clients may be shared by threads, and making one takes longer than most calls."""
    make: Any = _session().client
    return make(
        service,
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token,
        config=Config(retries={"total_max_attempts": attempts}, connect_timeout=5, read_timeout=20),
    )


@functools.cache
def _session() -> boto3.session.Session:
    """One session for all clients: each new one would read botocore's models again."""
    return boto3.session.Session()


def code_at(seed: str, moment: datetime, steps: int = 0) -> str:
    """The six digits of a seed at a moment, or some 30-second steps away from it."""
    return pyotp.TOTP(seed).at(int(moment.timestamp()) + 30 * steps)


@contextlib.contextmanager
def mock_server(account: str = "demo", auth: bool = True) -> Iterator[RunningMock]:
    """Serve `account` on a free port for the length of the block.

    Raises AssertionError with the server's own words where it does not come up. It ends with the
    block, and with this process however that dies, since it watches its standard input.
    """
    secret = secrets.token_hex(16)
    process = MOCK.start(
        [*_SERVE, account, *([] if auth else ["--no-auth"])],
        {**os.environ, "IAMTUI_MOCK_CONTROL": secret},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    remarks: list[str] = []
    reader = threading.Thread(target=_collect, args=(process, remarks), daemon=True)
    reader.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            process.wait(timeout=20)
            reader.join(timeout=5)
            raise AssertionError("the mock did not come up:\n" + "\n".join(remarks))
        yield RunningMock(Ready(**json.loads(line)), process, remarks, secret)
    finally:
        _end(process, reader)


def _collect(process: WarmProcess, remarks: list[str]) -> None:
    assert process.stderr is not None
    remarks.extend(line.rstrip("\n") for line in process.stderr)


def _end(process: WarmProcess, reader: threading.Thread) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
    reader.join(timeout=5)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


@contextlib.contextmanager
def refused(code: str, *words: str) -> Iterator[None]:
    """The block must end in a ClientError with that code, whose message holds `words`."""
    try:
        yield
    except ClientError as error:
        answer = error.response["Error"]
        assert answer.get("Code") == code, answer
        message = answer.get("Message", "")
        for expected in words:
            assert expected in message, message
    else:
        raise AssertionError(f"{code} was expected, and the call was answered")
