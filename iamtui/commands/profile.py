"""The arguments of `iamtui profile`; what it needs is imported when it runs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

_CODES = (
    "Exit code: 0 done, 1 the answer is no (AWS does not know the key), 2 wrong usage, 3 not "
    "authorised, or the profile is somebody else's, 4 AWS, the network or this machine failed."
)


def add_profile_command(commands: Commands) -> None:
    """Add `profile` to the commands of the program."""
    profile = commands.add_parser(
        "profile", help="list, add, import, rename, remove and check profiles", epilog=_CODES
    )
    verbs = profile.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_list(verbs)
    _add_add(verbs)
    _add_import(verbs)
    _add_rename(verbs)
    _add_remove(verbs)
    _add_check(verbs)


def _add_list(verbs: Commands) -> None:
    verb = verbs.add_parser("list", help="the profiles of the vault and of ~/.aws")
    verb.add_argument("--json", action="store_true", help="a JSON object a line")
    verb.set_defaults(run=_list)


def _add_add(verbs: Commands) -> None:
    verb = verbs.add_parser(
        "add",
        help="keep an access key in the vault",
        description="Keep an access key in the vault, and ask STS whose it is. The secret is asked "
        "for on the terminal, or read from a file descriptor; it is never an argument.",
        epilog=_CODES,
    )
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--access-key-id", metavar="ID", required=True)
    verb.add_argument("--region", metavar="REGION", default="us-east-1")
    verb.add_argument("--mfa-serial", metavar="ARN", help="the user's MFA device")
    verb.add_argument("--endpoint-url", metavar="URL", default=argparse.SUPPRESS, help="not AWS")
    verb.add_argument("--secret-fd", metavar="N", type=int, help="read the secret key from there")
    verb.add_argument(
        "--seed-fd",
        metavar="N",
        type=int,
        help="keep the device's seed too, read from there: both factors then lie in one place",
    )
    verb.add_argument("--no-check", action="store_true", help="do not ask STS")
    _add_passphrase(verb)
    verb.set_defaults(run=_add)


def _add_import(verbs: Commands) -> None:
    verb = verbs.add_parser(
        "import",
        help="keep the keys that lie in plain text in ~/.aws",
        description="Keep keys of ~/.aws in the vault: each is stored, read back, and shown to "
        "STS. Without names it lists what is there.",
        epilog=_CODES,
    )
    verb.add_argument("names", metavar="NAME", nargs="*", help="a profile of ~/.aws")
    verb.add_argument("--all", action="store_true", help="every profile with a key")
    verb.add_argument("--as", dest="new_name", metavar="NEW", help="keep one under this name")
    verb.add_argument(
        "--remove-plaintext",
        action="store_true",
        help="then take the key out of the file; only what the vault gives back equal",
    )
    verb.add_argument(
        "--write-credential-process",
        action="store_true",
        help="and let the profile of ~/.aws ask iamtui, so that `aws` goes on working",
    )
    verb.add_argument("--json", action="store_true", help="a JSON object a line")
    _add_passphrase(verb)
    verb.set_defaults(run=_import)


def _add_rename(verbs: Commands) -> None:
    verb = verbs.add_parser("rename", help="give a profile of the vault another name")
    verb.add_argument("name", metavar="OLD")
    verb.add_argument("new_name", metavar="NEW")
    verb.set_defaults(run=_rename)


def _add_remove(verbs: Commands) -> None:
    verb = verbs.add_parser(
        "remove",
        help="remove a profile with its key and its sessions from the vault",
        description="Remove a profile with its key and its sessions from the vault, after its name "
        "was typed. AWS keeps the key active.",
    )
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--with-seed", action="store_true", help="the seed of its MFA device too")
    verb.add_argument("--yes", action="store_true", help="do not ask for the name")
    _add_passphrase(verb)
    verb.set_defaults(run=_remove)


def _add_check(verbs: Commands) -> None:
    verb = verbs.add_parser(
        "check",
        help="ask AWS who a profile is, how old its key is, and for its MFA devices",
        epilog=_CODES,
    )
    verb.add_argument("names", metavar="NAME", nargs="*", help="default: all of the vault")
    verb.add_argument("--json", action="store_true", help="a JSON object a line")
    _add_passphrase(verb)
    verb.set_defaults(run=_check)


def _add_passphrase(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--passphrase-fd",
        metavar="N",
        type=int,
        help="unlock the vault with the line that file descriptor N gives",
    )


def _list(arguments: argparse.Namespace) -> int:
    from iamtui.commands.profile_listing import run

    return run(arguments)


def _add(arguments: argparse.Namespace) -> int:
    from iamtui.commands.profile_adding import run

    return run(arguments)


def _import(arguments: argparse.Namespace) -> int:
    from iamtui.commands.profile_importing import run

    return run(arguments)


def _rename(arguments: argparse.Namespace) -> int:
    from iamtui.commands.profile_changing import rename

    return rename(arguments)


def _remove(arguments: argparse.Namespace) -> int:
    from iamtui.commands.profile_changing import remove

    return remove(arguments)


def _check(arguments: argparse.Namespace) -> int:
    from iamtui.commands.profile_checking import run

    return run(arguments)
