"""The linter and texts of every kind: findings, never exceptions, and no error is left unsaid."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.policy import Severity, parse
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.lint import lint
from tests.policy.building import allow, deny, text

KINDS = st.sampled_from(PolicyKind)
WORDS = st.sampled_from(
    [
        "Allow",
        "deny",
        "*",
        "s3:Get*",
        "iam:PassRole",
        "sts:AssumeRole",
        "arn:aws:s3:::b/*",
        "arn:aws:iam::1:role/${aws:username",
        "${}",
        "aws:TagKeys",
        "ForAllValues:StringEquals",
        "Null",
        "2012-10-17",
        "10.0.0.0/8",
        "",
        "\ud800",
        ":::::::",
        "${*}?*",
    ]
)
NAMES = st.sampled_from(
    [
        "Version",
        "Statement",
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "Condition",
        "AWS",
        "Service",
        "StringLike",
        "Bool",
        "IpAddress",
        "DateLessThan",
        "ForAllValues:StringEquals",
        "aws:SourceIp",
        "aws:TagKeys",
        "s3:prefix",
        "effect",
        "Id",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=30,
)


def errs(source: str, kind: PolicyKind) -> bool:
    """Whether the linter finds an error; also that every finding stands in the text."""
    found = lint(source, kind)
    lines = source.split("\n")
    for each in found:
        assert each.code
        assert each.message
        assert 1 <= each.column <= len(lines[each.line - 1]) + 1
    return any(each.severity is Severity.ERROR for each in found)


@given(st.text() | st.text(alphabet='{}[]:,"\\ \nEfectAlowStamn'), KINDS)
def test_any_text(anything: str, kind: PolicyKind) -> None:
    assert errs(anything, kind) or parse(anything).complete


@given(VALUES, KINDS)
def test_any_json(value: object, kind: PolicyKind) -> None:
    source = json.dumps(value)
    assert errs(source, kind) or parse(source).complete


@settings(max_examples=60)
@given(
    st.dictionaries(NAMES, VALUES, max_size=9),
    st.dictionaries(NAMES, VALUES, max_size=9),
    KINDS,
)
def test_any_statement(one: dict[str, object], other: dict[str, object], kind: PolicyKind) -> None:
    source = json.dumps({"Version": "2012-10-17", "Statement": [one, {**allow(), **other}]})
    assert errs(source, kind) or parse(source).complete


@given(st.integers(min_value=0), st.integers(min_value=0), KINDS)
def test_half_a_policy(cut: int, more: int, kind: PolicyKind) -> None:
    whole = text(allow("s3:Get*", Condition={"Null": {"aws:username": "true"}}), deny())
    first = cut % len(whole)
    source = whole[:first] + whole[first + more % 7 :]
    assert errs(source, kind) or parse(source).complete


def test_ten_thousand_statements_give_a_bounded_answer() -> None:
    wild = allow(["s3:GetObject", "iam:*", "ec2:*a?"], ["*:x", "arn:aws:s3:::b*/x*"])
    faulty = allow("s3:Nope", "arn:aws:s3:::*b*", Condition={"StringEqual": {"x": "*"}})
    found = lint(text(*(wild, faulty) * 5_000))
    assert 0 < len(found) < 10_000


def test_deep_nesting() -> None:
    assert errs('{"Statement":' * 20_000, PolicyKind.IDENTITY)
    assert errs("[" * 100_000, PolicyKind.IDENTITY)
