"""What is wrong with a policy, and what is dangerous about it: each finding at its place.

The checks and their severities are those of IAM Access Analyzer, and more; see `rules.table`.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from iamtui.policy.document import Finding, Severity
from iamtui.policy.holder import Holder
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, draft
from iamtui.policy.rules.fault import Fault
from iamtui.policy.rules.table import DOCUMENT_RULES, STATEMENT_RULES
from iamtui.policy.statement_reading import Unreadable, read_statement

_MOST_OF_A_RULE = 200
_LINE = re.compile(r"\n")


def lint(
    text: str,
    kind: PolicyKind = PolicyKind.IDENTITY,
    *,
    holder: Holder | None = None,
    account: str | None = None,
) -> tuple[Finding, ...]:
    """Everything that is wrong with the text of a policy, sorted by place; never raises.

    `kind` decides which elements belong into it, `holder` how long it may be (None: length is not
    looked at), `account` (12 digits) which account is no stranger. A text without any error can be
    read completely. Each rule tells its first 200 findings.
    """
    read = draft(text, kind, holder, account)
    faults = set(_faults(read))
    if not any(fault.code.severity is Severity.ERROR for fault in faults):
        faults.update(_misread(read))
    return _placed(text, faults)


def _faults(read: Draft) -> Iterator[Fault]:
    for rule in DOCUMENT_RULES:
        yield from islice(rule(read), _MOST_OF_A_RULE)
    for check in STATEMENT_RULES:
        faults = (fault for statement in read.statements for fault in check(read, statement))
        yield from islice(faults, _MOST_OF_A_RULE)


def _order(fault: Fault) -> tuple[int, int, str, str]:
    return fault.start, fault.end, fault.code.name, fault.message


def _placed(text: str, faults: Iterable[Fault]) -> tuple[Finding, ...]:
    starts = [0, *(line.end() for line in _LINE.finditer(text))]
    findings = []
    for code, message, start, end in sorted(faults, key=_order):
        line = bisect_right(starts, start)
        column = start - starts[line - 1] + 1
        findings.append(Finding(code.severity, message, line, column, code.name, end - start))
    return tuple(findings)


def _misread(read: Draft) -> Iterator[Fault]:
    """What the reader of documents refuses although no rule does: it must not stay unsaid."""
    for index, statement in enumerate(read.listed):
        try:
            read_statement(index, statement, [])
        except Unreadable as fault:
            for message, offset in fault.problems:
                yield Fault(codes.INVALID_POLICY, f"{message}.", offset, offset + 1)
