"""From text to Document: what has a meaning, where it stands, and what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy import Effect, Layers, NamedPolicy, Severity, Verdict, evaluate, parse
from tests.policy.building import Element, allow, deny, request, text


def test_reads_every_element() -> None:
    document = parse(
        text(
            {
                "Sid": "One",
                "Effect": "Deny",
                "NotAction": "s3:*",
                "NotResource": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
                "Principal": {"AWS": ["111122223333"], "Service": "ec2.amazonaws.com"},
                "Condition": {"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"k": 5}},
            }
        )
    )
    assert document.complete
    assert document.findings == ()
    (found,) = document.statements
    assert (found.sid, found.effect, found.index) == ("One", Effect.DENY, 0)
    assert found.actions is None
    assert found.not_actions is not None
    assert [each.value for each in found.not_actions] == ["s3:*"]
    assert found.not_resources is not None
    assert [each.value for each in found.not_resources] == ["arn:aws:s3:::a", "arn:aws:s3:::b"]
    assert found.principals is not None
    assert [(each.kind, each.value.value) for each in found.principals] == [
        ("AWS", "111122223333"),
        ("Service", "ec2.amazonaws.com"),
    ]
    assert [
        (each.operator.value, each.key.value, [value.value for value in each.values])
        for each in found.conditions
    ] == [("Bool", "aws:SecureTransport", ["false"]), ("NumericLessThan", "k", ["5"])]


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("Effect", "allow"),
        ("Effect", ["Allow"]),
        ("Action", []),
        ("Action", {"a": "b"}),
        ("NotAction", "s3:*"),
        ("NotResource", "*"),
        ("Resource", 5),
        ("Sid", 5),
        ("Principal", "alice"),
        ("Principal", {}),
        ("Principal", {"Aws": "*"}),
        ("Condition", "x"),
        ("Condition", {"StringEqual": {"a": "b"}}),
        ("Condition", {"NullIfExists": {"a": "true"}}),
        ("Condition", {"StringEquals": "x"}),
        ("Condition", {"StringEquals": {"a": {"b": "c"}}}),
        ("Conditions", {}),
    ],
)
def test_drops_a_statement_whose_meaning_is_not_certain(element: str, value: Element) -> None:
    document = parse(text(allow(), {**deny(), element: value}, deny(Sid="last")))
    assert [statement.index for statement in document.statements] == [0, 2]
    assert not document.complete
    assert any(finding.severity is Severity.ERROR for finding in document.findings)


@pytest.mark.parametrize("missing", ["Effect", "Action"])
def test_drops_a_statement_that_lacks_an_element(missing: str) -> None:
    statement = {name: value for name, value in deny().items() if name != missing}
    document = parse(text(allow(), statement))
    assert [each.index for each in document.statements] == [0]
    assert not document.complete


def test_a_finding_points_at_the_fault() -> None:
    document = parse('{"Version": "2012-10-17",\n "Statement": [\n  {"Effect": "allow"}]}')
    effect = next(finding for finding in document.findings if "Effect is" in finding.message)
    assert (effect.line, effect.column) == (3, 14)


def test_a_missing_version_is_the_old_one() -> None:
    document = parse(json.dumps({"Statement": allow()}))
    assert document.version == "2008-10-17"
    assert document.complete
    assert [finding.severity for finding in document.findings] == [Severity.WARNING]


def test_a_repeated_name_drops_the_statement() -> None:
    document = parse(
        '{"Version": "2012-10-17", "Statement": '
        '{"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}'
    )
    assert document.statements == ()
    assert not document.complete


def test_a_policy_that_cannot_be_read_completely_never_allows_for_certain() -> None:
    named = NamedPolicy.of("p", text(allow(), deny(Conditions={})))
    decision = evaluate(request(), Layers(identity=(named,)))
    assert decision.verdict is Verdict.CONDITIONAL
    assert decision.unreadable == ("p",)


@given(st.text() | st.text(alphabet='{}[]:,"\\ \nEfectAlowStamn'))
def test_never_raises(anything: str) -> None:
    document = parse(anything)
    assert document.complete or document.findings


@given(st.integers(min_value=0))
def test_a_half_typed_policy_has_findings(cut: int) -> None:
    whole = text(allow("s3:Get*", Condition={"Null": {"aws:username": "true"}}), deny())
    half = whole[: cut % len(whole)]
    assert not parse(half).complete
