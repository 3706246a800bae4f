"""The names of condition operators, and how a written one is taken apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class SetOperator(Enum):
    """The prefix for a key with several values."""

    FOR_ALL = "ForAllValues"
    FOR_ANY = "ForAnyValue"


class Operator(NamedTuple):
    """An operator without prefix and suffix.

    `test` names how a value is compared; `negated` turns the answer over; `has_variables` says
    whether `${…}` has a meaning in its values (string and ARN operators only).
    """

    name: str
    test: str
    negated: bool
    has_variables: bool


class WrittenOperator(NamedTuple):
    """An operator as it stands in a policy: prefix, operator, `IfExists`."""

    operator: Operator
    set_operator: SetOperator | None
    if_exists: bool


def _operators() -> dict[str, Operator]:
    rows = [
        ("StringEquals", "text", False),
        ("StringNotEquals", "text", True),
        ("StringEqualsIgnoreCase", "text-ignore-case", False),
        ("StringNotEqualsIgnoreCase", "text-ignore-case", True),
        ("StringLike", "glob", False),
        ("StringNotLike", "glob", True),
        ("NumericEquals", "number==", False),
        ("NumericNotEquals", "number!=", False),
        ("NumericLessThan", "number<", False),
        ("NumericLessThanEquals", "number<=", False),
        ("NumericGreaterThan", "number>", False),
        ("NumericGreaterThanEquals", "number>=", False),
        ("DateEquals", "date==", False),
        ("DateNotEquals", "date!=", False),
        ("DateLessThan", "date<", False),
        ("DateLessThanEquals", "date<=", False),
        ("DateGreaterThan", "date>", False),
        ("DateGreaterThanEquals", "date>=", False),
        ("Bool", "bool", False),
        ("BinaryEquals", "binary", False),
        ("IpAddress", "ip", False),
        ("NotIpAddress", "ip", True),
        ("ArnEquals", "arn", False),
        ("ArnLike", "arn", False),
        ("ArnNotEquals", "arn", True),
        ("ArnNotLike", "arn", True),
        ("Null", "null", False),
    ]
    with_variables = {"text", "text-ignore-case", "glob", "arn"}
    return {
        name.lower(): Operator(name, test, negated, test in with_variables)
        for name, test, negated in rows
    }


OPERATORS = _operators()
_SET_OPERATORS = {operator.value.lower(): operator for operator in SetOperator}
_IF_EXISTS = "ifexists"


@lru_cache(maxsize=1024)
def written_operator(text: str) -> WrittenOperator | None:
    """Take an operator such as `ForAnyValue:StringLikeIfExists` apart; None if there is none."""
    prefix, colon, rest = text.lower().rpartition(":")
    set_operator = _SET_OPERATORS.get(prefix)
    if colon and set_operator is None:
        return None
    if_exists = rest.endswith(_IF_EXISTS)
    operator = OPERATORS.get(rest.removesuffix(_IF_EXISTS))
    if operator is None or (operator.test == "null" and (if_exists or set_operator)):
        return None
    return WrittenOperator(operator, set_operator, if_exists)
