"""The mock as a child of this process: started, waited for, and never outliving its parent."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

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
        """End the child; it is killed where it does not end by itself."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()


def start_mock(account: str, read_only: bool) -> MockProcess:
    """Serve `account` (`demo`, `empty` or a file) from a child process; waits until it answers.

    The child sees that its standard input was closed when this process dies, however it dies, and
    ends. Raises IamtuiError with the child's own last words where it does not come up.
    """
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [
            sys.executable,
            "-m",
            "iamtui",
            "mock",
            "serve",
            "--exit-with-parent",
            "--account",
            account,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )
    remarks: list[str] = []
    reader = threading.Thread(target=_read_remarks, args=(process, remarks), daemon=True)
    reader.start()
    line = process.stdout.readline() if process.stdout else b""
    try:
        ready = json.loads(line)
    except ValueError:
        process.kill()
        reader.join(STOP_SECONDS)
        raise IamtuiError(
            "The mock did not start.", remarks[-1] if remarks else "Install iamtui[mock]."
        ) from None
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
    return MockProcess(target, key, Secret(ready["mfa_seed"]), tuple(remarks), process)


def _environment() -> dict[str, str]:
    """This process's environment without anything of AWS's: the child must reach nothing real."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def _read_remarks(process: subprocess.Popen[bytes], remarks: list[str]) -> None:
    """Keep what the child says, and go on reading, so that it never waits for a full pipe."""
    with contextlib.suppress(ValueError, OSError):
        for line in process.stderr or ():
            text = line.decode("utf-8", "replace").strip()
            if text and len(remarks) < MOST_REMARKS:
                remarks.append(text)
