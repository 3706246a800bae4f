"""Imports modules and then forks a program for each request; see `tests.support.warm_python`.

python -m tests.support.warm_server SOCKET MODULE…
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import io
import json
import os
import resource
import runpy
import select
import signal
import socket
import sys
import termios
from typing import Any

MOST_FILES = 16
ABOVE_ALL = 100


def main(control: socket.socket) -> dict[str, Any] | None:
    """Serve requests until the other end closes; in each forked program, give its request."""
    # Forked programs share what was there before; the collector would copy it into each of them.
    gc.freeze()
    ended, wake = os.pipe()
    for handle in (ended, wake):
        os.set_blocking(handle, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), ended], [], [])
        if ended in ready:
            os.read(ended, 4096)
            _tell_of_the_ended(running)
        if control.fileno() in ready:
            size, files, _, _ = socket.recv_fds(control, 8, MOST_FILES)
            if not size:
                return None
            request: dict[str, Any] = json.loads(_receive(control, int.from_bytes(size, "big")))
            tell, *given = files
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for handle in (ended, wake, tell, *running.values()):
                    os.close(handle)
                control.close()
                _take_over(request, given)
                return request
            running[pid] = tell
            for handle in given:
                os.close(handle)
            control.sendall(str(pid).encode())


def _receive(control: socket.socket, size: int) -> bytes:
    text = b""
    while len(text) < size:
        text += control.recv(size - len(text))
    return text


def _tell_of_the_ended(running: dict[int, int]) -> None:
    for pid in list(running):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            tell = running.pop(pid)
            os.write(tell, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(tell)


def _take_over(request: dict[str, Any], given: list[int]) -> None:
    """Become the program: its session, files, environment and limits."""
    os.setsid()
    # First out of the way, since a number that is asked for may be that of another file.
    moved = [fcntl.fcntl(handle, fcntl.F_DUPFD_CLOEXEC, ABOVE_ALL) for handle in given]
    for handle in given:
        os.close(handle)
    for handle, number in zip(moved, request["numbers"], strict=True):
        os.dup2(handle, number)
        os.close(handle)
    if request["takes_terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environ"])
    if request["file_limit"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_limit"],) * 2)
    sys.argv[1:] = request["arguments"]
    _open_streams()


def _open_streams() -> None:
    """What Python does at its start, by whether the files are terminals."""
    for number, name, mode, errors in (
        (0, "stdin", "r", "strict"),
        (1, "stdout", "w", "strict"),
        (2, "stderr", "w", "backslashreplace"),
    ):
        stream = open(number, mode, errors=errors, closefd=False)  # noqa: SIM115 - until its end
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(line_buffering=number == 2 or os.isatty(number))
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    for module in sys.argv[2:]:
        importlib.import_module(module)
    asked = main(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
