"""One condition of a statement, made ready to be asked: is it met by this request?

Rules for missing keys and for keys with several values:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from iamtui.policy.comparisons import Comparison, comparison
from iamtui.policy.operators import Operator, SetOperator, WrittenOperator, written_operator
from iamtui.policy.plain import PlainCondition
from iamtui.policy.tri import MAYBE, NO, YES, Tri, negated
from iamtui.policy.variables import Lookup, Unknown

ConditionTest: TypeAlias = Callable[[Lookup], Tri]


def condition_test(condition: PlainCondition, *, variables: bool) -> ConditionTest:
    """A function from a request's lookup to met / not met / unknown."""
    written = written_operator(condition.operator)
    values, key = condition.values, condition.key
    if written is None:
        return lambda lookup: MAYBE
    operator = written.operator
    if operator.test == "null":
        return _null(key, values)
    compare = comparison(operator.test, values, variables=variables and operator.has_variables)
    if operator.negated:
        compare = _none_of(compare, operator)
    if written.set_operator is None:
        return _single(key, compare, written)
    return _several(key, compare, written.set_operator)


def _none_of(compare: Comparison, operator: Operator) -> Comparison:
    return lambda value, lookup: negated(compare(value, lookup))


def _null(key: str, values: Sequence[str]) -> ConditionTest:
    wanted = {value.lower() for value in values}

    def test(lookup: Lookup) -> Tri:
        value = lookup(key)
        if isinstance(value, Unknown):
            return YES if {"true", "false"} <= wanted else MAYBE
        absent = value is None or value == ()
        return YES if ("true" if absent else "false") in wanted else NO

    return test


def _single(key: str, compare: Comparison, written: WrittenOperator) -> ConditionTest:
    """Without a set operator: a missing key meets only a negated or an IfExists condition."""
    when_missing: Tri = YES if written.if_exists or _is_negative(written.operator) else NO

    def test(lookup: Lookup) -> Tri:
        value = lookup(key)
        if isinstance(value, str):
            return compare(value, lookup)
        if not value:
            return when_missing
        return MAYBE if isinstance(value, Unknown) else NO

    return test


def _is_negative(operator: Operator) -> bool:
    return operator.negated or operator.test.endswith("!=")


def _several(key: str, compare: Comparison, set_operator: SetOperator) -> ConditionTest:
    """With a set operator: a missing key is an empty set, whatever IfExists says.

    So is a key whose values are all empty: "a null data set, such as an empty string".
    """
    combine = min if set_operator is SetOperator.FOR_ALL else max
    when_empty: Tri = YES if set_operator is SetOperator.FOR_ALL else NO

    def test(lookup: Lookup) -> Tri:
        value = lookup(key)
        if isinstance(value, Unknown):
            return MAYBE
        values = (value,) if isinstance(value, str) else value
        if not values or not any(values):
            return when_empty
        return combine(compare(each, lookup) for each in values)

    return test
