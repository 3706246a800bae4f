"""What a process that will hold secrets does first, and what it gives back to its children.

No core dump, no look into its memory or environment by other processes of the user, no file that
others may read, no log line below INFO (botocore's DEBUG lines hold whole answers), and nothing in
the environment that makes Textual write keys or pictures into files.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass

# prctl(2); linux/prctl.h
_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4
# ptrace(2) of macOS; sys/ptrace.h
_PT_DENY_ATTACH = 31

PRIVATE_UMASK = 0o077
# What these do to Textual (log every key, open a debug port, take screenshots) could show secrets.
DANGEROUS = (
    "TEXTUAL",
    "TEXTUAL_LOG",
    "TEXTUAL_DEBUG",
    "TEXTUAL_DEVTOOLS_HOST",
    "TEXTUAL_DEVTOOLS_PORT",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_PRESS",
    "TEXTUAL_DRIVER",
)


@dataclass(slots=True)
class _Before:
    """What the process had when it began."""

    umask: int | None = None
    core: tuple[int, int] | None = None
    taken_out: tuple[str, ...] = ()


_before = _Before()


def begin(environ: MutableMapping[str, str] = os.environ) -> None:
    """Take every measure that this system has; what it lacks, the doctor tells.

    To be called before Textual and botocore are imported. A second call changes nothing more.
    """
    if _before.umask is None:
        _before.umask = os.umask(PRIVATE_UMASK)
    _forbid_core_dumps()
    _forbid_looking_in()
    logging.disable(logging.DEBUG)
    _before.taken_out += tuple(name for name in DANGEROUS if name in environ)
    for name in DANGEROUS:
        environ.pop(name, None)


def give_back() -> None:
    """Let the program that takes the place of this one have its umask and its core dumps as the
    user set them. That it can be looked into follows from its start: execve(2) resets it."""
    if _before.umask is not None:
        os.umask(_before.umask)
    if _before.core is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, _before.core)


def taken_out() -> tuple[str, ...]:
    """The variables that were taken out of the environment."""
    return _before.taken_out


def dumps_core() -> bool | None:
    """Whether a crash may write this process's memory into a file; None: nobody can tell here."""
    if os.name != "posix":
        return None
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0] != 0


def can_be_looked_into() -> bool | None:
    """Whether other processes of the user may read this one's memory and environment; None:
    nobody can tell here."""
    if sys.platform != "linux":
        return None
    dumpable = _libc_call("prctl", _PR_GET_DUMPABLE, 0, 0, 0, 0)
    return None if dumpable is None else dumpable != 0


def _forbid_core_dumps() -> None:
    if os.name != "posix":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if _before.core is None:
        _before.core = soft, hard
    # The hard limit stays, so that a child can have what it had.
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def _forbid_looking_in() -> None:
    if sys.platform == "linux":
        _libc_call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform == "darwin":
        _libc_call("ptrace", _PT_DENY_ATTACH, 0, 0, 0)


def _libc_call(name: str, *numbers: int) -> int | None:
    """What the C library's function gives; None where it has none of that name."""
    import ctypes

    try:
        function = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return None
    result: int = function(*(ctypes.c_ulong(number) for number in numbers))
    return result
