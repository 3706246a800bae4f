"""Who can: the same answers as asking each user and role, whatever is shared between them."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.access.who_can import who_can
from iamtui.account.field import Known
from iamtui.policy import Verdict
from tests.access.cross_checks import check_who_can, check_who_can_pattern
from tests.access.wide_accounts import REQUESTS, wide_account
from tests.support.accounts import account, group, policy, role, small_account, user

PATTERNS = ("s3:Get*", "*:Get*Object", "sts:*", "kms:*", "*:Decrypt", "sqs:*")
RESOURCES = ("*", "arn:aws:s3:::a/*", *(resource for _, some in REQUESTS for resource in some))


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=10)
def test_everybody_gets_the_answer_that_asking_gives(chance: random.Random) -> None:
    check_who_can(wide_account(chance, of_the_request=True))


@given(st.randoms(use_true_random=False), st.sampled_from(PATTERNS), st.sampled_from(RESOURCES))
@settings(deadline=None, max_examples=20)
def test_a_pattern_of_actions_is_all_of_them_at_once(
    chance: random.Random, pattern: str, resource: str
) -> None:
    check_who_can_pattern(wide_account(chance, of_the_request=True), pattern, resource)


def test_the_row_shows_the_way_by_which_it_is_allowed() -> None:
    read = policy("Read")
    made = account(
        user("ann", groups=Known(("g",))),
        user("bob"),
        group("g", attached=Known((read.arn,))),
        role("web"),
        read,
    )

    answer = who_can(made, "s3:getobject", "arn:aws:s3:::a/b")

    assert [row.entity.key for row in answer.rows] == ["ann", "bob", "web"]
    assert [row.entity.key for row in answer.able] == ["ann"]
    (match,) = answer.rows[0].decision.matched
    assert match.named.held.group == "g"  # type: ignore[attr-defined]
    assert match.policy == read.arn


def test_trust_policies_name_who_is_outside() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "999988887777", "Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    web = role("web", trust=Known(json.dumps({"Version": "2012-10-17", "Statement": statement})))

    others = who_can(account(user("ann"), web), "sts:AssumeRole", web.arn).others

    assert {other.name: other.decision.verdict for other in others} == {
        "arn:aws:iam::123456789012:root": Verdict.IMPLICIT_DENY,
        "999988887777": Verdict.CONDITIONAL,
        "ec2.amazonaws.com": Verdict.ALLOWED,
    }


@pytest.mark.parametrize(
    ("action", "resource", "sentence"),
    [
        ("GetObject", "*", "'GetObject' is not an action such as s3:GetObject."),
        ("s3:Nonsense*", "*", "No action of AWS matches s3:Nonsense*."),
        ("s3:GetObject", "bucket", "'bucket' is not an ARN such as"),
        ("s3:GetObject", "arn:aws:s3", "'arn:aws:s3' is not an ARN"),
        ("*:*", "*", "ask about one service at a time"),
    ],
)
def test_a_bad_question_is_refused_with_a_sentence(
    action: str, resource: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        who_can(small_account(), action, resource)

    assert sentence in str(refused.value)


def test_an_action_that_the_data_do_not_know_is_asked_about_with_a_note() -> None:
    answer = who_can(small_account(), "s3:BrandNew", "*")

    assert "have no action s3:BrandNew" in answer.notes[0]
