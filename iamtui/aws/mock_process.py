"""The mock as a child of this process: started, waited for, and never outliving its parent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.errors import IamtuiError
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

MOST_REMARKS = 50
STOP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class MockProcess:
    """A mock that answers. `remarks` are the sentences it printed while loading the account."""

    target: Target
    key: AccessKeyPair
    mfa_seed: Secret
    remarks: tuple[str, ...]
    _process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the child, without waiting; it is killed where it does not end by itself."""
        self._process.terminate()
        threading.Thread(target=_see_it_end, args=(self._process,), daemon=True).start()


def start_mock(account: str, read_only: bool) -> MockProcess:
    """Serve `account` (`demo`, `empty` or a file) from a child process; waits until it answers.

    The child sees that its standard input was closed when this process dies, however it dies, and
    ends. Raises IamtuiError with the child's own last words where it does not come up.
    """
    # A file, and not a pipe, which somebody would have to go on reading; it has no name.
    with tempfile.TemporaryFile() as said:
        process = _spawn(account, said)
        line = process.stdout.readline() if process.stdout else b""
        remarks = _remarks(said)
    try:
        ready = json.loads(line)
    except ValueError:
        ready = None
    if ready is None:
        process.kill()
        _see_it_end(process)
        raise IamtuiError("The mock did not start.", remarks[-1] if remarks else "")
    target = Target(
        name="demo" if account == "demo" else Path(account).name,
        kind=TargetKind.MOCK,
        source=CredentialSource.GIVEN,
        endpoint_url=ready["endpoint_url"],
        region="us-east-1",
        mfa_serial=ready["mfa_serial"],
        read_only=read_only,
    )
    key = AccessKeyPair(ready["access_key_id"], Secret(ready["secret_access_key"]))
    return MockProcess(target, key, Secret(ready["mfa_seed"]), remarks[:MOST_REMARKS], process)


def _spawn(account: str, said: IO[bytes]) -> subprocess.Popen[bytes]:
    command = ["mock", "serve", "--exit-with-parent", f"--account={account}"]
    return subprocess.Popen(  # noqa: S603 - this program itself
        # -P: no module is taken from the folder that the user happens to be in.
        [sys.executable, "-P", "-m", "iamtui", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        env=_environment(),
        start_new_session=True,
    )


def _see_it_end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _environment() -> dict[str, str]:
    """This process's environment without anything of AWS's: the child must reach nothing real."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def _remarks(said: IO[bytes]) -> tuple[str, ...]:
    said.seek(0)
    lines = (line.decode("utf-8", "replace").strip() for line in said)
    return tuple(line for line in lines if line)
