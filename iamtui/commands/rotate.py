"""The arguments of `iamtui rotate`; what it needs is imported when it runs."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from iamtui.commands.durations import duration

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

STEPS = ("create", "verify", "switch", "deactivate", "delete")
FORMS = ("console", "import")
_ABOUT = """\
Replace an access key without a moment in which none works: create a key, save its secret and read
it back, see that it works, switch the profiles of the vault and of ~/.aws to it, and only then,
once nothing has used the old key for a while, deactivate it, and later delete it. Run it again to
go on with a rotation that broke off or waits; until the old key is deleted, --back takes
everything back.
"""
_CODES = """\
Exit code: 0 done, or as far as it can go by now; 1 there is nothing to rotate, a person has to
decide, or it was taken back unasked; 2 wrong usage; 3 not authorised, MFA missing or locked; 4 AWS,
the network or this machine failed: run it again.
"""


def add_rotate_command(commands: Commands) -> None:
    """Add `rotate` to the commands of the program."""
    rotate = commands.add_parser(
        "rotate",
        help="replace an access key by a new one, safely; resumes an unfinished rotation",
        description=_ABOUT,
        epilog=_CODES,
    )
    rotate.add_argument(
        "name", metavar="PROFILE", nargs="?", help="the profile of iamtui or ~/.aws whose key it is"
    )
    rotate.add_argument("--user", metavar="NAME", help="rotate another user's key, with PROFILE")
    rotate.add_argument(
        "--until",
        choices=STEPS,
        default="delete",
        help="stop after this step (default: delete, which is all)",
    )
    rotate.add_argument("--back", action="store_true", help="take an unfinished rotation back")
    _add_times(rotate)
    _add_delivery(rotate)
    _add_leak(rotate.add_argument_group("a leaked key"))
    _add_many(rotate.add_argument_group("many keys"))
    rotate.add_argument("--yes", action="store_true", help="answer a question with yes")
    rotate.add_argument(
        "--confirm",
        metavar="NAME",
        help="the name of the user, where the guard asks for it and nobody can type it",
    )
    rotate.add_argument("--json", action="store_true", help="a JSON object for each step")
    rotate.add_argument(
        "--passphrase-fd",
        metavar="N",
        type=int,
        help="unlock the keyring with the line that file descriptor N gives",
    )
    # What stands before `rotate` on the command line is kept where it is not given here.
    rotate.add_argument(
        "--profile", metavar="NAME", default=argparse.SUPPRESS, help="the same as PROFILE"
    )
    rotate.add_argument(
        "--endpoint-url", metavar="URL", default=argparse.SUPPRESS, help="ask there instead of AWS"
    )
    rotate.set_defaults(run=_run)


def _add_times(rotate: argparse.ArgumentParser) -> None:
    rotate.add_argument(
        "--drain",
        metavar="TIME",
        type=duration,
        default=timedelta(hours=1),
        help="how long the old key must be unused before it is deactivated (default: 1h)",
    )
    rotate.add_argument(
        "--observe",
        metavar="TIME",
        type=duration,
        default=timedelta(days=3),
        help="how long it stays inactive before it is deleted (default: 3d)",
    )
    rotate.add_argument(
        "--wait",
        metavar="TIME",
        type=duration,
        default=timedelta(0),
        help="wait here for up to so long; else it ends, and the next run goes on (default: 0)",
    )


def _add_delivery(rotate: argparse.ArgumentParser) -> None:
    rotate.add_argument(
        "--deliver", metavar="FILE", help="write another user's new key into this file (0600)"
    )
    rotate.add_argument(
        "--format",
        choices=FORMS,
        help="of that file: as the console writes it (the default for one key), or as `aws "
        "configure import` reads it (the default for many)",
    )


def _add_leak(rotate: argparse._ArgumentGroup) -> None:
    rotate.add_argument(
        "--leaked",
        action="store_true",
        help="deactivate the key first, deny the user's sessions of before, then replace it",
    )
    rotate.add_argument("--key", metavar="ID", default="", help="which one, where there are two")
    rotate.add_argument(
        "--keep-sessions", action="store_true", help="leave sessions made with it alone"
    )
    rotate.add_argument(
        "--lift",
        action="store_true",
        help="take the denial of older sessions away at the end; alone: now",
    )


def _add_many(rotate: argparse._ArgumentGroup) -> None:
    rotate.add_argument(
        "--older-than",
        metavar="TIME",
        type=duration,
        help="rotate every active key of the account that is older, one after another",
    )
    rotate.add_argument(
        "--users", metavar="GLOB", nargs="+", default=(), help="only those of these users"
    )
    rotate.add_argument(
        "--deliver-to",
        metavar="DIR",
        help="write each user's new key into a file (0600) in this folder (0700)",
    )
    rotate.add_argument(
        "--dry-run", action="store_true", help="show what would be done; change nothing"
    )
    rotate.add_argument(
        "--finish",
        action="store_true",
        help="go on with every unfinished rotation whose old key was unused for --drain",
    )


def _run(arguments: argparse.Namespace) -> int:
    if arguments.older_than is not None or arguments.finish:
        from iamtui.commands.rotating_many import run
    elif arguments.lift and not arguments.leaked:
        from iamtui.commands.rotating import lift as run
    else:
        from iamtui.commands.rotating import run
    return run(arguments)
