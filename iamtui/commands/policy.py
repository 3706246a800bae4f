"""The arguments of `iamtui policy …`; what a command needs is imported when it runs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

# The values of PolicyKind, which would take longer to import than to check.
POLICY_KINDS = ("identity", "trust", "resource", "boundary", "scp", "rcp")
LINT_FORMATS = ("text", "json", "github")
_CODES = "Exit code: {}, 2 wrong usage or nothing to read."


def add_policy_commands(commands: Commands) -> None:
    """Add `policy` with its own commands to those of the program."""
    policy = commands.add_parser("policy", help="check, test and ask policies")
    inner = policy.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_lint(inner)
    _add_test(inner)
    _add_evaluate(inner)
    _add_who_can(inner)


def _add_lint(commands: Commands) -> None:
    lint = _command(
        commands,
        "lint",
        "find mistakes in policy documents, with line and column",
        _CODES.format("0 no errors, 1 errors (with --strict: or security warnings)"),
    )
    lint.add_argument("files", metavar="FILE", nargs="+", help="a document; - is standard input")
    lint.add_argument(
        "--type",
        choices=POLICY_KINDS,
        default="identity",
        help="what the documents are (default: identity)",
    )
    lint.add_argument(
        "--format",
        choices=LINT_FORMATS,
        default="text",
        help="text (default), a JSON object a finding, or annotations of GitHub Actions",
    )
    lint.add_argument("--strict", action="store_true", help="security warnings fail as well")
    lint.set_defaults(run=_lint)


def _add_test(commands: Commands) -> None:
    test = _command(
        commands,
        "test",
        "run policy unit tests: a case a line, with the verdict that it expects",
        _CODES.format("0 all pass, 1 not all do"),
    )
    test.add_argument("files", metavar="FILE.jsonl", nargs="+", help="cases; - is standard input")
    test.set_defaults(run=_test)


def _add_evaluate(commands: Commands) -> None:
    evaluate = _command(
        commands,
        "evaluate",
        "answer each case on standard input with its verdict, as a line of JSON",
        "A case that cannot be read is answered with an error, and the run goes on.",
    )
    evaluate.add_argument("--json", action="store_true", help="the default: lines of JSON")
    evaluate.set_defaults(run=_evaluate)


def _add_who_can(commands: Commands) -> None:
    who_can = _command(
        commands,
        "who-can",
        "list the users and roles that may do something, and by which policy",
        "Exit code: 0 somebody can, 1 nobody can, 2 wrong usage, 3 not authorised, "
        "4 AWS or the network failed.",
    )
    who_can.add_argument("action", metavar="ACTION", help="such as s3:GetObject")
    who_can.add_argument("resource", metavar="RESOURCE", help="an ARN, or * for any")
    where = who_can.add_mutually_exclusive_group()
    where.add_argument(
        "--account",
        metavar="FILE.json",
        help="a snapshot: the JSON of `aws iam get-account-authorization-details`",
    )
    # What stands before `policy` on the command line is kept where it is not given here.
    where.add_argument(
        "--profile", metavar="NAME", default=argparse.SUPPRESS, help="a profile of iamtui or ~/.aws"
    )
    where.add_argument(
        "--mock",
        metavar="FILE",
        nargs="?",
        const="demo",
        default=argparse.SUPPRESS,
        help="a local mock: its demo account, or the account in FILE",
    )
    who_can.add_argument(
        "--endpoint-url", metavar="URL", default=argparse.SUPPRESS, help="ask there instead of AWS"
    )
    who_can.add_argument(
        "--context",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a condition key and its value, such as aws:SourceIp=203.0.113.7; several values of "
        "one key are several --context",
    )
    who_can.add_argument("--json", action="store_true", help="a JSON object a line")
    who_can.set_defaults(run=_who_can)


def _command(commands: Commands, name: str, what: str, end: str) -> argparse.ArgumentParser:
    sentence = f"{what[0].upper()}{what[1:]}."
    return commands.add_parser(name, help=what, description=sentence, epilog=end)


def _lint(arguments: argparse.Namespace) -> int:
    from iamtui.commands.lint import run

    return run(arguments)


def _test(arguments: argparse.Namespace) -> int:
    from iamtui.commands.policy_tests import run

    return run(arguments)


def _evaluate(arguments: argparse.Namespace) -> int:
    from iamtui.commands.evaluate import run

    return run(arguments)


def _who_can(arguments: argparse.Namespace) -> int:
    from iamtui.commands.who_can import run

    return run(arguments)
