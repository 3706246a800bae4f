"""iamtui itself in a terminal, as an administrator has it over SSH."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.terminal import Terminal, running
from tests.support.mock_server import RunningMock

COLUMNS, LINES = 80, 24
IAMTUI = (sys.executable, "-m", "iamtui")


def environment(home: Path) -> dict[str, str]:
    """That of an SSH session with nothing of the user's own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
    }


@contextmanager
def iamtui_on(mock: RunningMock, home: Path) -> Iterator[Terminal]:
    """The program with the account of `mock` open, from its start on."""
    ready = mock.ready
    environ = {
        **environment(home),
        "AWS_ACCESS_KEY_ID": ready.access_key_id,
        "AWS_SECRET_ACCESS_KEY": ready.secret_access_key,
    }
    command = [*IAMTUI, "--endpoint-url", mock.endpoint_url]
    with running(command, COLUMNS, LINES, environ) as terminal:
        yield terminal
