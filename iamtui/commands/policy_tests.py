"""`iamtui policy test`: cases that state the verdict they expect, and which of them fail."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple

from iamtui.commands.input import UnreadableInput, case_lines, shown
from iamtui.commands.output import complain, printable, put, quiet_at_closed_pipe
from iamtui.commands.reasons import reason
from iamtui.policy import Verdict, evaluate
from iamtui.policy.case import UnreadableCase, read_case

_VERDICTS = [verdict.value for verdict in Verdict]


class Outcome(Enum):
    """What became of a case; the value is the word that its line begins with."""

    PASSED = "ok"
    FAILED = "FAIL"
    UNREADABLE = "ERROR"


class Result(NamedTuple):
    """The outcome of one case, and the sentence that tells it."""

    outcome: Outcome
    text: str


@quiet_at_closed_pipe
def run(arguments: Namespace) -> int:
    """Run the files' cases, print those that fail; 0 when all pass, 1 when not, 2 without files."""
    counts: Counter[Outcome] = Counter()
    unreadable = 0
    for name in arguments.files:
        try:
            for result in results(name):
                counts[result.outcome] += 1
                if result.outcome is not Outcome.PASSED:
                    put(printable(f"{result.outcome.value:5}  {result.text}"))
        except UnreadableInput as error:
            unreadable += 1
            complain(error)
    if unreadable == len(arguments.files) and not counts:
        return UnreadableInput.exit_code
    put(_summary(counts))
    return 1 if unreadable or counts.total() > counts[Outcome.PASSED] else 0


def results(name: str) -> Iterator[Result]:
    """The result of each case of a file, one after the other; raises UnreadableInput."""
    for number, line in case_lines(name):
        place = f"{shown(name)}:{number}"
        if line is None:
            yield Result(Outcome.UNREADABLE, f"{place}: The line is not UTF-8.")
            continue
        try:
            yield _result(place, line)
        except UnreadableCase as error:
            yield Result(Outcome.UNREADABLE, f"{place}: {error}")


def _result(place: str, line: str) -> Result:
    case = read_case(line, datetime.now(UTC))
    place = f"{place}: {case.id}" if case.id else place
    if case.expect not in _VERDICTS:
        stated = "no" if case.expect is None else f"“{case.expect[:40]}”, which is no"
        return Result(
            Outcome.UNREADABLE, f"{place}: It expects {stated} verdict ({', '.join(_VERDICTS)})."
        )
    decision = evaluate(case.request, case.layers)
    got = decision.verdict.value
    if got == case.expect:
        return Result(Outcome.PASSED, place)
    text = f"{place}: expected {case.expect}, got {got}: {reason(decision)}."
    return Result(Outcome.FAILED, text)


def _summary(counts: Counter[Outcome]) -> str:
    total = counts.total()
    cases = "1 case" if total == 1 else f"{total} cases"
    failed, unreadable = counts[Outcome.FAILED], counts[Outcome.UNREADABLE]
    return f"{cases}: {counts[Outcome.PASSED]} passed, {failed} failed, {unreadable} unreadable."
