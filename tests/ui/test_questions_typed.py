"""What is typed into a question: pairs, problems, offers, and the filter of the answer."""

from __future__ import annotations

import pytest

from iamtui.ui.questions.answer_filter import fits, read_filter
from iamtui.ui.questions.offering import offers_for
from iamtui.ui.questions.question import (
    ContextValue,
    Question,
    action_problem,
    context_pair,
    principal_arn,
    resource_problem,
    spelled,
)
from tests.support.accounts import arn
from tests.support.office import office


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("aws:SourceIp=203.0.113.7", ("aws:SourceIp", "203.0.113.7")),
        (" aws:TagKeys = a, b ,", ("aws:TagKeys", ("a", "b"))),
        ("aws:SourceIp=", None),
        ("aws:SourceIp", None),
        ("nothing=else", None),
    ],
)
def test_a_pair_of_the_context(typed: str, pair: tuple[str, ContextValue] | None) -> None:
    assert context_pair(typed) == pair


def test_a_key_of_the_context_is_the_same_in_any_case() -> None:
    assert spelled({"aws:sourceip": "192.0.2.1"}, "aws:SourceIp") == "aws:sourceip"
    assert spelled({"aws:sourceip": "192.0.2.1"}, "aws:SourceVpc") == "aws:SourceVpc"


@pytest.mark.parametrize("typed", ["s3:GetObject", "S3:getobject", "no-such:Thing"])
def test_an_action_is_a_service_and_a_name(typed: str) -> None:
    assert action_problem(typed) == ""


@pytest.mark.parametrize("typed", ["s3", "s3:", "GetObject", "s3:Get Object", "[/x]"])
def test_what_is_no_action_is_told_with_an_example(typed: str) -> None:
    assert "such as s3:GetObject" in action_problem(typed, patterns=True)


def test_a_pattern_is_an_action_only_where_it_is_asked_for() -> None:
    assert "many actions" in action_problem("s3:Get*")
    assert action_problem("s3:Get*", patterns=True) == ""


def test_a_page_that_is_pasted_is_told_of_in_a_line() -> None:
    page = "x" * 100_000
    for problem in (action_problem(page), action_problem(f"a:{page}*"), resource_problem(page)):
        assert page[:50] in problem
        assert len(problem) < 160


@pytest.mark.parametrize("typed", ["*", "arn:aws:s3:::b/k", "arn:aws:iam::1:role/x"])
def test_a_resource_is_an_arn_or_a_star(typed: str) -> None:
    assert resource_problem(typed) == ""


@pytest.mark.parametrize("typed", ["b/k", "arn:aws:s3", "arn:aws:s3:::"])
def test_what_is_no_resource_is_told_with_its_form(typed: str) -> None:
    assert "arn:partition:service" in resource_problem(typed)


def test_a_template_is_to_be_filled_in() -> None:
    assert "${BucketName}" in resource_problem("arn:aws:s3:::${BucketName}/k")


def test_a_principal_may_be_typed_by_its_name() -> None:
    made = office()
    assert principal_arn(made, "bob") == arn("user", "bob")
    assert principal_arn(made, "web") == arn("role", "web")
    assert principal_arn(made, "nobody") == "nobody"


def offered(name: str, typed: str, action: str = "") -> list[str]:
    return [o.text for o in offers_for(office(), name, Question(action=action), typed)]


def test_actions_are_offered_by_service_and_then_by_name() -> None:
    assert offered("action", "s3")[0] == "s3:"
    assert offered("action", "s3:geto")[0] == "s3:GetObject"
    assert "s3:PutObjectAcl" in offered("action", "s3:acl")
    assert offered("action", "nothing:x") == []


def test_principals_are_offered_by_any_part_of_them() -> None:
    assert offered("principal", "ca") == [arn("user", "carol")]


def test_resources_are_those_that_the_action_works_on() -> None:
    assert offered("resource", "", action="iam:GetRole")[0].startswith("arn:aws:iam:")
    assert arn("role", "web") in offered("resource", "", action="sts:AssumeRole")
    assert arn("user", "bob") not in offered("resource", "", action="sts:AssumeRole")
    assert "arn:aws:s3:::${BucketName}/${ObjectName}" in offered(
        "resource", "arn:aws:s3:", action="s3:GetObject"
    )
    assert offered("resource", "", action="s3:ListAllMyBuckets") == ["*"]


def test_condition_keys_are_offered_with_their_values() -> None:
    assert "aws:SourceIp=" in offered("context", "sourceip", action="s3:GetObject")
    assert offered("context", "aws:MultiFactorAuthPresent=", action="s3:GetObject") == [
        "aws:MultiFactorAuthPresent=true",
        "aws:MultiFactorAuthPresent=false",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("s3 read", True),
        ("s3 !read", False),
        ("level:read", True),
        ("lev:write", False),
        ("!level:write", True),
        ('"s3 get"', True),
        ("nocolumn:x", False),
    ],
)
def test_the_filter_of_an_answer(query: str, found: bool) -> None:
    cells = {"action": "s3 getobject", "level": "read"}
    terms = read_filter(query, list(cells))
    assert fits(terms, " ".join(cells.values()), lambda column: cells[column]) is found
