"""Runs `pass` and gpg: no terminal, no prompt, no secret on a command line, and a deadline."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from iamtui.secret import Secret
from iamtui.vault.errors import KeyringFailed, KeyringMissing, KeyringTimeout

NAME = "pass"
STATUS = "[GNUPG:] "
# A gpg that needs a passphrase fails at once: it would draw its prompt over the screen.
NO_PROMPT = "--batch --no-tty --status-fd 2 --pinentry-mode error"
LOOPBACK = "--batch --no-tty --status-fd 2 --pinentry-mode loopback --passphrase-fd 0"
KEPT = {"HOME", "PATH", "USER", "LOGNAME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR", "GNUPGHOME"}


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program ended: its exit code, its output, and gpg's status lines as words."""

    code: int
    output: Secret
    status: tuple[tuple[str, ...], ...]

    def says(self, keyword: str) -> bool:
        """Whether gpg gave that status; its texts are for people and are not read."""
        return any(words[:1] == (keyword,) for words in self.status)


def run_pass(
    arguments: tuple[str, ...], given: Secret | None, seconds: float, options: str = NO_PROMPT
) -> Answer:
    """Run `pass` with `given` on its standard input; see `run_program` for what it raises."""
    command, *names = arguments
    flags = [name for name in names if name.startswith("-")]
    paths = [name for name in names if not name.startswith("-")]
    own = os.environ.get("PASSWORD_STORE_GPG_OPTS", "")
    extra = {"PASSWORD_STORE_GPG_OPTS": f"{own} {options}".strip()}
    return run_program(("pass", command, *flags, "--", *paths), given, seconds, extra)


def run_program(
    command: tuple[str, ...],
    given: Secret | None,
    seconds: float,
    extra: Mapping[str, str] | None = None,
) -> Answer:
    """Run a program in a session of its own, so that it finds no terminal to ask on.

    Raises KeyringMissing where it is not installed, KeyringTimeout after `seconds` (it is ended
    then), KeyringFailed where its output is no text.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - fixed programs, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment() | dict(extra or {}),
            start_new_session=True,
        )
    except OSError:
        raise _not_installed(command[0]) from None
    ended = _talk(process, b"" if given is None else given.reveal().encode(), seconds)
    if ended is None:
        raise KeyringTimeout(NAME, f"{command[0]} {command[1]}", seconds)
    output, errors = ended
    text = _text(output)
    if text is None:
        raise KeyringFailed("pass gave back something that is no text.", "Look at the item.")
    return Answer(process.returncode, text, _status(errors))


def _talk(
    process: subprocess.Popen[bytes], given: bytes, seconds: float
) -> tuple[bytes, bytes] | None:
    """Both outputs, or None where it was late: the library's error would hold a part of them."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.communicate(given, timeout=seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return None


def _text(output: bytes) -> Secret | None:
    try:
        return Secret(output.decode())
    except UnicodeDecodeError:
        return None


def _status(errors: bytes) -> tuple[tuple[str, ...], ...]:
    lines = errors.decode("utf-8", "replace").splitlines()
    return tuple(
        tuple(line.removeprefix(STATUS).split()) for line in lines if line.startswith(STATUS)
    )


def _environment() -> dict[str, str]:
    """What gpg, git and pass need, without keys of AWS and without a terminal's name."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in KEPT or name.startswith(("LC_", "GIT_", "PASSWORD_STORE_"))
    }


def _not_installed(program: str) -> KeyringMissing:
    return KeyringMissing(
        f"{program} is not installed.", "Install pass and GnuPG, then run “pass init”."
    )
