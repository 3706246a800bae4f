"""The arguments of `iamtui vault`; what it needs is imported when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

_CODES = "Exit code: 0 done, {}2 wrong usage, 3 locked or refused, 4 this machine failed."


def add_vault_command(commands: Commands) -> None:
    """Add `vault` to the commands of the program."""
    vault = commands.add_parser(
        "vault", help="where secrets are kept: look, choose, move, lock, unlock"
    )
    parts = vault.add_subparsers(title="commands", metavar="COMMAND", required=True)
    status = _add(
        parts,
        "status",
        "say where secrets are kept, who else could read them, and what other places there are",
        "Nothing is unlocked, asked for or changed, and nothing secret is printed.",
        "1 they cannot be used without unlocking or choosing, ",
    )
    status.add_argument("--json", action="store_true", help="as one JSON object")
    move = _add(
        parts,
        "move",
        "keep secrets in another place from now on, and move all there",
        "Each is copied, read back and compared; the configuration is changed, and only then the "
        "old ones are removed. Run it again to go on with a move that broke off.",
        "1 some could not be moved, ",
    )
    move.add_argument("place", metavar="PLACE", help="sealed, secret-service, pass …: see status")
    _add(parts, "lock", "forget the passphrase now, for all iamtui of this user", "", "")
    unlock = _add(parts, "unlock", "unlock for the next commands, for some minutes", "", "")
    unlock.add_argument(
        "--accept-older",
        action="store_true",
        help="take a sealed file that is older than the one used here last: you put it back",
    )
    change = _add(
        parts,
        "passphrase",
        "change the passphrase of the sealed file",
        "Everything is sealed anew. A copy of the old file stays open to the old passphrase.",
        "",
    )
    for parser, lines in ((move, "a line for each that is asked for"), (unlock, "one line")):
        _add_descriptor(parser, lines)
    _add_descriptor(change, "the old one, then the new one")


def _add(parts: Commands, name: str, what: str, more: str, codes: str) -> argparse.ArgumentParser:
    about = f"{what[0].upper()}{what[1:]}. {more}".strip()
    parser = parts.add_parser(name, help=what, description=about, epilog=_CODES.format(codes))
    parser.set_defaults(run=_runner(name))
    return parser


def _add_descriptor(parser: argparse.ArgumentParser, lines: str) -> None:
    parser.add_argument(
        "--passphrase-fd",
        metavar="N",
        type=int,
        help=f"read passphrases from file descriptor N ({lines}), not from the terminal",
    )


def _runner(name: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        from iamtui.commands import vault_lock, vault_move, vault_status

        work = {
            "status": vault_status.run,
            "move": vault_move.run,
            "lock": vault_lock.lock,
            "unlock": vault_lock.unlock,
            "passphrase": vault_lock.passphrase,
        }
        return work[name](arguments)

    return run
