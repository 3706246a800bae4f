"""A real Secret Service on a private D-Bus with a home folder of its own, for tests on Linux.

The bus can start no services, so that what is killed stays killed. Both daemons die with the
test process, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAMS = ("dbus-daemon", "dbus-monitor", "gnome-keyring-daemon", "setpriv")
REMEDY = "apt-get install --no-install-recommends gnome-keyring dbus-daemon dbus-bin util-linux"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


def require_programs() -> None:
    """Fail the test, with the remedy, where the daemons are not installed."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.fail(f"{', '.join(missing)} not found. Run: {REMEDY}")


class PrivateBus:
    """One D-Bus daemon and at most one keyring daemon on it."""

    def __init__(self, home: Path) -> None:
        require_programs()
        self.home = home
        config = home / "bus.conf"
        config.write_text(BUS_CONFIG.format(folder=home))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "LANG": "C.UTF-8",
        }
        self._bus = self._start(
            "dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"
        )
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().decode().strip()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.address
        self._keyring: subprocess.Popen[bytes] | None = None

    def start_keyring(self, passphrase: str | None) -> None:
        """Start gnome-keyring; a passphrase creates or unlocks the login keyring.

        Returns when the service has its name on the bus. A wrong passphrase is no error to the
        daemon: the keyring is then locked.
        """
        with self._names_taken() as names:
            arguments = ["--foreground", "--components=secrets"]
            if passphrase is not None:
                arguments.append("--unlock")
            self._keyring = self._start("gnome-keyring-daemon", *arguments)
            assert self._keyring.stdin is not None
            self._keyring.stdin.write((passphrase or "").encode())
            self._keyring.stdin.close()
            for line in names:
                if b"org.freedesktop.secrets" in line:
                    return

    def signal_keyring(self, number: signal.Signals) -> None:
        """Send a signal to the keyring daemon; waits for its end after SIGKILL."""
        assert self._keyring is not None
        self._keyring.send_signal(number)
        if number is signal.SIGKILL:
            _end(self._keyring)
            self._keyring = None

    @contextlib.contextmanager
    def requests(self) -> Iterator[Iterator[bytes]]:
        """Lines of dbus-monitor, one for every request to the Secret Service as it is sent."""
        with self._monitor("type='method_call',destination='org.freedesktop.secrets'") as lines:
            yield (line for line in lines if line.startswith(b"method call"))

    def stop(self) -> None:
        """End both daemons."""
        if self._keyring is not None:
            self._keyring.send_signal(signal.SIGCONT)
            _end(self._keyring)
        _end(self._bus)

    @contextlib.contextmanager
    def _names_taken(self) -> Iterator[Iterator[bytes]]:
        with self._monitor("type='signal',member='NameOwnerChanged'") as lines:
            yield lines

    @contextlib.contextmanager
    def _monitor(self, rule: str) -> Iterator[Iterator[bytes]]:
        monitor = self._start("dbus-monitor", "--address", self.address, rule)
        assert monitor.stdout is not None
        try:
            # The monitor loses its own name on the bus when it is ready, which it prints.
            for line in monitor.stdout:
                if b"member=NameLost" in line:
                    break
            yield iter(monitor.stdout)
        finally:
            _end(monitor)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


@contextlib.contextmanager
def private_bus(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A PrivateBus that the environment of this process points to for the length of the block."""
    bus = PrivateBus(home)
    try:
        for name, value in bus.environment.items():
            monkeypatch.setenv(name, value)
        yield bus
    finally:
        bus.stop()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
