"""Lists of actions written out and drawn together, in the text of a policy."""

from __future__ import annotations

import json

import pytest

from iamtui.policy import compile_policy
from iamtui.policy.managed import managed_policies
from iamtui.policy.reference import actions_of
from iamtui.policy.rewriting import with_actions_expanded, with_actions_minimised

POLICY = """{"Version": "2012-10-17", "Statement": [
  {"Sid": "A", "Effect": "Allow", "Action": "sts:GetC*", "Resource": "*"},
  {"Effect": "Deny", "NotAction": ["iam:ListUsers", "x:None*"], "Resource": ["a", "b"]}
]}"""


def test_patterns_are_written_out_and_nothing_else_changes() -> None:
    expected = POLICY.replace('"sts:GetC*"', '["sts:GetCallerIdentity"]')
    assert with_actions_expanded(POLICY) == expected


def test_actions_are_drawn_together() -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Action": list(actions_of("sts"))}})
    assert json.loads(with_actions_minimised(text))["Statement"]["Action"] == ["sts:*"]


def test_both_leave_a_policy_of_aws_with_the_same_actions() -> None:
    text = managed_policies()["arn:aws:iam::aws:policy/IAMReadOnlyAccess"].text
    for other in (with_actions_expanded(text), with_actions_minimised(text)):
        for action in (*actions_of("iam"), *actions_of("s3")):
            before, after = compile_policy(text), compile_policy(other)
            assert bool(before.candidates(action.lower())) == bool(after.candidates(action.lower()))


@pytest.mark.parametrize("text", ["", "{", "[1", '{"Statement": {"Action": "s3:*"}'])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        with_actions_expanded(text)


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"Statement": 1}', '{"Statement": [{"Action": [1, "s3:*"]}]}']
)
def test_what_is_no_policy_stays_as_it_is(text: str) -> None:
    assert with_actions_expanded(text) == text
