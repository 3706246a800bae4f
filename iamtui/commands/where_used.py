"""The arguments of `iamtui where-used`; what it needs is imported when it runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

_ABOUT = """\
Say where an access key is used on this machine: profiles of iamtui, ~/.aws, the environments of
your processes, and files in folders that you name; with a profile, also what CloudTrail kept of it.
Nothing is changed unless another key is named to be put in its place.
"""
_CODES = """\
Exit code: 0 it is used somewhere; 1 no place was found, and what could not be searched is said;
2 wrong usage; 3 not authorised or locked; 4 this machine failed.
"""


def add_where_used_command(commands: Commands) -> None:
    """Add `where-used` to the commands of the program."""
    command = commands.add_parser(
        "where-used",
        help="say where an access key is used, here and by CloudTrail",
        description=_ABOUT,
        epilog=_CODES,
    )
    command.add_argument("key_id", metavar="KEYID", help="the id of the access key, AKIA…")
    command.add_argument(
        "--in",
        dest="folders",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="search the text files of this folder too (more than once for more)",
    )
    command.add_argument(
        "--replace-with",
        metavar="KEYID",
        help="put this key, which ~/.aws or the vault here has, in its place, one by one",
    )
    command.add_argument("--yes", action="store_true", help="replace without a question for each")
    command.add_argument("--json", action="store_true", help="a JSON object for each place")
    command.add_argument(
        "--passphrase-fd", metavar="N", type=int, help="unlock the keyring with a line of it"
    )
    command.add_argument(
        "--profile", metavar="NAME", default=argparse.SUPPRESS, help="ask CloudTrail with it"
    )
    command.add_argument(
        "--endpoint-url", metavar="URL", default=argparse.SUPPRESS, help="ask there instead of AWS"
    )
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from iamtui.commands.finding_uses import run

    return run(arguments)
