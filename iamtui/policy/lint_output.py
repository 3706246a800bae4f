"""Findings as a machine reads them: annotations of a GitHub workflow, and JSON.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypedDict

from iamtui.policy.document import Finding, Severity

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.SECURITY_WARNING: "warning",
    Severity.WARNING: "warning",
    Severity.SUGGESTION: "notice",
}
_IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = str.maketrans(
    {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"},
)


class FindingJson(TypedDict):
    """A finding as an object of JSON; line and column count from 1, a length of 0 is unknown."""

    file: str
    line: int
    column: int
    length: int
    severity: str
    code: str
    message: str


def as_github(findings: Iterable[Finding], path: str) -> Iterator[str]:
    """A workflow command a line, which GitHub shows at the place in the file."""
    for finding in findings:
        properties = [
            f"file={path.translate(_IN_PROPERTIES)}",
            f"line={finding.line}",
            f"col={finding.column}",
        ]
        if finding.length:
            properties.append(f"endColumn={finding.column + finding.length}")
        if finding.code:
            properties.append(f"title={finding.code.translate(_IN_PROPERTIES)}")
        message = finding.message.translate(_IN_MESSAGES)
        yield f"::{_COMMANDS[finding.severity]} {','.join(properties)}::{message}"


def as_json(findings: Iterable[Finding], path: str) -> list[FindingJson]:
    """The findings as values that `json.dumps` takes."""
    return [
        FindingJson(
            file=path,
            line=finding.line,
            column=finding.column,
            length=finding.length,
            severity=finding.severity.value,
            code=finding.code,
            message=finding.message,
        )
        for finding in findings
    ]
