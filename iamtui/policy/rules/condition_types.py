"""Operators that do not suit their key, and values that do not suit their operator.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Callable

from iamtui.policy.condition_key import ConditionKey, KeyType
from iamtui.policy.document import Condition
from iamtui.policy.json_positions import Text
from iamtui.policy.operators import Operator, written_operator
from iamtui.policy.reference import condition_key
from iamtui.policy.rules import codes
from iamtui.policy.rules.codes import Code
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted
from iamtui.policy.values import moment, network, number

_STRINGS = frozenset({"text", "text-ignore-case", "glob"})
_SUITABLE = {
    KeyType.STRING: _STRINGS | {"binary"},
    KeyType.ARN: _STRINGS | {"arn"},
    KeyType.BOOL: _STRINGS | {"bool"},
    KeyType.DATE: frozenset({"date"}),
    KeyType.IP: frozenset({"ip"}),
    KeyType.NUMERIC: frozenset({"number"}),
}
_ORDERED = "=<>!"
_USUAL = {
    KeyType.STRING: "a String operator",
    KeyType.ARN: "an Arn or String operator",
    KeyType.BOOL: "Bool",
    KeyType.DATE: "a Date operator",
    KeyType.IP: "IpAddress or NotIpAddress",
    KeyType.NUMERIC: "a Numeric operator",
}


def _is_bool(text: str) -> bool:
    return text.lower() in ("true", "false")


def _is_arn(text: str) -> bool:
    return text.startswith(("arn:", "*", "?", "arn*"))


_VALUES: dict[str, tuple[Code, Callable[[str], object], str]] = {
    "number": (codes.TYPE_MISMATCH_NUMBER, number, "a number"),
    "date": (codes.INVALID_DATE_VALUE, moment, "a date such as 2026-01-31T00:00:00Z"),
    "bool": (codes.TYPE_MISMATCH_BOOLEAN, _is_bool, "`true` or `false`"),
    "null": (codes.TYPE_MISMATCH_BOOLEAN, _is_bool, "`true` (is missing) or `false`"),
    "ip": (codes.TYPE_MISMATCH_IP_RANGE, network, "an address range such as 203.0.113.0/24"),
    "arn": (codes.TYPE_MISMATCH, _is_arn, "an ARN"),
}


def operators(draft: Draft, statement: DraftStatement) -> Faults:
    """The operator is meant for keys of this type."""
    for condition in statement.conditions:
        written = written_operator(condition.operator.value)
        key = condition_key(condition.key.value)
        if written is None or key is None or _compares_arns(condition, written.operator):
            continue
        if not _suits(written.operator, key):
            message = (
                f"{quoted(condition.operator.value)} does not suit {key.name}, which is of type "
                f"{key.type.value}: use {_USUAL[key.type]}."
            )
            yield fault(codes.TYPE_MISMATCH, message, condition.operator)


def _kind(operator: Operator) -> str:
    return operator.test.rstrip(_ORDERED)


def _suits(operator: Operator, key: ConditionKey) -> bool:
    kind = _kind(operator)
    return kind == "null" or any(kind in _SUITABLE[each] for each in key.types)


def _compares_arns(condition: Condition, operator: Operator) -> bool:
    """A tag may hold an ARN, and is then compared as one."""
    return operator.test == "arn" and all(_is_arn(value.value) for value in condition.values)


def values(draft: Draft, statement: DraftStatement) -> Faults:
    """Every value can be read as what the operator compares."""
    for condition in statement.conditions:
        written = written_operator(condition.operator.value)
        if written is None:
            continue
        kind = _kind(written.operator)
        for value in condition.values:
            if "${" not in value.value:
                yield from _value(kind, value)
        if kind in ("text", "text-ignore-case"):
            yield from _wildcards(condition)


def _value(kind: str, value: Text) -> Faults:
    if kind not in _VALUES:
        return
    code, reads, what = _VALUES[kind]
    if reads(value.value) in (None, False):
        message = f"{quoted(value.value)} is not {what}, so that this is never met: correct it."
        yield fault(code, message, value)


def _wildcards(condition: Condition) -> Faults:
    for value in condition.values:
        if "*" in value.value.replace("${*}", ""):
            message = (
                f"{quoted(condition.operator.value)} takes `*` for a star: use the Like operator "
                "for a pattern."
            )
            yield fault(codes.WILDCARD_WITHOUT_LIKE_OPERATOR, message, value)
