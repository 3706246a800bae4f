"""Why a role was not to be assumed, and whether a fresh MFA code would help against a refusal."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from iamtui.access.denial import Denial
from iamtui.access.fresh_code import fresh_code
from iamtui.access.refused_role import Given, refused_role
from iamtui.account.field import Known
from iamtui.account.model import Account, InlinePolicy
from tests.support.accounts import account, arn, role, user

ME = arn("user", "zoe")
ALL: dict[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
EXTERNAL = {"StringEquals": {"sts:ExternalId": "blue"}}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
YOUNG = {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}
OLD = {"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "300"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
DENY = {**ALL, "Effect": "Deny"}
HOURS, SECONDS = timedelta(hours=2), timedelta(seconds=5)


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def holding(*statements: dict[str, Any], trust: dict[str, Any] | None = None) -> Account:
    own = Known((InlinePolicy("own", text(*statements)),))
    trusting = {"Effect": "Allow", "Action": "sts:AssumeRole", **(trust or {})}
    return account(user("zoe", inline=own), user("bob"), role("admin", trust=Known(text(trusting))))


@pytest.mark.parametrize(
    ("condition", "given", "because"),
    [
        (EXTERNAL, Given(None, mfa=True, session_name="me"), "asks for an external id"),
        (EXTERNAL, Given("red", mfa=False, session_name="me"), "asks for another external id"),
        (MFA, Given(None, mfa=False, session_name="me"), "asks for an MFA code"),
        (
            {**EXTERNAL, **MFA},
            Given(None, mfa=False, session_name="me"),
            "asks for an external id and an MFA code",
        ),
        ({**EXTERNAL, **MFA}, Given(None, mfa=True, session_name="me"), "asks for an external id"),
        (MFA, Given(None, mfa=True, session_name="me"), "do not tell why"),
    ],
)
def test_what_the_trust_policy_asks_for(
    condition: dict[str, Any], given: Given, because: str
) -> None:
    trust = {"Principal": {"AWS": ME}, "Condition": condition}
    found = refused_role(holding(ALL, trust=trust), ME, arn("role", "admin"), given)
    assert found.because.endswith(because)


def test_who_is_not_named_and_who_may_not_ask() -> None:
    given = Given(None, mfa=False, session_name="me")
    other = {"Principal": {"Service": "ec2.amazonaws.com"}}
    role_arn = arn("role", "admin")
    assert (
        "does not name you" in refused_role(holding(ALL, trust=other), ME, role_arn, given).because
    )
    root = {"Principal": {"AWS": arn("root", "")[: -len("/")]}}
    assert "your policies" in refused_role(holding(DENY, trust=root), ME, role_arn, given).because
    gone = refused_role(account(), ME, role_arn, given)
    assert "do not tell" in gone.because


@pytest.mark.parametrize(
    ("statements", "age", "helps"),
    [
        ([{**ALL, "Condition": YOUNG}], None, True),
        ([{**ALL, "Condition": YOUNG}], HOURS, True),
        ([{**ALL, "Condition": YOUNG}], SECONDS, False),
        ([ALL, {**DENY, "Condition": OLD}], HOURS, True),
        ([ALL, {**DENY, "Condition": NO_MFA}], None, True),
        ([ALL, {**DENY, "Condition": NO_MFA}], HOURS, False),
        (
            [{**ALL, "Condition": {**MFA, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}],
            None,
            True,
        ),
        ([{**ALL, "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}], None, None),
        ([DENY], HOURS, False),
    ],
)
def test_whether_a_fresh_code_helps(
    statements: list[dict[str, Any]], age: timedelta | None, helps: bool | None
) -> None:
    denial = Denial(ME, "iam:DeleteUser", arn("user", "bob"))
    assert fresh_code(holding(*statements), denial, age).helps is helps


def test_nobody_knows_about_a_caller_of_another_account() -> None:
    denial = Denial("arn:aws:iam::999999999999:user/zoe", "iam:DeleteUser", arn("user", "bob"))
    assert fresh_code(holding(ALL), denial, None).helps is None
