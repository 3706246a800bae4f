"""A question as a policy test: the line that `policy test` reads, and the file it goes into."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from iamtui.account.field import Known, Unknown, Why
from iamtui.account.model import Account, InlinePolicy
from iamtui.errors import UsageError
from iamtui.policy.case import evaluate_case, read_case
from iamtui.ui.questions.question import Question
from iamtui.ui.questions.test_cases import TestCase, add_case
from iamtui.ui.questions.test_cases import test_case as case_of
from iamtui.ui.questions.verdict import Answered, answer, context_of
from tests.support.accounts import NOW, account, user
from tests.support.office import office

MFA = {"aws:MultiFactorAuthPresent": "true"}


def case(made: Account, principal: str, action: str, **fields: Any) -> TestCase:
    question = Question(principal, action, fields.pop("resource", ""), fields.pop("context", {}))
    answered = answer(made, question, NOW, False)
    assert isinstance(answered, Answered), answered
    return case_of(answered, context_of(made, answered), NOW)


@pytest.mark.parametrize(
    ("principal", "action", "context", "expect"),
    [
        ("bob", "s3:GetObject", {}, "allowed"),
        ("bob", "s3:PutObject", MFA, "allowed"),
        ("bob", "s3:PutObject", {}, "implicitDeny"),
        ("ann", "s3:GetObject", {}, "allowed"),
        ("carol", "iam:ListUsers", {}, "implicitDeny"),
    ],
)
def test_a_case_expects_what_its_line_evaluates_to(
    principal: str, action: str, context: dict[str, str], expect: str
) -> None:
    made = case(office(), principal, action, context=context)
    line = made.line("one")
    assert read_case(line).expect == made.expect == expect
    decision = evaluate_case(line).decision
    assert decision is not None
    assert decision.verdict.value == expect


def test_a_case_says_what_it_leaves_out() -> None:
    note = case(office(), "bob", "s3:PutObject", resource="arn:aws:s3:::b/k").note
    assert "policy of the resource is not known" in note
    assert "count as absent" in note


def test_a_case_with_a_policy_that_nobody_read_is_not_written() -> None:
    denied = Unknown(Why.DENIED, "iam:ListUserPolicies")
    made = account(replace(user("dan"), inline=denied))
    assert "cannot be written" in case(made, "dan", "s3:GetObject").problem


def test_a_policy_keeps_what_json_would_lose() -> None:
    text = '{"Version":"2012-10-17","Statement":[],"Statement":[]}'
    made = account(user("dan", inline=Known((InlinePolicy("own", text),))))
    assert case(made, "dan", "s3:GetObject").fields["identityPolicies"] == [text]


def test_cases_are_added_to_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    made = case(office(), "bob", "s3:GetObject")
    assert "first expects allowed" in add_case(str(file), made, "first")
    file.write_text(file.read_text("utf-8").rstrip("\n"), "utf-8")
    add_case(str(file), made, "second")
    lines = file.read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["first", "second"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("existing", "told"),
    [
        (b'{"id": "one", "request": {}}\n', "no policy case"),
        (b"not json\n", "Line 1"),
        (b"\xff\xfe", "not a text file"),
    ],
)
def test_a_file_of_something_else_is_left_as_it_is(
    tmp_path: Path, existing: bytes, told: str
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(existing)
    with pytest.raises(UsageError) as error:
        add_case(str(file), case(office(), "bob", "s3:GetObject"), "one")
    assert told in error.value.what
    assert file.read_bytes() == existing


def test_a_name_is_given_once_and_a_file_must_be_named(tmp_path: Path) -> None:
    file, made = tmp_path / "cases.jsonl", case(office(), "bob", "s3:GetObject")
    add_case(str(file), made, "one")
    with pytest.raises(UsageError, match="already"):
        add_case(str(file), made, "one")
    with pytest.raises(UsageError, match="No file"):
        add_case("", made, "two")
