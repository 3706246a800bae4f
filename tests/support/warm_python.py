"""Programs that start in a moment: each is forked from a Python that has imported its modules.

    iamtui = WarmPython("iamtui.commands.rotating", "boto3")
    process = iamtui.start(["-m", "iamtui", "rotate"], environ, stdout=subprocess.PIPE)

It is a process like any other, with its own environment, files, session and end; only the second of
importing, which most of a short command is, was spent before. That importing works in a fresh
process is shown by the tests that start `python -m iamtui` itself.
"""

from __future__ import annotations

import atexit
import functools
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parents[2]
PIPE: Final = subprocess.PIPE
DEVNULL: Final = subprocess.DEVNULL


class WarmProcess:
    """A running program; what it has is named as in `subprocess.Popen`."""

    def __init__(self, pid: int, told: int, pipes: Sequence[IO[str] | None]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin, self.stdout, self.stderr = pipes
        self._told = told
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """The exit code, negative where a signal ended it; None while it runs."""
        return self._ended_within(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; raises subprocess.TimeoutExpired."""
        code = self._ended_within(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Read to the end; what it printed and what it complained of."""
        if self.stdin is not None:
            self.stdin.close()
        texts = ["", ""]
        readers = [
            threading.Thread(target=_read_whole, args=(stream, texts, place), daemon=True)
            for place, stream in enumerate((self.stdout, self.stderr))
            if stream is not None
        ]
        for reader in readers:
            reader.start()
        self.wait(timeout)
        for reader in readers:
            reader.join(timeout)
        return texts[0], texts[1]

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        with self._lock:
            if self.returncode is None:
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, unless it has ended."""
        if self.poll() is None:
            self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end, unless it has."""
        if self.poll() is None:
            self.send_signal(signal.SIGTERM)

    def _ended_within(self, timeout: float | None) -> int | None:
        with self._lock:
            if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
                status = os.read(self._told, 16)
                os.close(self._told)
                # Nothing was told where the warm Python itself was killed.
                self.returncode = int(status) if status else -signal.SIGKILL
            return self.returncode


class WarmPython:
    """A Python with `modules` imported, in which `environ` is set while it imports them.

    It starts with the first program, and ends with this process. A module may do more than be
    imported: what it does is there in every program.
    """

    def __init__(self, *modules: str, environ: Mapping[str, str] | None = None) -> None:
        self._modules = modules
        self._environ = environ
        self._lock = threading.Lock()

    def start(
        self,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        *,
        stdin: int | IO[str] | None = DEVNULL,
        stdout: int | IO[str] | None = DEVNULL,
        stderr: int | IO[str] | None = DEVNULL,
        pass_fds: Sequence[int] = (),
        takes_terminal: bool = False,
        file_limit: int | None = None,
        folder: Path | None = None,
    ) -> WarmProcess:
        """Start `python ARGUMENTS` ("-m", a module, its arguments) in a session of its own.

        It leads the terminal at its standard input with `takes_terminal`, and may write files of
        `file_limit` bytes.
        """
        if arguments[0] != "-m":
            raise ValueError(f"only modules are started: {arguments}")
        own: list[int] = []
        pipes: list[IO[str] | None] = []
        for given, mode in ((stdin, "w"), (stdout, "r"), (stderr, "r")):
            inner, outer = _ends(given, mode)
            own.append(inner)
            pipes.append(outer)
        request = {
            "module": arguments[1],
            "arguments": list(arguments[2:]),
            "environ": dict(environ),
            "numbers": [0, 1, 2, *pass_fds],
            "takes_terminal": takes_terminal,
            "file_limit": file_limit,
            "folder": str(folder or Path.cwd()),
        }
        told, tell = os.pipe()
        with self._lock:
            pid = _ask(self._server, request, [tell, *own, *pass_fds])
        os.close(tell)
        for given, inner in zip((stdin, stdout, stderr), own, strict=True):
            if given in (PIPE, DEVNULL):
                os.close(inner)
        return WarmProcess(pid, told, pipes)

    def run(
        self, arguments: Sequence[str], environ: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end without a terminal and without input."""
        process = self.start(arguments, environ, stdout=PIPE, stderr=PIPE)
        out, err = process.communicate(timeout)
        return subprocess.CompletedProcess(list(arguments), process.wait(), out, err)

    @functools.cached_property
    def _server(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.support.warm_server",
                str(theirs.fileno()),
                *self._modules,
            ],
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, **(self._environ or {}), "PYTHONPATH": str(ROOT)},
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        atexit.register(_end, ours, process)
        return ours


def _end(server: socket.socket, process: subprocess.Popen[bytes]) -> None:
    server.close()
    process.wait()


def _ask(server: socket.socket, request: object, handles: Sequence[int]) -> int:
    """Send a request with its files; the number of the process that was started for it."""
    text = json.dumps(request).encode()
    try:
        socket.send_fds(server, [len(text).to_bytes(8, "big")], handles)
        server.sendall(text)
        answer = server.recv(16)
    except OSError:
        answer = b""
    if not answer:
        raise AssertionError("the warm Python has ended; it has said why on standard error")
    return int(answer)


def _ends(given: int | IO[str] | None, mode: str) -> tuple[int, IO[str] | None]:
    """The program's end of one of its files, and ours where it is a pipe."""
    if given == DEVNULL:
        return os.open(os.devnull, os.O_RDWR), None
    if given == PIPE:
        read, write = os.pipe()
        inner, outer = (read, write) if mode == "w" else (write, read)
        return inner, io.TextIOWrapper(open(outer, mode + "b", closefd=True))
    assert given is not None
    return given if isinstance(given, int) else given.fileno(), None


def _read_whole(stream: IO[str], texts: list[str], place: int) -> None:
    with stream:
        texts[place] = stream.read()
