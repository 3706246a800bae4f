"""What a user or role may do, over all actions, agrees with the decision on each request."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.access.permissions import Permissions, effective_permissions
from iamtui.account.field import Known
from iamtui.account.model import InlinePolicy
from iamtui.policy import Verdict
from iamtui.policy.access_level import AccessLevel
from tests.access.cross_checks import check_permissions, row_verdict
from tests.access.wide_accounts import ANN, wide_account
from tests.support.accounts import DENIED, account, arn, group, policy, role, user


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=4)
def test_each_row_says_what_the_decision_on_a_request_says(chance: random.Random) -> None:
    check_permissions(wide_account(chance), exact=True)


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=4)
def test_no_row_is_surer_than_the_decision_where_conditions_ask_for_the_resource(
    chance: random.Random,
) -> None:
    check_permissions(wide_account(chance, of_the_request=True), exact=False)


def of(*statements: dict[str, object], **fields: object) -> Permissions:
    """What ann may do with these statements in one inline policy."""
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    inline = Known((InlinePolicy("own", text),))
    return effective_permissions(account(user("ann", inline=inline, **fields)), ANN)


def test_a_denied_part_is_told_as_an_exception() -> None:
    row = of(
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"},
        {"Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::a/secret/*"},
    ).of_action("s3:getobject")

    assert row is not None
    assert row.verdict is Verdict.ALLOWED
    assert row.level is AccessLevel.READ
    assert row.resources == ("arn:aws:s3:::a/* except arn:aws:s3:::a/secret/*",)


def test_denials_that_cover_it_together_leave_nothing() -> None:
    found = of(
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/?"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": ["arn:aws:s3:::a/b"]},
        {"Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::a/b"]},
    )

    assert found.of_action("s3:GetObject") is None


def test_a_conditional_denial_makes_conditional_what_it_touches() -> None:
    row = of(
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
        {
            "Effect": "Deny",
            "Action": "*",
            "Resource": "arn:aws:s3:::a/*",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
        },
    ).of_action("s3:GetObject")

    assert row is not None
    certain, doubtful = row.scopes
    assert (certain.pattern, certain.exceptions) == ("*", ("arn:aws:s3:::a/*",))
    assert (doubtful.pattern, doubtful.verdict) == ("arn:aws:s3:::a/*", Verdict.CONDITIONAL)
    assert [c.key.value for c in doubtful.unless] == ["aws:MultiFactorAuthPresent"]


def test_a_group_that_nobody_read_makes_everything_conditional_and_says_why() -> None:
    found = effective_permissions(account(user("ann", groups=Known(("gone",)))), ANN)

    row = found.of_action("ec2:RunInstances")
    assert row is not None
    assert row.verdict is Verdict.CONDITIONAL
    assert row.reasons == ("The group gone was not read: not asked yet.",)
    assert found.unread == row.reasons


def test_a_row_leads_back_to_the_group_that_gives_it() -> None:
    read = policy("Read")
    made = account(user("ann", groups=Known(("g",))), group("g", attached=Known((read.arn,))), read)

    row = effective_permissions(made, ANN).of_action("s3:GetObject")

    assert row is not None
    assert [(held.group, held.way.value) for held in row.sources] == [("g", "attached")]


@pytest.mark.parametrize(
    ("trust", "own", "expected"),
    [
        (arn("user", "ann"), (), Verdict.ALLOWED),
        ("arn:aws:iam::123456789012:root", (), None),
        ("arn:aws:iam::123456789012:root", ("sts:AssumeRole",), Verdict.ALLOWED),
        (arn("user", "bob"), ("sts:AssumeRole",), None),
    ],
)
def test_roles_are_assumed_as_their_trust_policies_say(
    trust: str, own: tuple[str, ...], expected: Verdict | None
) -> None:
    text = {"Effect": "Allow", "Principal": {"AWS": trust}, "Action": "sts:AssumeRole"}
    web = role("web", trust=Known(json.dumps({"Version": "2012-10-17", "Statement": text})))
    grant = {"Effect": "Allow", "Action": [*own, "s3:GetObject"], "Resource": "*"}
    inline = json.dumps({"Version": "2012-10-17", "Statement": grant})
    made = account(user("ann", inline=Known((InlinePolicy("own", inline),))), web)

    row = effective_permissions(made, ANN).of_action("sts:AssumeRole")

    assert row_verdict(row, web.arn) is expected


def test_an_action_that_the_data_do_not_know_is_kept() -> None:
    row = of({"Effect": "Allow", "Action": "s3:BrandNew", "Resource": "*"}).of_action("s3:BrandNew")

    assert row is not None
    assert row.level is None


def test_services_are_summed_up() -> None:
    found = of({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"})

    (sqs,) = [service for service in found.services if service.service == "sqs"]
    assert sqs.full
    assert sqs.name == "Amazon SQS"
    assert sqs.conditional == 0
    assert sum(sqs.allowed.values()) == sqs.total == len(found.of_service("sqs"))


def test_unknown_attachments_are_told() -> None:
    found = effective_permissions(account(user("ann", attached=DENIED)), ANN)

    assert found.unread == ("The attached policies were not read: denied (iam:Example).",)
