"""A policy in plain English."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy import Effect, parse
from iamtui.policy.operators import OPERATORS
from iamtui.policy.words import in_words
from tests.policy.building import ACCOUNT, Element, Statement, allow, deny, text

IAM = f"arn:aws:iam::{ACCOUNT}"


def told(statement: Statement) -> str:
    """The one sentence about one statement."""
    (sentence,) = in_words(parse(text(statement)))
    return sentence.text


def where(*resources: str) -> str:
    return told(allow("s3:GetObject", list(resources))).partition(" on ")[2].removesuffix(".")


def condition(operator: str, key: str, values: Element) -> str:
    made = told(allow("s3:GetObject", Condition={operator: {key: values}}))
    return made.partition(", if ")[2].removesuffix(".")


def test_the_sentence_of_the_manual() -> None:
    statement = allow(
        ["s3:GetObject", "s3:ListBucket"],
        ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
        Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    )
    assert told(statement) == (
        "Allows listing and reading in Amazon S3 (s3:GetObject, s3:ListBucket) on bucket reports "
        "and everything in it, if signed in with MFA."
    )


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ("*", "everything"),
        ("s3:*", "everything in Amazon S3 (s3:*)"),
        ("iam:List*", "listing in IAM (iam:List*)"),
        ("iam:PassRole", "writing in IAM (iam:PassRole)"),
        ("iam:AttachUserPolicy", "managing permissions in IAM (iam:AttachUserPolicy)"),
        ("s3:NoSuch", "actions that are not known in Amazon S3 (s3:NoSuch)"),
        ("nosuch:Do", "actions of nosuch, which is no known service (nosuch:Do)"),
        ("*:Get*", "every action that matches *:Get*"),
        (
            ["sqs:SendMessage", "iam:GetUser"],
            "writing in Amazon SQS (sqs:SendMessage) and reading in IAM (iam:GetUser)",
        ),
    ],
)
def test_actions(actions: Element, words: str) -> None:
    assert told(allow(actions)) == f"Allows {words} on everything."


def test_a_whole_access_level_is_told() -> None:
    some, every = (["sqs:List*"], ["sqs:List*", "sqs:Get*", "sqs:ReceiveMessage"])
    assert told(allow(some)).startswith("Allows reading in Amazon SQS (")
    assert told(allow(every)).startswith("Allows all reading in Amazon SQS (")


def test_of_very_many_actions_the_rest_is_counted() -> None:
    many = [f"s3:GetObject{number}" for number in range(20)]
    assert "s3:GetObject11 and 8 more)" in told(allow(many))
    excluded = told({"Effect": "Allow", "NotAction": many, "Resource": "*"})
    assert all(action in excluded for action in many)


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ("arn:aws:s3:::b", "bucket b"),
        ("arn:aws:s3:::b/*", "everything in bucket b"),
        ("arn:aws:s3:::b/k", "object k in bucket b"),
        ("arn:aws:s3:::b/logs/*", "objects logs/* in bucket b"),
        ("arn:aws:s3:::b*", "buckets and objects b*"),
        ("arn:aws:s3:::*", "every bucket and object"),
        (f"{IAM}:user/alice", f"user alice of account {ACCOUNT}"),
        (f"{IAM}:user/${{aws:username}}", f"user ${{aws:username}} of account {ACCOUNT}"),
        (f"{IAM}:role/app/*", f"role app/* of account {ACCOUNT}"),
        ("arn:aws:iam::*:role/*", "any role of any account"),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "policy ReadOnlyAccess of AWS"),
        (f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/*", f"any key in eu-west-1 of account {ACCOUNT}"),
        (f"arn:aws:sqs:*:{ACCOUNT}:jobs", f"queue jobs in any region of account {ACCOUNT}"),
        (f"arn:aws:glue:*:{ACCOUNT}:table/x", f"glue table x in any region of account {ACCOUNT}"),
        ("arn:aws-cn:s3:::b", "arn:aws-cn:s3:::b"),
        ("arn:aws:s3", "arn:aws:s3"),
        ("arn:*:sqs:*:*:x", "arn:*:sqs:*:*:x"),
    ],
)
def test_resources(resource: str, words: str) -> None:
    assert where(resource) == words


def test_several_resources() -> None:
    assert where("arn:aws:s3:::a", "arn:aws:s3:::b/k", "arn:aws:s3:::a/*") == (
        "bucket a and everything in it and object k in bucket b"
    )
    assert where("arn:aws:s3:::a", "*") == "everything"


@pytest.mark.parametrize(
    ("operator", "key", "values", "words"),
    [
        ("Bool", "aws:MultiFactorAuthPresent", "true", "signed in with MFA"),
        ("Bool", "aws:MultiFactorAuthPresent", False, "not signed in with MFA"),
        (
            "BoolIfExists",
            "aws:MultiFactorAuthPresent",
            "false",
            "not signed in with MFA, or the request does not tell",
        ),
        ("Bool", "aws:SecureTransport", "false", "the connection is not encrypted"),
        ("Bool", "my:Flag", "true", "my:Flag is true"),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", "the source IP is in 10.0.0.0/8"),
        (
            "NotIpAddress",
            "aws:SourceIp",
            ["10.0.0.0/8", "192.0.2.1"],
            "the source IP is not in 10.0.0.0/8 or 192.0.2.1",
        ),
        (
            "StringEquals",
            "iam:PassedToService",
            "ec2.amazonaws.com",
            "the service that the role is passed to is ec2.amazonaws.com",
        ),
        ("StringEquals", "aws:PrincipalTag/Team", "x", "the caller's tag Team is x"),
        ("StringEquals", "aws:PrincipalOrgID", "o-1", "the caller's organization is o-1"),
        ("StringEquals", "sts:ExternalId", "x1", "the external ID is x1"),
        ("StringNotEquals", "aws:RequestedRegion", "eu-west-1", "the region is not eu-west-1"),
        (
            "StringLike",
            "s3:prefix",
            ["a/*", "b/*"],
            "the prefix that is listed matches any of a/* or b/*",
        ),
        ("StringEqualsIfExists", "my:Key", "x", "my:Key is x, or is absent"),
        (
            "ForAllValues:StringEquals",
            "aws:TagKeys",
            ["a", "b"],
            "each value of the tag keys in the request is a or b, or there is none",
        ),
        (
            "ForAnyValue:StringLike",
            "aws:CalledVia",
            "athena*",
            "some value of the services that the request came through matches athena*",
        ),
        (
            "Null",
            "aws:TokenIssueTime",
            "true",
            "the time when the credentials were issued is absent",
        ),
        ("Null", "my:Key", "false", "my:Key is present"),
        ("NumericLessThanEquals", "s3:max-keys", 10, "s3:max-keys is at most 10"),
        (
            "DateGreaterThan",
            "aws:CurrentTime",
            "2026-01-01T00:00:00Z",
            "the time is after 2026-01-01T00:00:00Z",
        ),
        ("StringEquals", "my:Key", [], "StringEquals my:Key: no value"),
    ],
)
def test_conditions(operator: str, key: str, values: Element, words: str) -> None:
    assert condition(operator, key, values) == words


@pytest.mark.parametrize("operator", sorted(name.name for name in OPERATORS.values()))
@pytest.mark.parametrize("prefix", ["", "ForAllValues:", "ForAnyValue:"])
def test_no_operator_loses_its_key_or_values(prefix: str, operator: str) -> None:
    values: Element = ["true", "false"] if operator == "Null" else ["v1", "v2"]
    if operator == "Null" and prefix:
        return
    words = condition(prefix + operator, "my:Key", values)
    assert "my:Key" in words
    assert operator == "Null" or ("v1" in words and "v2" in words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("StringEquals", "StringNotEquals"),
        ("StringEquals", "StringEqualsIgnoreCase"),
        ("StringLike", "StringNotLike"),
        ("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        ("NumericEquals", "NumericNotEquals"),
        ("NumericLessThan", "NumericLessThanEquals"),
        ("NumericGreaterThan", "NumericGreaterThanEquals"),
        ("DateLessThan", "DateLessThanEquals"),
        ("DateGreaterThan", "DateGreaterThanEquals"),
        ("IpAddress", "NotIpAddress"),
        ("ArnLike", "ArnNotLike"),
        ("StringEquals", "StringEqualsIfExists"),
        ("ForAnyValue:StringEquals", "ForAllValues:StringEquals"),
    ],
)
def test_what_differs_is_told_differently(one: str, other: str) -> None:
    for values in ("v", ["v", "w"]):
        told_of_one, told_of_other = (condition(each, "my:Key", values) for each in (one, other))
        assert told_of_one != told_of_other


def test_all_conditions_are_told() -> None:
    made: Element = {
        "StringEquals": {"my:One": "1", "my:Two": ["2", "3"]},
        "Null": {"my:Three": "true"},
    }
    words = told(deny("*", Condition=made))
    assert words == (
        "Denies everything on everything, if my:One is 1; and my:Two is 2 or 3; and my:Three is "
        "absent."
    )


def test_what_is_left_out() -> None:
    statement: Statement = {
        "Effect": "Deny",
        "NotAction": "iam:ListUsers",
        "NotResource": "arn:aws:s3:::b",
        "NotPrincipal": {"AWS": ACCOUNT},
    }
    assert told(statement) == (
        f"Denies everybody but account {ACCOUNT} every action but listing in IAM (iam:ListUsers) "
        "on everything but bucket b."
    )


@pytest.mark.parametrize(
    ("principal", "action", "words"),
    [
        ("*", "sts:AssumeRole", "May be assumed by anybody."),
        (
            {"AWS": f"{IAM}:root"},
            ["sts:AssumeRole", "sts:TagSession"],
            f"May be assumed (sts:AssumeRole, sts:TagSession) by account {ACCOUNT}.",
        ),
        (
            {"AWS": f"{IAM}:user/bob", "Service": "ec2.amazonaws.com"},
            "sts:AssumeRole",
            f"May be assumed by user bob of account {ACCOUNT} or the service ec2.amazonaws.com.",
        ),
        (
            {"Federated": f"{IAM}:saml-provider/okta"},
            "sts:AssumeRoleWithSAML",
            "May be assumed (sts:AssumeRoleWithSAML) by identities of SAML provider okta of "
            f"account {ACCOUNT}.",
        ),
        (
            {"AWS": "AIDAEXAMPLEEXAMPLE123"},
            "sts:AssumeRole",
            "May be assumed by the user or role with the id AIDAEXAMPLEEXAMPLE123, which may not "
            "exist any more.",
        ),
    ],
)
def test_a_trust_policy(principal: Element, action: Element, words: str) -> None:
    assert told({"Effect": "Allow", "Principal": principal, "Action": action}) == words


def test_a_resource_policy_names_who() -> None:
    statement = allow("s3:GetObject", "arn:aws:s3:::b/*", Principal={"AWS": ACCOUNT})
    assert told(statement) == (
        f"Allows account {ACCOUNT} reading in Amazon S3 (s3:GetObject) on everything in bucket b."
    )


def test_each_sentence_knows_its_statement() -> None:
    made = text(allow("s3:*"), deny("iam:*"))
    first, second = in_words(parse(made))
    assert (first.statement, first.effect) == (0, Effect.ALLOW)
    assert (second.statement, second.effect) == (1, Effect.DENY)
    assert json.loads(made[second.start : second.end])["Action"] == "iam:*"


def test_what_is_unreadable_is_said_in_its_place() -> None:
    made = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Nope", "Action": "*"}, allow("s3:*")]}
    )
    broken, good = in_words(parse(made))
    assert (broken.statement, broken.effect) == (None, None)
    assert broken.text.startswith("Not readable at line 1, column 52: ")
    assert good.statement == 1


def test_a_policy_without_statements_says_so() -> None:
    (only,) = in_words(parse('{"Version": "2012-10-17", "Statement": []}'))
    assert "allows nothing" in only.text


@given(st.text(max_size=60))
def test_any_text_has_words(typed: str) -> None:
    sentences = in_words(parse(typed))
    assert all(0 <= each.start <= each.end for each in sentences)
    assert sentences
