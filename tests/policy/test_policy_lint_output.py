"""Findings for GitHub and as JSON."""

from __future__ import annotations

import json

from iamtui.policy import Finding, Severity
from iamtui.policy.lint_output import as_github, as_json

FINDINGS = (
    Finding(Severity.ERROR, "No 100%:\nwrong, really.", 3, 5, "INVALID_ACTION", 12),
    Finding(Severity.SECURITY_WARNING, "b", 4, 1, "OPEN_PRINCIPAL", 3),
    Finding(Severity.WARNING, "c", 5, 1, "TYPE_MISMATCH"),
    Finding(Severity.SUGGESTION, "d", 6, 1, "REDUNDANT_ACTION", 3),
)


def test_a_workflow_command_is_escaped_as_github_asks() -> None:
    first = next(iter(as_github(FINDINGS, "a,b:c%.json")))
    assert first == (
        "::error file=a%2Cb%3Ac%25.json,line=3,col=5,endColumn=17,title=INVALID_ACTION"
        "::No 100%25:%0Awrong, really."
    )


def test_each_severity_has_its_command() -> None:
    commands = [line.split(" ")[0] for line in as_github(FINDINGS, "p.json")]
    assert commands == ["::error", "::warning", "::warning", "::notice"]


def test_json_has_everything() -> None:
    (first, *_) = json.loads(json.dumps(as_json(FINDINGS, "p.json")))
    assert first == {
        "file": "p.json",
        "line": 3,
        "column": 5,
        "length": 12,
        "severity": "error",
        "code": "INVALID_ACTION",
        "message": "No 100%:\nwrong, really.",
    }
