"""A policy case as a line of JSON, and its answer."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy.case import UnreadableCase, evaluate_case, read_case
from tests.policy.building import ALICE, OBJECT, Element, allow, deny

_ALLOW: Element = {"Version": "2012-10-17", "Statement": {**allow("s3:*"), "Sid": "All"}}
_DENY: Element = {"Version": "2012-10-17", "Statement": {**deny()}}


def _case(**more: object) -> str:
    case: dict[str, object] = {
        "id": "a",
        "expect": "allowed",
        "request": {"principal": ALICE, "action": "s3:GetObject", "resource": OBJECT},
        "identityPolicies": [_ALLOW],
    }
    return json.dumps({**case, **more})


def _answer(line: str) -> dict[str, object]:
    answer = json.loads(evaluate_case(line).to_json())
    assert isinstance(answer, dict)
    return answer


def test_answers_with_verdict_and_statements() -> None:
    assert _answer(_case(permissionsBoundary=None, scps=[], resourcePolicy=None)) == {
        "id": "a",
        "verdict": "allowed",
        "matched": [
            {"layer": "identity", "policy": "identityPolicies[0]", "sid": "All", "statement": 0}
        ],
        "missingContextKeys": [],
    }
    assert read_case(_case()).expect == "allowed"


@pytest.mark.parametrize(
    ("name", "value", "verdict"),
    [
        ("groupPolicies", [_DENY], "explicitDeny"),
        ("permissionsBoundary", _DENY, "explicitDeny"),
        ("sessionPolicies", [_DENY], "explicitDeny"),
        ("scps", [[_ALLOW], [_DENY]], "explicitDeny"),
        ("scps", [[_ALLOW], []], "implicitDeny"),
        ("rcps", [[_DENY]], "explicitDeny"),
        ("identityPolicies", [], "implicitDeny"),
        ("identityPolicies", [json.dumps(_ALLOW)], "allowed"),
        ("identityPolicies", ["{"], "implicitDeny"),
    ],
)
def test_every_layer_is_read(name: str, value: object, verdict: str) -> None:
    assert _answer(_case(**{name: value}))["verdict"] == verdict


def test_an_unknown_trust_policy_is_not_guessed() -> None:
    request = {
        "principal": ALICE,
        "action": "sts:AssumeRole",
        "resource": "arn:aws:iam::111122223333:role/r",
    }
    anything = {"Version": "2012-10-17", "Statement": allow()}
    line = _case(request=request, identityPolicies=[anything], resourcePolicy="unknown")
    assert _answer(line)["verdict"] == "conditional"


@pytest.mark.parametrize(
    ("value", "condition", "verdict"),
    [
        ("a", {"StringEquals": {"k": "a"}}, "allowed"),
        (["a"], {"StringEquals": {"k": "a"}}, "implicitDeny"),
        (["a", "b"], {"ForAnyValue:StringEquals": {"k": "b"}}, "allowed"),
        (True, {"Bool": {"k": "true"}}, "allowed"),
        (5, {"NumericEquals": {"k": "5"}}, "allowed"),
        (None, {"Null": {"k": "true"}}, "allowed"),
    ],
)
def test_context_values(value: object, condition: Element, verdict: str) -> None:
    request = {
        "principal": ALICE,
        "action": "s3:GetObject",
        "resource": OBJECT,
        "context": {"K": value},
    }
    statement = {"Version": "2012-10-17", "Statement": allow(Condition=condition)}
    assert _answer(_case(request=request, identityPolicies=[statement]))["verdict"] == verdict


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        '{"id": "a"}',
        _case(request={"principal": "alice", "action": "s3:x", "resource": "*"}),
        _case(request={"principal": ALICE, "resource": "*"}),
        _case(identityPolicies={}),
        _case(identityPolicies=[5]),
        _case(scps=[{}]),
        _case(scps={}),
        _case(request={"principal": ALICE, "action": "a:b", "resource": "*", "context": {"k": {}}}),
    ],
)
def test_a_case_that_cannot_be_read_says_why(line: str) -> None:
    answer = _answer(line)
    assert answer.keys() == {"id", "error"}
    assert answer["error"]
    with pytest.raises(UnreadableCase):
        read_case(line)


@given(st.text())
def test_any_line_has_an_answer(line: str) -> None:
    assert _answer(line).keys() >= {"id"}
