"""The journal: what was meant, sent and answered, one JSON object a line.

A line is written and synced before a call is sent and again when it is answered, so that no crash
loses the knowledge that something may have been changed. Every line carries the SHA-256 of the
line before it: a line that was changed or taken out is found by `verify`. It holds no secrets.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from iamtui import paths
from iamtui.account.call import Value
from iamtui.errors import IamtuiError

FIRST = "0" * 64
NEW_LINE = "\n"
REDACTED = "(not recorded)"
# Parameters of IAM and STS that botocore's models mark as sensitive or that hold a code.
SENSITIVE = frozenset(
    {
        "AuthenticationCode1",
        "AuthenticationCode2",
        "NewPassword",
        "OldPassword",
        "Password",
        "PrivateKey",
        "TokenCode",
    }
)


class JournalDamaged(IamtuiError):
    """A line of the journal cannot be read, or does not follow from the one before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal.

    `event` is one of `planned`, `sent`, `done`, `failed`, `unknown`, `ended` (and `unreadable` for
    a line that a crash or another program damaged); `plan` ties the lines of one run together;
    `time` is UTC in ISO 8601. `words`, `operation` and `parameters` tell of a step,
    `inverse_operation` and `inverse` of the call that takes it back; `error` says why a step
    failed, why a done one cannot be taken back, or how the run ended; `undoes` names the plan
    that this one takes back.
    """

    time: str
    event: str
    plan: str
    account: str = ""
    caller: str = ""
    profile: str = ""
    change: str = ""
    words: str = ""
    operation: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    inverse: Mapping[str, Value] = field(default_factory=dict)
    inverse_operation: str = ""
    error: str = ""
    undoes: str = ""
    previous: str = FIRST


def redacted(parameters: Mapping[str, Value]) -> dict[str, Value]:
    """`parameters` with those that hold a secret or a code replaced."""
    return {k: REDACTED if k in SENSITIVE else v for k, v in parameters.items()}


class Journal:
    """An append-only file; several processes may write to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> None:
        """Write `entry` behind the others and sync it. Raises OSError where it cannot be kept."""
        with self._lock, paths.locked(self.path.with_suffix(".lock")):
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, paths.PRIVATE_FILE)
            with os.fdopen(handle, "r+b", buffering=0) as file:
                record = asdict(replace(entry, previous=_last_hash(file)))
                line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
                _write_all(handle, f"{NEW_LINE * _is_cut(file)}{line}{NEW_LINE}".encode())
                os.fsync(handle)

    def entries(self) -> tuple[Entry, ...]:
        """All lines, oldest first. Raises OSError where the file cannot be read."""
        return tuple(_entry(line) for line in _lines(self.path))

    def verify(self) -> None:
        """Raises JournalDamaged naming the first line that does not follow from the one before."""
        expected = FIRST
        for number, line in enumerate(_lines(self.path), 1):
            if _entry(line).previous != expected:
                raise JournalDamaged(
                    f"Line {number} of the journal {self.path} does not follow from the one "
                    "before it: a line was changed, taken out, or cut by a crash.",
                    "Compare it with CloudTrail; move the file away to start a new one.",
                )
            expected = _hash(line)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except FileNotFoundError:
        return []


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _last_hash(file: BinaryIO) -> str:
    """The hash of the last line of `file`, reading from its end."""
    size = file.seek(0, os.SEEK_END)
    window = 4096
    while size:
        start = max(0, size - window)
        file.seek(start)
        lines = file.read().splitlines()
        if start == 0 or len(lines) > 1:
            return _hash(lines[-1])
        window *= 4
    return FIRST


def _is_cut(file: BinaryIO) -> bool:
    """Whether the last line has no end: the process that wrote it was stopped in the middle."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _entry(line: bytes) -> Entry:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return Entry(time="", event="unreadable", plan="", previous="")
