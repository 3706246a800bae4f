"""`iamtui policy lint`: what is wrong with policy documents, file by file."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence

from iamtui.commands.input import STANDARD_INPUT, UnreadableInput, read_text
from iamtui.commands.output import complain, printable, put, quiet_at_closed_pipe
from iamtui.policy import Finding, Severity
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.lint import lint
from iamtui.policy.lint_output import as_github, as_json


@quiet_at_closed_pipe
def run(arguments: Namespace) -> int:
    """Print the findings of each file; 0 none that fails, 1 some or a file unread, 2 all unread."""
    kind = PolicyKind(arguments.type)
    counts: Counter[Severity] = Counter()
    unread = 0
    for name in arguments.files:
        try:
            findings = lint(read_text(name), kind)
        except UnreadableInput as error:
            unread += 1
            complain(error)
            continue
        counts.update(finding.severity for finding in findings)
        for line in lines(findings, name, arguments.format):
            put(line)
    read = len(arguments.files) - unread
    if not read:
        return UnreadableInput.exit_code
    if arguments.format == "text":
        put(_summary(read, counts))
    fails = counts[Severity.ERROR] + (counts[Severity.SECURITY_WARNING] if arguments.strict else 0)
    return 1 if fails or unread else 0


def lines(findings: Sequence[Finding], name: str, form: str) -> Iterator[str]:
    """The findings of one file, a line each, in one of the formats."""
    path = "<stdin>" if name == STANDARD_INPUT else name
    if form == "json":
        encode = json.JSONEncoder(ensure_ascii=False).encode
        yield from map(encode, as_json(findings, path))
    elif form == "github":
        yield from map(printable, as_github(findings, path))
    else:
        yield from (printable(_text(finding, path)) for finding in findings)


def _text(finding: Finding, path: str) -> str:
    code = f" [{finding.code}]" if finding.code else ""
    place = f"{path}:{finding.line}:{finding.column}"
    return f"{place}: {finding.severity.value}: {finding.message}{code}"


def _summary(read: int, counts: Counter[Severity]) -> str:
    files = _counted(read, "document")
    found = [_counted(counts[each], each.value) for each in Severity if counts[each]]
    return f"{files}: {', '.join(found) or 'nothing found'}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
