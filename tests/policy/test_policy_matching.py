"""Actions, resources and policy variables, by the rules of the IAM User Guide."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy import Verdict
from iamtui.policy.actions import action_matcher
from tests.policy.building import (
    ALICE,
    OBJECT,
    ROLE,
    SESSION,
    Context,
    allow,
    allows,
    deny,
    request,
    verdict,
)

_ACTION = st.builds("{}:{}".format, st.sampled_from(["s3", "ec2"]), st.text("GetPub", max_size=5))
_PATTERN = st.one_of(
    _ACTION,
    st.just("*"),
    st.builds(
        "{}:{}".format, st.sampled_from(["s3", "ec2", "*", "s?"]), st.text("GetPub*?", max_size=5)
    ),
)


def _named(pattern: str, action: str) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern)
    return re.fullmatch(expression, action, re.IGNORECASE) is not None


@given(st.lists(_PATTERN, min_size=1, max_size=30), _ACTION, st.booleans())
def test_actions_match_as_a_naive_matcher_does(
    patterns: list[str], action: str, excluded: bool
) -> None:
    expected = any(_named(pattern, action) for pattern in patterns) is not excluded
    assert action_matcher(patterns, excluded=excluded)(action.lower()) == expected


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("*", OBJECT, True),
        ("arn:aws:s3:::bucket/key", OBJECT, True),
        ("arn:aws:s3:::bucket/Key", OBJECT, False),
        ("arn:aws:s3:::bucket/*", OBJECT, True),
        ("arn:aws:s3:::bucket", OBJECT, False),
        ("arn:aws:s3:::*/key", OBJECT, True),
        ("arn:aws:s3:::bucket/k?y", OBJECT, True),
        ("arn:aws:s3:::bucket/ke?y", OBJECT, False),
        ("arn:aws:s3:::b.cket/key", OBJECT, False),
        ("arn:aws:s3", OBJECT, True),
        ("arn:aws:sqs", OBJECT, False),
        ("arn:aws:*", OBJECT, True),
        ("arn:*:s3:::bucket/key", OBJECT, True),
        ("arn:aws:logs:*:*:*:/aws-glue/*", "arn:aws:logs:eu-west-1:1:log-group:/aws-glue/a", True),
        ("arn:aws:ec2:*:*:*/*", "arn:aws:ec2:eu-west-1:1:instance/i-1", True),
        ("arn:aws:wafv2:*:*:*/webacl/*", "arn:aws:wafv2:us-east-1:1:regional/webacl/a/b", True),
        ("arn:aws:ec2:us-*:1:instance/*", "arn:aws:ec2:us-east-1:1:instance/i", True),
        ("arn:aws:ec2:us-*-1:1:instance/*", "arn:aws:ec2:us-east-1:1:instance/i", True),
        ("arn:aws:ec2:us-*-1:1:instance/*", "arn:aws:ec2:us-east-2:x-1:1:instance/i", False),
        ("arn:aws:ec2:us-east-?:1:instance/*", "arn:aws:ec2:us-east-1:1:instance/i", True),
        ("arn:aws:iam::1:role/a*", "*", False),
        ("*", "*", True),
    ],
)
def test_resources(pattern: str, resource: str, expected: bool) -> None:
    assert allows(request(resource=resource), allow("*", pattern)) is expected
    without = {"Effect": "Allow", "Action": "*", "NotResource": pattern}
    assert allows(request(resource=resource), {**without}) is not expected


@pytest.mark.parametrize(
    ("pattern", "wanted", "allowed", "denied"),
    [
        ("arn:aws:s3:::a/*", "arn:aws:s3:::a/*", True, True),
        ("arn:aws:s3:::a/b*", "arn:aws:s3:::a/*", True, False),
        ("arn:aws:s3:::*", "arn:aws:s3:::a/*", True, True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::a/*", False, False),
    ],
)
def test_a_request_for_many_resources(
    pattern: str, wanted: str, allowed: bool, denied: bool
) -> None:
    asked = request(resource=wanted)
    assert allows(asked, allow("*", pattern)) is allowed
    found = verdict(asked, allow(), deny("*", pattern))
    assert (found is Verdict.EXPLICIT_DENY) is denied


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/alice/x", True),
        ("arn:aws:s3:::b/${AWS:UserName}/*", "arn:aws:s3:::b/alice/x", True),
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", False),
        ("arn:aws:sqs:us-east-2:*:${aws:username}-q", "arn:aws:sqs:us-east-2:1:alice-q", True),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::b/blue", True),
        ("arn:aws:s3:::b/${aws:PrincipalTag/none}", "arn:aws:s3:::b/", False),
        ("arn:aws:s3:::b/${aws:PrincipalTag/none, 'all'}", "arn:aws:s3:::b/all", True),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team, 'all'}", "arn:aws:s3:::b/all", False),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", False),
        ("arn:aws:s3:::b/x${$}", "arn:aws:s3:::b/x$", True),
        ("arn:aws:s3:::b/${tricky}", "arn:aws:s3:::b/anything", False),
        ("arn:aws:s3:::b/${many}", "arn:aws:s3:::b/one", False),
        ("arn:aws:sqs:${aws:RequestedRegion}:1:q", "arn:aws:sqs:us-east-2:1:q", False),
        ("arn:aws:s3:::b/${unclosed", "arn:aws:s3:::b/${unclosed", True),
    ],
)
def test_variables_in_resources(pattern: str, resource: str, expected: bool) -> None:
    context: Context = {"tricky": "*", "many": ("one", "two")}
    assert allows(request(resource=resource, context=context), allow("*", pattern)) is expected


def test_variables_have_no_meaning_in_the_old_version() -> None:
    statement = allow("*", "arn:aws:s3:::b/${aws:username}")
    for version, expected in [("2012-10-17", True), ("2008-10-17", False)]:
        asked = request(resource="arn:aws:s3:::b/alice")
        assert allows(asked, statement, version=version) is expected
    literal = request(resource="arn:aws:s3:::b/${aws:username}")
    assert allows(literal, statement, version="2008-10-17")


@pytest.mark.parametrize(
    ("principal", "key", "value"),
    [
        (ALICE, "aws:PrincipalArn", ALICE),
        (SESSION, "aws:PrincipalArn", "arn:aws:iam::111122223333:role/deploy"),
        (ALICE, "aws:PrincipalAccount", "111122223333"),
        (ALICE, "aws:PrincipalType", "User"),
        (SESSION, "aws:PrincipalType", "AssumedRole"),
        (ALICE, "aws:username", "alice"),
        (ALICE, "aws:userid", "AIDAEXAMPLE"),
        (SESSION, "aws:userid", "AIDAEXAMPLE:ci"),
        (ALICE, "aws:PrincipalTag/Team", "blue"),
        (ALICE, "aws:ResourceAccount", "111122223333"),
        (ALICE, "aws:CurrentTime", "2026-03-01T12:00:00Z"),
        (ALICE, "aws:EpochTime", "1772366400"),
        (ALICE, "aws:PrincipalIsAWSService", "false"),
    ],
)
def test_keys_that_follow_from_the_request(principal: str, key: str, value: str) -> None:
    statement = allow(Condition={"StringEquals": {key: value}})
    assert allows(request(principal=principal), statement)
    given_otherwise = request(principal=principal, context={key.lower(): "other"})
    assert not allows(given_otherwise, statement)


def test_the_path_of_a_session_s_role_is_known_when_it_is_told() -> None:
    statement = allow(Condition={"ArnLike": {"aws:PrincipalArn": ROLE}})
    asked = request(principal=SESSION)
    assert not allows(asked, statement)
    told = asked._replace(principal=asked.principal._replace(role_arn=ROLE))
    assert allows(told, statement)


def test_a_role_session_has_no_user_name() -> None:
    statement = allow(Condition={"Null": {"aws:username": "true"}})
    assert allows(request(principal=SESSION), statement)
    assert not allows(request(principal=ALICE), statement)


@pytest.mark.parametrize(
    ("resource", "region"),
    [("arn:aws:sqs:eu-west-1:1:q", "eu-west-1"), ("arn:aws:iam::1:user/x", "us-east-1")],
)
def test_the_region_comes_from_the_resource(resource: str, region: str) -> None:
    service = resource.split(":")[2]
    asked = request(f"{service}:Do", resource, owner="111122223333")
    assert allows(asked, allow(Condition={"StringEquals": {"aws:RequestedRegion": region}}))
