"""The processes of this user whose environment has an access key (Linux: /proc/PID/environ).

That shows the environment a process was started with; what it read from files since is not in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class InProcess:
    """A variable in the environment of a running program."""

    pid: int
    program: str
    variable: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.program}), ${self.variable}"


@dataclass(frozen=True, slots=True)
class ProcessSearch:
    """What was found. `unreadable` counts this user's processes whose environment is closed (to
    iamtui itself, to programs that guard it); `possible` is False where a system has no /proc."""

    found: tuple[InProcess, ...] = ()
    searched: int = 0
    unreadable: int = 0
    possible: bool = True

    def __str__(self) -> str:
        if not self.possible:
            return "environments of processes cannot be read on this system"
        closed = f", {self.unreadable} could not be read" if self.unreadable else ""
        return f"environments of {self.searched} processes read{closed}"


def in_processes(key_id: str, own_pid: int, proc: Path = PROC) -> ProcessSearch:
    """The processes of this user but the one of `own_pid`, which is told of as this shell's."""
    if not (proc / "self").exists():
        return ProcessSearch(possible=False)
    found: list[InProcess] = []
    searched = unreadable = 0
    for folder in _own(proc):
        pid = int(folder.name)
        if pid == own_pid:
            continue
        try:
            environ = (folder / "environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        except OSError:
            unreadable += 1
        else:
            searched += 1
            found.extend(InProcess(pid, _program(folder), v) for v in _variables(environ, key_id))
    return ProcessSearch(tuple(found), searched, unreadable)


def _own(proc: Path) -> Iterator[Path]:
    """The folders of processes that belong to this user."""
    for name in sorted(filter(str.isdigit, os.listdir(proc)), key=int):
        try:
            status = (proc / name / "status").read_text(errors="replace")
        except OSError:
            continue
        owner = re.search(r"^Uid:\s+(\d+)", status, re.MULTILINE)
        if owner is not None and int(owner[1]) == os.getuid():
            yield proc / name


def _variables(environ: bytes, key_id: str) -> Iterator[str]:
    for entry in environ.split(b"\0"):
        name, _, value = entry.partition(b"=")
        if value.strip() == key_id.encode():
            yield name.decode("utf-8", "replace")


def _program(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(errors="replace").strip()
    except OSError:
        return "ended meanwhile"
