"""The command line: opens the screens, or runs one of the few commands beside them.

Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 not authorised or MFA missing, 4 AWS, the
network or this machine failed. An error is one sentence with what to do next, never a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from iamtui import __version__, hygiene
from iamtui.commands.policy import add_policy_commands
from iamtui.commands.profile import add_profile_command
from iamtui.commands.rotate import add_rotate_command
from iamtui.commands.sessions import add_session_commands
from iamtui.commands.vault import add_vault_command
from iamtui.commands.where_used import add_where_used_command
from iamtui.errors import IamtuiError, UsageError

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run `iamtui` with the arguments `argv` (without the program's name); gives its exit code."""
    hygiene.begin()
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except IamtuiError as error:
        print(f"iamtui: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - its text may hold a secret
        from iamtui.ui.crash import crash_report

        print(crash_report(error), file=sys.stderr)  # noqa: T201
        return IamtuiError.exit_code
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="iamtui", description="A keyboard-driven terminal UI for AWS IAM."
    )
    parser.add_argument("--version", action="version", version=f"iamtui {__version__}")
    parser.set_defaults(run=_open_screens)
    _add_screen_options(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    mock = commands.add_parser("mock", help="the local mock of AWS IAM")
    _add_serve(mock.add_subparsers(title="commands", metavar="COMMAND", required=True))
    add_policy_commands(commands)
    add_profile_command(commands)
    add_session_commands(commands)
    add_rotate_command(commands)
    add_where_used_command(commands)
    add_vault_command(commands)
    return parser


def _add_screen_options(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--profile", metavar="NAME", help="a profile of the vault or of ~/.aws")
    what.add_argument(
        "--mock",
        metavar="FILE",
        nargs="?",
        const="demo",
        help="a local mock: its demo account, or the account in FILE (the JSON of "
        "`aws iam get-account-authorization-details`)",
    )
    parser.add_argument("--endpoint-url", metavar="URL", help="ask there instead of AWS")
    parser.add_argument("--read-only", action="store_true", help="refuse every write")
    parser.add_argument("--theme", metavar="NAME", help="colours, such as textual-light, ansi-dark")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser(
        "serve", help="serve an account over HTTP on 127.0.0.1; prints one JSON line when ready"
    )
    serve.add_argument("--port", type=int, default=0, help="0 (the default): any free one")
    serve.add_argument(
        "--account",
        default="demo",
        metavar="NAME",
        help="demo, empty, scale:5000 (so many users), or a file",
    )
    serve.add_argument(
        "--state",
        metavar="FILE",
        type=Path,
        help="keep the account in FILE; what it holds is served at the next start",
    )
    serve.add_argument("--no-auth", action="store_true", help="allow every call that is signed")
    serve.add_argument("--exit-with-parent", action="store_true", help=argparse.SUPPRESS)
    _add_conditions(serve.add_argument_group("conditions", "what AWS does to its clients"))
    serve.set_defaults(run=_serve)


def _add_conditions(serve: argparse._ArgumentGroup) -> None:
    for name, what in (
        ("latency", "every answer so late"),
        ("lag", "what is new is seen, and new keys work, so much later"),
        ("clock-ahead", "the clock is off; may be negative"),
    ):
        serve.add_argument(f"--{name}", metavar="SECONDS", type=float, default=0.0, help=what)
    serve.add_argument(
        "--throttle",
        metavar="CLASS=RATE/BURST",
        action="append",
        default=[],
        help="so many calls a second, so many at once; read, list, write, sts or all",
    )
    serve.add_argument(
        "--fault",
        metavar="OPERATION=KIND[:SECONDS]",
        action="append",
        default=[],
        help="what goes wrong, such as CreateUser=lost, *=drip:3, ListUsers=http502",
    )


def _serve(arguments: argparse.Namespace) -> int:
    try:
        from iamtui.mock.conditions import from_options
        from iamtui.mock.server import serve
    except ModuleNotFoundError as error:
        raise IamtuiError(
            f"The mock needs the package {error.name}.", 'Install it: pip install "iamtui[mock]".'
        ) from None
    return serve(
        port=arguments.port,
        account=arguments.account,
        auth=not arguments.no_auth,
        exit_with_parent=arguments.exit_with_parent,
        state=arguments.state,
        conditions=from_options(
            arguments.latency,
            arguments.lag,
            arguments.clock_ahead,
            arguments.throttle,
            arguments.fault,
        ),
    )


def _open_screens(arguments: argparse.Namespace) -> int:
    from iamtui.commands.start import start_of
    from iamtui.config import read_settings
    from iamtui.terminal import check_terminal, own_terminal, prepare_environment, quiet

    check_terminal()
    settings = read_settings()
    look = prepare_environment(arguments.theme or settings.theme, os.environ)
    quiet()
    start = start_of(arguments)
    # Textual reads its environment when it is imported.
    from iamtui.execution.rules import change_names, check_levels
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.opening import Keyring, open_session

    check_levels(settings, change_names())
    keyring = Keyring()
    app = IamtuiApp(
        start,
        settings,
        lambda wanted, generation: open_session(wanted, settings, keyring, generation),
        keyring,
        look=look,
    )
    _check_theme(look.theme, app.available_themes)
    mouse = settings.mouse and not arguments.no_mouse and not look.over_ssh
    with own_terminal():
        result = app.run(mouse=mouse)
    return result if isinstance(result, int) else app.return_code or 0


def _check_theme(theme: str | None, known: Collection[str]) -> None:
    if theme is not None and theme not in known:
        raise UsageError(f"There is no theme {theme!r}.", f"There are: {', '.join(sorted(known))}.")
