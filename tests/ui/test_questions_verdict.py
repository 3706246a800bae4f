"""A question put to the account: the verdict in words, what is odd about it, and AWS's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.field import Unknown, Why
from iamtui.account.model import Account
from iamtui.aws.simulation import ContextEntry, Simulation
from iamtui.ui.questions.decision_words import headline
from iamtui.ui.questions.question import ContextValue, Question
from iamtui.ui.questions.simulated import compare, entries
from iamtui.ui.questions.verdict import Answered, answer
from tests.support.accounts import NOW, account, arn, user
from tests.support.office import office


def answered(
    action: str, resource: str = "", principal: str = "bob", made: Account | None = None
) -> Answered | str:
    return answer(made or office(), Question(principal, action, resource), NOW, False)


def decided(action: str, resource: str = "", made: Account | None = None) -> Answered:
    found = answered(action, resource, "dan" if made else "bob", made)
    assert isinstance(found, Answered), found
    return found


@pytest.mark.parametrize(
    ("action", "resource", "verdict"),
    [
        ("s3:GetObject", "", "ALLOWED  by statement 1 of the inline policy own"),
        ("iam:ListUsers", "", "DENIED: nothing allows it"),
        ("s3:PutObject", "", "DEPENDS ON aws:MultiFactorAuthPresent"),
        (
            "sts:AssumeRole",
            arn("role", "web"),
            "DENIED: the policy of the resource does not allow it",
        ),
    ],
)
def test_the_verdict_says_by_what_it_came_about(action: str, resource: str, verdict: str) -> None:
    assert headline(decided(action, resource).decision).plain.startswith(verdict)


def test_a_policy_that_nobody_read_makes_no_answer_certain() -> None:
    made = account(replace(user("dan"), inline=Unknown(Why.DENIED, "iam:ListUserPolicies")))
    found = decided("s3:GetObject", made=made)
    assert headline(found.decision).plain.startswith("DEPENDS ON")
    assert found.unread


@pytest.mark.parametrize(
    ("action", "resource", "told"),
    [
        ("", "", "Type what"),
        ("s3", "", "s3 is no action"),
        ("s3:Get*", "", "stands for many actions"),
        ("s3:GetObject", "bucket", "bucket is no resource"),
    ],
)
def test_what_is_no_question_is_told(action: str, resource: str, told: str) -> None:
    assert told in str(answered(action, resource))


@pytest.mark.parametrize(
    ("action", "resource", "told"),
    [
        ("s3:GetObjekt", "", "no action that is known"),
        ("nothing:Get", "", "no service nothing that is known"),
        ("s3:GetObject", arn("user", "ann"), "which this ARN does not name"),
        ("iam:CreateUser", "*", "It works on users; on *"),
    ],
)
def test_what_is_hardly_meant_like_that_is_told(action: str, resource: str, told: str) -> None:
    assert told in " ".join(decided(action, resource).doubts)


@pytest.mark.parametrize(
    ("principal", "told"),
    [
        ("", "Type who"),
        ("nobody", "There is no user or role nobody"),
        ("arn:aws:iam::999999999999:user/x", "belongs to account 999999999999"),
        ("arn:aws:iam::123456789012:root", "The root user is limited by no IAM policy"),
        ("arn:aws:iam::123456789012:user/gone", "is not in this account"),
    ],
)
def test_a_principal_that_cannot_be_asked_about_is_told(principal: str, told: str) -> None:
    assert told in str(answered("s3:GetObject", principal=principal))


def test_the_reasons_are_told_where_aws_and_iamtui_differ() -> None:
    theirs = Simulation("implicitDeny", (), (), organization_allows=False)
    compared = compare(decided("s3:PutObject"), theirs)
    assert not compared.agrees
    assert "service control policy" in compared.sentence
    assert "keys that are not given as absent" in compared.sentence


def test_the_context_goes_to_aws_with_its_types() -> None:
    given: dict[str, ContextValue] = {
        "aws:SourceIp": "192.0.2.1",
        "aws:TagKeys": ("a", "b"),
        "no:Key": "x",
    }
    assert entries(given) == (
        ContextEntry("aws:SourceIp", ("192.0.2.1",), "ip"),
        ContextEntry("aws:TagKeys", ("a", "b"), "stringList"),
        ContextEntry("no:Key", ("x",), "string"),
    )
