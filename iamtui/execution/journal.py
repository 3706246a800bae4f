"""The journal: what was meant, sent and answered, one JSON object a line.

A line is written and synced before a call is sent and again when it is answered, so that no crash
loses the knowledge that something may have been changed. Every line carries the SHA-256 of the
line before it: a line that was changed or taken out is found by `verify`, unless it is the last.
A last line that a crash cut off was never relied on, and is dropped. It holds no secrets.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import BinaryIO

from iamtui import paths
from iamtui.account.call import Value
from iamtui.errors import IamtuiError

FIRST = "0" * 64
REDACTED = "(not recorded)"
# Parameters of IAM and STS that botocore's models mark as sensitive or that hold a code.
SENSITIVE = frozenset(
    {
        "AddPrivateKey",
        "AuthenticationCode1",
        "AuthenticationCode2",
        "NewPassword",
        "OldPassword",
        "Password",
        "PrivateKey",
        "SAMLAssertion",
        "TokenCode",
        "TradeInToken",
        "WebIdentityToken",
    }
)


class JournalDamaged(IamtuiError):
    """A line of the journal cannot be read, or does not follow from the one before it."""


class JournalUnusable(IamtuiError):
    """A line could not be kept; the journal is as it was before it."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"The journal {path} cannot be written ({error.strerror or type(error).__name__}).",
            "See to the disk and its permissions, then try again.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal.

    `event` is one of `planned`, `sent`, `done`, `failed`, `unknown`, `ended` (and `unreadable` for
    a line that another program damaged); `plan` ties the lines of one run together; `time` is UTC
    in ISO 8601. `words`, `operation` and `parameters` tell of a step, `inverse_operation` and
    `inverse` of the call that takes it back; `error` says why a step failed, why a sent or done
    one cannot be taken back, or how the run ended; `undoes` names the plan that this one takes
    back; `approver` is the ARN of the second person, where the Guard asked for one.
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
    approver: str = ""
    previous: str = FIRST


_UNREADABLE = Entry(time="", event="unreadable", plan="", previous="")
_MAPPINGS = ("parameters", "inverse")
_TEXTS = tuple(f.name for f in fields(Entry) if f.name not in _MAPPINGS)


def redacted(parameters: Mapping[str, Value]) -> dict[str, Value]:
    """`parameters` with those that hold a secret or a code replaced."""
    return {k: REDACTED if k in SENSITIVE else v for k, v in parameters.items()}


class Journal:
    """An append-only file; several processes may write to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> None:
        """Write `entry` behind the others and sync it. Raises JournalUnusable where it cannot
        be kept: then nothing of it is there."""
        try:
            with self._lock, paths.locked(self.path.with_suffix(".lock")):
                handle = os.open(self.path, os.O_RDWR | os.O_CREAT, paths.PRIVATE_FILE)
                with os.fdopen(handle, "r+b", buffering=0) as file:
                    _make_private(handle)
                    _append(file, entry)
        except OSError as error:
            failure = JournalUnusable(self.path, error)
        else:
            return
        raise failure

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
                    "before it: a line was changed or taken out.",
                    "Compare it with CloudTrail; move the file away to start a new one.",
                )
            expected = _hash(line)


def _make_private(handle: int) -> None:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a file")
    if os.name == "posix" and status.st_mode & 0o077:
        os.fchmod(handle, paths.PRIVATE_FILE)


def _append(file: BinaryIO, entry: Entry) -> None:
    last, end = _last_line(file)
    size = file.seek(0, os.SEEK_END)
    if _is_readable(file, end, size):
        last, end, start = _read(file, end, size), size, b"\n"
    else:
        start = b""
    record = asdict(replace(entry, previous=_hash(last) if last is not None else FIRST))
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        file.truncate(end)
        file.seek(end)
        # A name that is no text (an undecodable file name) is written as JSON escapes it.
        _write_all(file, start + text.encode(errors="backslashreplace") + b"\n")
        os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            file.truncate(end)
        raise


def _write_all(file: BinaryIO, data: bytes) -> None:
    while data:
        data = data[file.write(data) :]


def _read(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _last_line(file: BinaryIO) -> tuple[bytes | None, int]:
    """The last whole line of `file` without its end (None where there is none), and where what
    follows it begins; reads from the end."""
    size = file.seek(0, os.SEEK_END)
    window = 4096
    while True:
        start = max(0, size - window)
        before, newline, cut = _read(file, start, size).rpartition(b"\n")
        if newline and (start == 0 or b"\n" in before):
            return before.rpartition(b"\n")[2], size - len(cut)
        if start == 0:
            return None, 0
        window *= 4


def _is_readable(file: BinaryIO, start: int, end: int) -> bool:
    """Whether a last line without its end is whole otherwise: an editor left that out."""
    return start < end and _entry(_read(file, start, end)) is not _UNREADABLE


def _lines(path: Path) -> list[bytes]:
    """The whole lines: one that is being written, or was cut off, is not there yet."""
    try:
        *lines, last = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    return lines if _entry(last) is _UNREADABLE else [*lines, last]


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _entry(line: bytes) -> Entry:
    try:
        entry = Entry(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return _UNREADABLE
    whole = all(isinstance(getattr(entry, name), str) for name in _TEXTS) and all(
        isinstance(getattr(entry, name), dict) for name in _MAPPINGS
    )
    return entry if whole else _UNREADABLE
