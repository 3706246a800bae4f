"""Statements that could go."""

from __future__ import annotations

import json

from iamtui.access.redundant import Uselessness, redundant
from iamtui.account.field import Known
from iamtui.account.model import InlinePolicy
from tests.access.wide_accounts import ANN
from tests.support.accounts import account, user


def found(*statements: dict[str, object]) -> list[tuple[int, Uselessness, str]]:
    """What is useless in one inline policy: index of the statement, why, pattern."""
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    made = account(user("ann", inline=Known((InlinePolicy("own", text),))))
    return [(each.statement.index, each.why, each.pattern) for each in redundant(made, ANN)]


def allow(action: object, resource: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def test_a_narrower_statement_is_covered_by_a_wider_one() -> None:
    narrow = allow("s3:GetObject", "arn:aws:s3:::a/*")

    assert found(narrow, allow("s3:Get*")) == [(0, Uselessness.COVERED, "")]
    assert found(narrow, allow("s3:Get*", "arn:aws:s3:::b/*")) == []


def test_of_two_equal_statements_one_is_named() -> None:
    assert found(allow("s3:Get*"), allow("s3:Get*")) == [(1, Uselessness.COVERED, "")]


def test_a_wider_statement_with_a_condition_covers_only_what_has_it_too() -> None:
    mfa = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    narrow = allow("s3:GetObject")

    assert found(narrow, allow("s3:*", **mfa)) == []
    assert found(allow("s3:GetObject", **mfa), allow("s3:*")) == [(0, Uselessness.COVERED, "")]


def test_patterns_that_name_nothing_are_found() -> None:
    assert found(allow(["s3:Nope*", "s3:GetObject"])) == [(0, Uselessness.NO_ACTION, "s3:Nope*")]
    assert found(allow("s3:Nope*")) == [(0, Uselessness.NO_ACTION, "")]


def test_a_deny_of_what_nobody_grants_is_found() -> None:
    deny: dict[str, object] = {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}

    assert found(allow("s3:*"), deny) == [(1, Uselessness.DENIES_NOTHING, "")]
    assert found(allow("*"), deny) == []
