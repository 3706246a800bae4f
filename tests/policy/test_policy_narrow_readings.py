"""Where a loose reading of a policy would allow more than AWS does, or take for ever."""

from __future__ import annotations

import json

import pytest

from iamtui.policy import (
    Layers,
    NamedPolicy,
    Principal,
    PrincipalKind,
    Request,
    Verdict,
    evaluate,
)
from iamtui.policy.case import evaluate_case
from iamtui.policy.globs import glob, matcher
from iamtui.policy.resources import Resources
from tests.policy.building import (
    ACCOUNT,
    ALICE,
    OBJECT,
    ROLE,
    SESSION,
    Element,
    Statement,
    allow,
    deny,
    policy,
    request,
    verdict,
)

ALLOWED, IMPLICIT, EXPLICIT = Verdict.ALLOWED, Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY
_OTHERS: list[str] = ["a:b", "c:d", "e:f", "g:h", "i:j", "k:l", "m:n", "o:p", "q:r", "s:t", "u:v"]
_IN_SESSION = Principal(
    SESSION, PrincipalKind.ROLE, ACCOUNT, "deploy", "ci", user_id="AROAROLE", role_arn=ROLE
)
_USER = Principal.parse(ALICE, user_id="AIDAALICE")


@pytest.mark.parametrize("count", [0, 3, 4, 11])
def test_an_empty_action_names_nothing(count: int) -> None:
    assert verdict(request(), allow(["", *_OTHERS[:count]])) is IMPLICIT


@pytest.mark.parametrize("resource", ["", ["", "arn:aws:s3:::other"]])
def test_an_empty_resource_names_nothing(resource: Element) -> None:
    assert verdict(request(), allow("s3:*", resource)) is IMPLICIT
    assert verdict(request(resource="arn:aws:s3:::bucket/*"), allow("s3:*", resource)) is IMPLICIT


def test_only_a_policy_with_principals_may_leave_the_resource_out() -> None:
    nowhere: Statement = {"Effect": "Allow", "Action": "s3:*"}
    assert verdict(request(), nowhere) is IMPLICIT
    assert verdict(request(), allow(), {**nowhere, "Effect": "Deny"}) is EXPLICIT
    granted = Layers(resource_policy=policy({**nowhere, "Principal": {"AWS": ALICE}}))
    assert evaluate(request(), granted).verdict is ALLOWED


@pytest.mark.parametrize(
    ("who", "named", "expected"),
    [
        (_IN_SESSION, ROLE, ALLOWED),
        (_IN_SESSION, f"arn:aws:iam::{ACCOUNT}:role/deploy", IMPLICIT),
        (_IN_SESSION, f"arn:aws:iam::{ACCOUNT}:role/other/deploy", IMPLICIT),
        (Principal.parse(ROLE), f"arn:aws:iam::{ACCOUNT}:role/deploy", IMPLICIT),
        (Principal.parse(SESSION), ROLE, ALLOWED),
        (_IN_SESSION, "AROAROLE", ALLOWED),
        (_IN_SESSION, "AROAROLE:ci", ALLOWED),
        (_IN_SESSION, "AROAROLE:cd", IMPLICIT),
        (_USER, "AIDAALICE", ALLOWED),
        (_USER, "AIDASOMEBODY", IMPLICIT),
        (Principal.parse(ALICE), "AIDAALICE", IMPLICIT),
    ],
)
def test_a_principal_is_named_by_its_whole_arn_or_its_id(
    who: Principal, named: str, expected: Verdict
) -> None:
    granted = Layers(resource_policy=policy(allow(Principal={"AWS": named})))
    assert evaluate(Request(who, "s3:GetObject", OBJECT), granted).verdict is expected
    denied = policy(allow(Principal="*"), deny(Principal={"AWS": named}))
    hit = evaluate(Request(who, "s3:GetObject", OBJECT), Layers(resource_policy=denied)).verdict
    assert hit is (EXPLICIT if expected is ALLOWED else ALLOWED)


@pytest.mark.parametrize(("named", "expected"), [("AROAROLE", IMPLICIT), ("AROAROLE:ci", ALLOWED)])
def test_the_id_of_a_role_is_limited_as_its_arn_is(named: str, expected: Verdict) -> None:
    layers = Layers(
        boundary=policy(allow("ec2:*")), resource_policy=policy(allow(Principal={"AWS": named}))
    )
    assert evaluate(Request(_IN_SESSION, "s3:GetObject", OBJECT), layers).verdict is expected


def test_an_empty_value_is_an_empty_set() -> None:
    within: Element = {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}
    some: Element = {"ForAnyValue:StringEquals": {"aws:TagKeys": ["", "a"]}}
    for empty in ("", ("",), ()):
        asked = request(context={"aws:TagKeys": empty})
        assert verdict(asked, allow(), deny(Condition=within)) is EXPLICIT
        assert verdict(asked, allow(Condition=some)) is IMPLICIT


def test_the_default_of_a_variable_is_for_a_key_known_to_be_absent_too() -> None:
    team = allow("*", "arn:aws:s3:::${aws:PrincipalTag/crew, 'all'}/*")
    for context in ({}, {"aws:PrincipalTag/crew": ()}):
        assert verdict(request(resource="arn:aws:s3:::all/x", context=context), team) is ALLOWED


@pytest.mark.parametrize("action", ["*", "s3:*", "s3:Get?bject", "GetObject", "s3:", ":GetObject"])
def test_a_case_is_about_one_action(action: str) -> None:
    case = {"id": 7, "request": {"principal": ALICE, "action": action, "resource": OBJECT}}
    answer = evaluate_case(json.dumps(case))
    assert answer.id == "7"
    assert answer.error is not None
    assert "is not one action" in answer.error


@pytest.mark.parametrize("pattern", ["*a" * 12 + "?c", "arn:aws:s*3:" + "*:" * 2 + "*a" * 12 + "c"])
def test_patterns_with_many_stars_end(pattern: str) -> None:
    wanted = "a" * 400
    assert not matcher(glob(pattern))(f"arn:aws:s3:::{wanted}")
    assert not Resources([pattern], excluded=False, variables=True).matches(
        f"arn:aws:s3:::{wanted}", lambda key: None
    )
    statement = policy(allow("*", pattern))
    layers = Layers(identity=(NamedPolicy("many stars", statement.policy),))
    assert evaluate(request(resource=f"arn:aws:s3:::{wanted}"), layers).verdict is IMPLICIT
