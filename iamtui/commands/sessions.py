"""The arguments of `exec`, `credential-process`, `export` and `doctor`; what they need is imported
when they run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

_CODES = "Exit code: {}2 wrong usage, 3 not authorised or MFA missing, 4 AWS or the network failed."


def add_session_commands(commands: Commands) -> None:
    """Add the commands that hand on credentials, and `doctor`, to those of the program."""
    _add_exec(commands)
    _add_credential_process(commands)
    _add_export(commands)
    _add_doctor(commands)


def _add_exec(commands: Commands) -> None:
    what = "run a command with a profile's session in its environment"
    parser = commands.add_parser(
        "exec",
        help=what,
        description=f"{what[0].upper()}{what[1:]}, and nothing else of AWS's.",
        usage="iamtui exec PROFILE [options] -- COMMAND [ARGUMENT …]",
        epilog="Exit code: the command's; 127 no such command, 126 it cannot be run. Before it "
        "runs: 2 wrong usage, 3 not authorised or MFA missing, 4 AWS or the network failed.",
    )
    _add_options(parser)
    parser.add_argument(
        "--nested", action="store_true", help="allow it within another `iamtui exec`"
    )
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="the program, after --")
    _leave_command_alone(parser)
    parser.set_defaults(run=_exec)


def _add_credential_process(commands: Commands) -> None:
    parser = commands.add_parser(
        "credential-process",
        help="print a profile's credentials for an AWS SDK",
        description="Print a profile's credentials as the AWS SDKs want them from a "
        "credential_process in ~/.aws/config. Questions are asked on the terminal itself.",
        epilog=_CODES.format("0 printed, "),
    )
    _add_options(parser)
    parser.add_argument("--show", action="store_true", help="print them onto a terminal as well")
    parser.set_defaults(run=_credential_process)


def _add_export(commands: Commands) -> None:
    parser = commands.add_parser(
        "export",
        help="print a profile's credentials as lines for a shell",
        description='Print lines for eval "$(iamtui export PROFILE)". Every program that the shell '
        "starts then has the credentials; `iamtui exec` gives them to one.",
        epilog=_CODES.format("0 printed, "),
    )
    _add_options(parser)
    parser.add_argument("--show", action="store_true", help="print them onto a terminal as well")
    parser.add_argument("--shell", choices=("sh", "fish"), default="sh", help="default: sh")
    parser.set_defaults(run=_export)


def _add_doctor(commands: Commands) -> None:
    parser = commands.add_parser(
        "doctor",
        help="look whether keyring, terminal, clock, configuration, network and MFA work here",
        description="Look whether all that iamtui needs works here, and say what to do where it "
        "does not. Nothing is changed, unlocked or asked for; nothing secret is printed.",
        epilog="Exit code: 0 all is well (or only worth a look), 1 something does not work.",
    )
    parser.add_argument("--json", action="store_true", help="a JSON object a line")
    parser.add_argument(
        "--endpoint-url", metavar="URL", default=argparse.SUPPRESS, help="look there, not at AWS"
    )
    parser.set_defaults(run=_doctor)


def _add_options(parser: argparse.ArgumentParser) -> None:
    # `--profile` of the screens is another argument.
    parser.add_argument("profile_name", metavar="PROFILE", help="of the vault, or of ~/.aws")
    parser.add_argument(
        "--no-session",
        action="store_true",
        help="the access key itself, which does not end; without MFA",
    )
    parser.add_argument(
        "--duration",
        metavar="TIME",
        help="a new session of 15m to 36h (a role's: as long as the role allows)",
    )
    parser.add_argument(
        "--federated", metavar="NAME", help="a session of a federated user of that name"
    )
    parser.add_argument(
        "--policy", metavar="FILE", help="what the federated user may do, of what the user may"
    )
    parser.add_argument("--role", metavar="ARN", help="a session of that role, assumed by PROFILE")
    parser.add_argument("--external-id", metavar="ID", help="where the role asks for one")
    parser.add_argument("--session-name", metavar="NAME", help="of the role's session")


def _leave_command_alone(parser: argparse.ArgumentParser) -> None:
    """Take what comes after the first `--` as it is: argparse would drop a further one, which is
    the command's own."""
    parse = parser.parse_known_args

    def parse_until_dashes(args: Sequence[str] | None = None, namespace: Any = None) -> Any:
        words = list(args or ())
        end = words.index("--") if "--" in words else len(words)
        found, unknown = parse(words[:end], namespace)
        if end < len(words):
            if found.command:
                parser.error(f"{found.command[0]} stands before --, where only options may")
            found.command = words[end + 1 :]
        return found, unknown

    vars(parser)["parse_known_args"] = parse_until_dashes


def _exec(arguments: argparse.Namespace) -> int:
    from iamtui.commands.exec import run

    return run(arguments)


def _credential_process(arguments: argparse.Namespace) -> int:
    from iamtui.commands.credential_process import run

    return run(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from iamtui.commands.export import run

    return run(arguments)


def _doctor(arguments: argparse.Namespace) -> int:
    from iamtui.commands.doctor import run

    return run(arguments)
