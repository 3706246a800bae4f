"""Patterns that another pattern of the same list makes needless."""

from __future__ import annotations

from collections.abc import Sequence

from iamtui.policy.json_positions import Text
from iamtui.policy.operators import written_operator
from iamtui.policy.rules import codes
from iamtui.policy.rules.codes import Code
from iamtui.policy.rules.coverage import Coverage
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted


def actions(draft: Draft, statement: DraftStatement) -> Faults:
    """Actions that another pattern of the statement names too."""
    for patterns in (statement.actions, statement.not_actions):
        yield from _redundant(patterns, codes.REDUNDANT_ACTION, arns=False)


def resources(draft: Draft, statement: DraftStatement) -> Faults:
    """Resources that another pattern of the statement names too."""
    for patterns in (statement.resources, statement.not_resources):
        yield from _redundant(patterns, codes.REDUNDANT_RESOURCE, arns=True)


def values(draft: Draft, statement: DraftStatement) -> Faults:
    """Condition values that stand there twice, or that another pattern covers."""
    for condition in statement.conditions:
        written = written_operator(condition.operator.value)
        if written is not None and written.operator.test == "glob":
            yield from _redundant(condition.values, codes.REDUNDANT_CONDITION_VALUE, arns=True)
            continue
        seen: set[str] = set()
        for value in condition.values:
            if value.value in seen:
                message = f"{quoted(value.value)} stands here twice: remove one."
                yield fault(codes.REDUNDANT_CONDITION_VALUE, message, value)
            seen.add(value.value)


def _redundant(patterns: Sequence[Text], code: Code, *, arns: bool) -> Faults:
    if len(patterns) < 2:
        return
    coverage = Coverage([pattern.value for pattern in patterns], arns=arns)
    for index, pattern in enumerate(patterns):
        wider = coverage.covering(pattern.value, own=index)
        if wider is None:
            continue
        other = patterns[wider].value
        if other == pattern.value:
            message = f"{quoted(pattern.value)} stands here twice: remove one."
        else:
            message = f"{quoted(other)} covers {quoted(pattern.value)} already: remove this one."
        yield fault(code, message, pattern)
