"""`iamtui policy evaluate`: a policy case a line in, a verdict a line out."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime

from iamtui.commands.input import STANDARD_INPUT, case_lines
from iamtui.commands.output import put, quiet_at_closed_pipe
from iamtui.policy.case import CaseAnswer, evaluate_case


@quiet_at_closed_pipe
def run(_arguments: Namespace) -> int:
    """Answer each case of standard input before the next is read; 0 whatever the verdicts are."""
    for number, line in case_lines(STANDARD_INPUT):
        put(_answer(number, line).to_json())
    return 0


def _answer(number: int, line: str | None) -> CaseAnswer:
    if line is None:
        return CaseAnswer(None, None, f"Line {number} is not UTF-8.")
    return evaluate_case(line, datetime.now(UTC))
