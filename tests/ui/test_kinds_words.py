"""Ages, trusted entities and laid-out documents in words."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.account.model import Account
from iamtui.ui.kinds.ages import days, moment, short_age
from iamtui.ui.kinds.json_text import pretty
from iamtui.ui.kinds.per_account import SameObjects, per_account
from iamtui.ui.kinds.trust import trusted
from tests.support.accounts import ACCOUNT_ID, NOW

OTHER = "999999999999"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-5), "0min"),
        (timedelta(seconds=59), "0min"),
        (timedelta(minutes=59, seconds=59), "59min"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=1), "1d"),
        (timedelta(days=59, hours=23), "59d"),
        (timedelta(days=61), "2mo"),
        (timedelta(days=729), "23mo"),
        (timedelta(days=731), "2y"),
    ],
)
def test_ages_are_rounded_down(span: timedelta, words: str) -> None:
    assert short_age(days(NOW, NOW - span)) == words


def test_a_moment_is_told_with_its_age() -> None:
    assert moment(NOW, NOW - timedelta(days=3)) == "2026-02-26 12:00 UTC, 3d ago"


@pytest.mark.parametrize(
    ("principal", "words"),
    [
        ({"Service": "ec2.amazonaws.com"}, ["ec2"]),
        (
            {"Service": ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com.cn"]},
            ["lambda", "ecs-tasks"],
        ),
        ({"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}, ["this account"]),
        ({"AWS": f"arn:aws:iam::{OTHER}:root"}, [f"account {OTHER}"]),
        ({"AWS": [OTHER, ACCOUNT_ID]}, [f"account {OTHER}", "this account"]),
        ({"AWS": f"arn:aws:iam::{ACCOUNT_ID}:role/a/deploy"}, ["role deploy"]),
        ({"AWS": f"arn:aws:iam::{OTHER}:user/ann"}, [f"user ann of {OTHER}"]),
        ({"AWS": f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/web/i-1"}, ["assumed role web"]),
        ({"AWS": "AROAEXAMPLE1234567890"}, ["a deleted principal"]),
        ({"AWS": "*"}, ["anyone"]),
        ("*", ["anyone"]),
        ({"Federated": f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/AWSSSO_1_DO_NOT"}, ["SSO"]),
        ({"Federated": f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/Okta"}, ["SAML Okta"]),
        (
            {
                "Federated": f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/"
                "token.actions.githubusercontent.com"
            },
            ["GitHub OIDC"],
        ),
        ({"Federated": "cognito-identity.amazonaws.com"}, ["Cognito"]),
        ({"Federated": "idp.example"}, ["idp.example"]),
    ],
)
def test_trusted_entities_in_words(principal: object, words: list[str]) -> None:
    document = json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal}]})
    found = trusted(document, ACCOUNT_ID)
    assert found is not None
    assert [one.words for one in found] == words


def test_only_what_lets_in_counts_and_each_once() -> None:
    allow = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
    deny = {"Effect": "Deny", "Principal": "*"}
    rest = {"Effect": "Allow", "NotPrincipal": {"AWS": OTHER}}
    found = trusted(json.dumps({"Statement": [allow, deny, allow, rest]}), "")
    assert found is not None
    assert [(one.words, one.open_to_all) for one in found] == [
        ("ec2", False),
        ("anyone but some", True),
    ]


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_a_trust_policy_that_cannot_be_read_is_none(text: str) -> None:
    assert trusted(text, ACCOUNT_ID) in (None, ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.booleans())
def test_laid_out_documents_say_the_same(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    laid_out = pretty(text)
    assert json.loads(laid_out) == value
    assert laid_out == json.dumps(value, ensure_ascii=ascii_only, indent=4)


def test_keys_that_occur_twice_and_odd_numbers_stay() -> None:
    assert pretty('{"b":1.50,"a":[],"b":{}}') == ('{\n    "b": 1.50,\n    "a": [],\n    "b": {}\n}')


@pytest.mark.parametrize("text", ["", "{", "not json", '{"a": }', "[" * 100_000])
def test_what_is_no_json_stays_as_it_is(text: str) -> None:
    assert pretty(text) == text


def test_what_is_kept_of_an_account_is_kept_for_that_account_only() -> None:
    asked: list[Account] = []

    @per_account
    def count(account: Account) -> int:
        asked.append(account)
        return len(asked)

    one, other = Account(), Account()
    assert [count(one), count(one), count(other), count(one)] == [1, 1, 2, 3]


def test_same_objects_are_compared_by_identity() -> None:
    one: dict[str, int] = {}
    other: dict[str, int] = {}
    assert SameObjects(one) == SameObjects(one)
    assert SameObjects(one) != SameObjects(other)
