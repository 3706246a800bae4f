"""`iamtui export PROFILE`: lines for a shell, `eval "$(iamtui export PROFILE)"`.

It prints into a pipe and not onto a terminal: there the secrets would stay in the scrollback, in a
recording of tmux, and on the screen. A pipe into `eval` is what it is for.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from datetime import UTC

from iamtui.aws.sign_in import SignedIn
from iamtui.commands.child_environment import added, removed
from iamtui.commands.output import note, put
from iamtui.commands.signing_in import say_what_it_lacks, sign_in, wanted_by
from iamtui.errors import UsageError
from iamtui.terminal import quiet


def run(arguments: argparse.Namespace) -> int:
    """Sign in and print the lines. Raises IamtuiError, and then prints nothing."""
    wanted = wanted_by(arguments)
    if sys.stdout.isatty() and not arguments.show:
        raise UsageError(
            "These lines hold secrets, and standard output is a terminal, whose scrollback would "
            "keep them.",
            f'Write eval "$(iamtui export {shlex.quote(wanted.name)})"; to see them all the same, '
            "add --show.",
        )
    quiet()
    signed_in = sign_in(wanted)
    say_what_it_lacks(signed_in)
    note(_warning(signed_in))
    for line in _lines(signed_in, arguments.shell):
        put(line)
    return 0


def _warning(signed_in: SignedIn) -> str:
    session = signed_in.session
    until = "for as long as the key exists"
    if session is not None:
        until = f"until {session.expires.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"Every program that this shell starts can use these credentials of {signed_in.profile} "
        f"{until}. `iamtui exec {signed_in.profile} -- COMMAND` gives them to one program."
    )


def _lines(signed_in: SignedIn, shell: str) -> list[str]:
    gone = sorted(removed(signed_in, os.environ) - added(signed_in).keys())
    here = [name for name in gone if not name.startswith("TEXTUAL")]
    variables = sorted(added(signed_in).items())
    if shell == "fish":
        return [f"set -e {name};" for name in here] + [
            f"set -gx {name} {_fish(value)};" for name, value in variables
        ]
    return [f"unset {name}" for name in here] + [
        f"export {name}={shlex.quote(value)}" for name, value in variables
    ]


def _fish(value: str) -> str:
    """Within single quotes fish reads \\\\ and \\' only."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
