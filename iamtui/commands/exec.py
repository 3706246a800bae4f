"""`iamtui exec PROFILE -- COMMAND`: a program with a profile's credentials in its environment."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from iamtui.aws.session_lengths import in_words
from iamtui.commands.child_environment import MARKER, child_environment
from iamtui.commands.output import note
from iamtui.commands.signing_in import say_what_it_lacks, sign_in, wanted_by
from iamtui.errors import RefusedError, UsageError
from iamtui.hygiene import give_back
from iamtui.terminal import quiet

SHORT = 1800.0


class CommandMissing(UsageError):
    """There is no such program; the exit code is the shell's."""

    exit_code = 127


class CommandUnusable(UsageError):
    """The program cannot be run; the exit code is the shell's."""

    exit_code = 126


def run(arguments: argparse.Namespace) -> int:
    """Sign in, and become the command. Raises IamtuiError before that."""
    command = arguments.command
    if not command:
        raise UsageError("No command is named.", "Write: iamtui exec PROFILE -- COMMAND …")
    _refuse_nested(arguments.nested)
    program = _found(command[0])
    quiet()
    signed_in = sign_in(wanted_by(arguments))
    say_what_it_lacks(signed_in)
    session = signed_in.session
    left = session.left(datetime.now(UTC)) if session is not None else None
    if left is not None and left.total_seconds() < SHORT:
        note(f"The session ends in {in_words(left)}; the command cannot renew it.")
    return _become(program, command, child_environment(signed_in, os.environ))


def _refuse_nested(is_meant: bool) -> None:
    outer = os.environ.get(MARKER)
    if outer and not is_meant:
        raise RefusedError(
            f"This shell has the credentials of {outer} already, by `iamtui exec` or `export`: it "
            "is easy to lose track of the account that a command acts in.",
            "Leave that shell first, or add --nested.",
        )


def _found(name: str) -> str:
    program = shutil.which(name)
    if program is not None:
        return program
    if os.sep in name and os.path.exists(name):
        raise CommandUnusable(f"{name} cannot be run.", "Is it a program, with mode +x?")
    raise CommandMissing(f"There is no command {name}.", "Is it installed, and in PATH?")


def _become(program: str, command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Put the command in the place of this process: signals and its end are its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "posix":  # pragma: no cover - Windows
        return _child(program, command, environ)
    # Python ignores them, and a program that is started inherits that.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    give_back()
    try:
        os.execve(program, list(command), environ)  # noqa: S606 - the user's own command
    except OSError as error:
        why = error.strerror or type(error).__name__
    raise CommandUnusable(f"{program} cannot be run: {why}.", "Is it a program, with mode +x?")


def _child(
    program: str, command: Sequence[str], environ: Mapping[str, str]
) -> int:  # pragma: no cover - Windows
    """Run the command; a console sends Ctrl+C to it as well, which is left to decide."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with subprocess.Popen(  # noqa: S603 - the user's own command
        list(command), executable=program, env=dict(environ)
    ) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()
