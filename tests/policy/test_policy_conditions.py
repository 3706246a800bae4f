"""Condition operators, one table row per documented rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy.operators import OPERATORS
from tests.policy.building import Element, allow, allows, request


def _met(operator: str, value: Element, given_value: str | tuple[str, ...] | None) -> bool:
    context = {} if given_value is None else {"K:ey": given_value}
    return allows(request(context=context), allow(Condition={operator: {"k:EY": value}}))


_ROWS: list[tuple[str, Element, str | tuple[str, ...] | None, bool]] = [
    ("StringEquals", ["a", "b"], "b", True),
    ("StringEquals", "a", "A", False),
    ("stringequals", "a", "a", True),
    ("StringEquals", "a*", "ab", False),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringNotEquals", ["a", "b"], "c", True),
    ("StringEqualsIgnoreCase", "a", "A", True),
    ("StringNotEqualsIgnoreCase", "a", "A", False),
    ("StringLike", "a*c?", "abbcd", True),
    ("StringLike", "a*", "Ab", False),
    ("StringNotLike", "a*", "ab", False),
    ("StringNotLike", "a*", "b", True),
    ("StringEquals", "${aws:username}", "alice", True),
    ("StringLike", "${aws:username}/*", "alice/x", True),
    ("StringLike", "${*}", "x", False),
    ("StringLike", "${*}", "*", True),
    ("StringEquals", "${aws:PrincipalTag/none, 'd'}", "d", True),
    ("NumericEquals", "5", "5.0", True),
    ("NumericEquals", 5, "5", True),
    ("NumericNotEquals", ["5", "6"], "6", False),
    ("NumericNotEquals", "5", "6", True),
    ("NumericNotEquals", "5", "x", False),
    ("NumericLessThan", "10", "9", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericGreaterThan", "-1", "0", True),
    ("NumericGreaterThanEquals", "10", "9.99", False),
    ("NumericLessThan", "x", "1", False),
    ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", True),
    ("DateEquals", "2026-01-01", "2026-01-01T00:00:00Z", True),
    ("DateEquals", "1767225600", "2026-01-01T00:00:00Z", True),
    ("DateLessThan", "2026-01-01T00:00:00Z", "1767225599", True),
    ("DateGreaterThan", "2026-01-01T00:00:00Z", "1767225599", False),
    ("DateGreaterThanEquals", "2026-01-01", "2026-01-01T00:00:00.001Z", True),
    ("DateLessThanEquals", "2026-01-01", "2026-01-01", True),
    ("DateNotEquals", "2026-01-01", "2026-01-02", True),
    ("DateEquals", "2026-13-01", "2026-13-01", False),
    ("Bool", True, "true", True),
    ("Bool", "True", "true", True),
    ("Bool", "false", "true", False),
    ("Bool", "yes", "yes", False),
    ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
    ("BinaryEquals", "QmluYXJ5", "qmluYXJ5", False),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", True),
    ("IpAddress", "203.0.113.9", "203.0.113.9", True),
    ("IpAddress", "203.0.113.77/24", "203.0.113.9", True),
    ("IpAddress", "0.0.0.0/0", "203.0.113.9", True),
    ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678:0::1", True),
    ("IpAddress", "0.0.0.0/0", "2001:db8::1", False),
    ("IpAddress", "203.0.113.0/24", "nowhere", False),
    ("NotIpAddress", "203.0.113.0/24", "203.0.113.9", False),
    ("NotIpAddress", "203.0.113.0/24", "198.51.100.1", True),
    ("ArnLike", "arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/ab", True),
    ("ArnEquals", "arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/ab", True),
    ("ArnLike", "arn:aws:iam:*:role/a", "arn:aws:iam::1:role/a", False),
    ("ArnLike", "arn:aws:sns:*:*:t:*", "arn:aws:sns:eu-west-1:1:t:s", True),
    ("ArnLike", "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::alice/x", True),
    ("ArnLike", "arn:aws:s3:::a", "not-an-arn", False),
    ("ArnNotLike", "arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/ab", False),
    ("ArnNotEquals", "arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b", True),
    ("Null", "true", None, True),
    ("Null", "true", "x", False),
    ("Null", "false", "x", True),
    ("Null", "false", None, False),
    ("Null", "false", (), False),
    # A missing key.
    ("StringEquals", "a", None, False),
    ("StringEqualsIfExists", "a", None, True),
    ("StringEqualsIfExists", "a", "b", False),
    ("StringNotEquals", "a", None, True),
    ("StringNotLike", "a", None, True),
    ("NumericNotEquals", "1", None, True),
    ("DateNotEquals", "2026-01-01", None, True),
    ("NotIpAddress", "203.0.113.0/24", None, True),
    ("ArnNotLike", "arn:aws:s3:::a", None, True),
    ("Bool", "false", None, False),
    ("BoolIfExists", "true", None, True),
    # Several values.
    ("StringEquals", "a", ("a",), False),
    ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), True),
    ("ForAllValues:StringEquals", ["a", "b"], ("a", "c"), False),
    ("ForAllValues:StringEquals", ["a"], None, True),
    ("ForAllValues:StringEquals", ["a"], (), True),
    ("ForAllValues:StringEquals", ["a"], "a", True),
    ("ForAllValues:StringNotEquals", ["a"], ("b", "c"), True),
    ("ForAllValues:StringNotEquals", ["a"], ("b", "a"), False),
    ("ForAnyValue:StringEquals", ["a", "b"], ("c", "a"), True),
    ("ForAnyValue:StringEquals", ["a", "b"], ("c",), False),
    ("ForAnyValue:StringEquals", ["a"], None, False),
    ("ForAnyValue:StringEqualsIfExists", ["a"], None, False),
    ("ForAnyValue:StringNotEquals", ["a"], None, False),
    ("ForAnyValue:StringLike", "a*", ("x", "ab"), True),
]


@pytest.mark.parametrize(("operator", "value", "given_value", "expected"), _ROWS)
def test_operators(
    operator: str, value: Element, given_value: str | tuple[str, ...] | None, expected: bool
) -> None:
    assert _met(operator, value, given_value) is expected


def test_every_operator_has_a_row() -> None:
    tested = {row[0].lower() for row in _ROWS}
    assert len(OPERATORS) == 27
    assert OPERATORS.keys() <= tested


def test_operators_and_keys_must_all_be_met() -> None:
    condition: Element = {
        "StringEquals": {"a": "1", "b": "2"},
        "NumericLessThan": {"c": "10"},
    }
    right = {"a": "1", "b": "2", "c": "3"}
    assert allows(request(context=right), allow(Condition=condition))
    for key in right:
        wrong = {**right, key: "99"}
        assert not allows(request(context=wrong), allow(Condition=condition))


_COMPARED = sorted({operator.name for operator in OPERATORS.values()} - {"Null"})


@given(st.sampled_from(_COMPARED), st.text(), st.text())
def test_any_texts_can_be_compared(operator: str, value: str, given_value: str) -> None:
    assert _met(operator, value, given_value) in (True, False)


@given(st.sampled_from(["StringEquals", "StringLike", "ArnLike"]), st.text(), st.text(min_size=1))
def test_a_negated_operator_is_the_contrary(operator: str, value: str, given_value: str) -> None:
    contrary = operator.replace("Equals", "NotEquals").replace("Like", "NotLike")
    assert _met(operator, value, given_value) is not _met(contrary, value, given_value)
