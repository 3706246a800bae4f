"""What is not known makes a verdict conditional, and never allowed or denied by guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy import UNKNOWN, Layers, Verdict, evaluate
from tests.policy.building import (
    ACCOUNT,
    OTHER_ACCOUNT,
    Context,
    Element,
    allow,
    deny,
    policy,
    request,
)

MFA: dict[str, Element] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
NO_MFA: dict[str, Element] = {
    "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
}
CONDITIONAL = Verdict.CONDITIONAL


def test_an_unknown_key_makes_an_allow_conditional() -> None:
    layers = Layers(identity=(policy(allow(**MFA)),))
    decision = evaluate(request(partial=True), layers)
    assert decision.verdict is CONDITIONAL
    assert [condition.key.value for condition in decision.conditions] == [
        "aws:MultiFactorAuthPresent"
    ]
    assert decision.missing_context_keys == ("aws:MultiFactorAuthPresent",)
    assert evaluate(request(), layers).verdict is Verdict.IMPLICIT_DENY


def test_a_deny_that_may_apply_makes_an_allow_conditional() -> None:
    layers = Layers(identity=(policy(allow(), deny(**NO_MFA)),))
    assert evaluate(request(partial=True), layers).verdict is CONDITIONAL
    assert evaluate(request(), layers).verdict is Verdict.EXPLICIT_DENY


def test_a_deny_that_may_apply_allows_nothing_by_itself() -> None:
    layers = Layers(identity=(policy(deny(**NO_MFA)),))
    assert evaluate(request(partial=True), layers).verdict is Verdict.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        ({"aws:MultiFactorAuthPresent": "true"}, Verdict.ALLOWED),
        ({"aws:MultiFactorAuthPresent": "false"}, Verdict.IMPLICIT_DENY),
        ({"aws:MultiFactorAuthPresent": ()}, Verdict.IMPLICIT_DENY),
    ],
)
def test_a_key_that_is_given_is_known(context: Context, verdict: Verdict) -> None:
    layers = Layers(identity=(policy(allow(**MFA)),))
    assert evaluate(request(context=context, partial=True), layers).verdict is verdict


def test_what_follows_from_the_principal_is_known() -> None:
    statement = allow(Condition={"StringEquals": {"aws:PrincipalTag/none": "x"}})
    layers = Layers(identity=(policy(statement),))
    assert evaluate(request(partial=True), layers).verdict is Verdict.IMPLICIT_DENY


def test_one_condition_that_is_not_met_settles_the_statement() -> None:
    condition: Element = {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "StringEquals": {"aws:username": "bob"},
    }
    layers = Layers(identity=(policy(allow(Condition=condition)),))
    assert evaluate(request(partial=True), layers).verdict is Verdict.IMPLICIT_DENY


def test_an_unknown_variable_makes_a_resource_conditional() -> None:
    layers = Layers(identity=(policy(allow("*", "arn:aws:s3:::bucket/${s3:prefix}")),))
    assert evaluate(request(partial=True), layers).verdict is CONDITIONAL
    assert evaluate(request(), layers).verdict is Verdict.IMPLICIT_DENY


def test_a_deny_of_a_part_makes_the_whole_conditional() -> None:
    layers = Layers(identity=(policy(allow(), deny("*", "arn:aws:s3:::a/secret/*")),))
    asked = request(resource="arn:aws:s3:::a/*", partial=True)
    assert evaluate(asked, layers).verdict is CONDITIONAL


@pytest.mark.parametrize(
    ("action", "resource", "owner"),
    [
        ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/r", None),
        ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1", None),
        ("s3:GetObject", "arn:aws:s3:::b/k", OTHER_ACCOUNT),
    ],
)
def test_a_required_resource_policy_that_nobody_has_seen(
    action: str, resource: str, owner: str | None
) -> None:
    asked = request(action, resource, owner=owner)
    allowed = Layers(identity=(policy(allow()),), resource_policy=UNKNOWN)
    assert evaluate(asked, allowed).verdict is CONDITIONAL
    without = Layers(resource_policy=UNKNOWN)
    assert evaluate(asked, without).verdict is Verdict.IMPLICIT_DENY


_CONDITIONS: list[Element] = [
    {"Bool": {"k": "true"}},
    {"StringNotEquals": {"k": "true"}},
    {"Null": {"k": "false"}},
    {"StringEqualsIfExists": {"k": "true"}},
    {"ForAllValues:StringEquals": {"k": ["true", "x"]}},
    {"ForAnyValue:StringLike": {"k": "t*"}},
    {"StringEquals": {"aws:username": "${k}"}},
]
_STATEMENTS = st.builds(
    lambda effect, condition: {**allow(), "Effect": effect, "Condition": condition},
    st.sampled_from(["Allow", "Deny"]),
    st.sampled_from(_CONDITIONS),
)
_VALUES: st.SearchStrategy[Context] = st.sampled_from(
    [{}, {"k": "true"}, {"k": "alice"}, {"k": ("true",)}, {"k": ("a", "b")}]
)


@given(st.lists(_STATEMENTS, max_size=4), _VALUES)
def test_a_certain_verdict_holds_for_every_context(
    statements: list[dict[str, Element]], context: Context
) -> None:
    layers = Layers(identity=(policy(allow("ec2:*"), *statements),))
    unknown = evaluate(request(partial=True), layers).verdict
    known = evaluate(request(context=context), layers).verdict
    if unknown is Verdict.IMPLICIT_DENY:
        assert known in (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)
    elif unknown is not CONDITIONAL:
        assert known is unknown
