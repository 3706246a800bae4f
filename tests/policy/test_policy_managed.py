"""The policies that AWS itself writes: all of them must be understood."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from iamtui.policy import Layers, NamedPolicy, Request, Verdict, evaluate, parse
from tests.policy.building import request


@pytest.fixture(scope="module")
def managed() -> dict[str, str]:
    data = pytest.importorskip("moto.iam.aws_managed_policies").aws_managed_policies_data
    return {name: json.dumps(entry["Document"]) for name, entry in json.loads(data).items()}


def test_every_managed_policy_is_read_without_findings(managed: dict[str, str]) -> None:
    assert len(managed) > 1000
    assert {
        name: parse(text).findings for name, text in managed.items() if parse(text).findings
    } == {}


def test_a_statement_without_conditions_allows_what_it_names(managed: dict[str, str]) -> None:
    asked_for = 0
    for name, text in managed.items():
        named = NamedPolicy.of(name, text)
        if any(statement.denies for statement in named.policy.statements):
            continue
        for asked in _examples(named):
            assert evaluate(asked, Layers(identity=(named,))).verdict is Verdict.ALLOWED, name
            asked_for += 1
    assert asked_for > 1000


def _examples(named: NamedPolicy) -> Iterator[Request]:
    """Requests that fill the wildcards of statements; keys and roles have policies of their own."""
    for statement in named.policy.document.statements:
        if statement.conditions or not statement.actions or not statement.resources:
            continue
        action = statement.actions[0].value.replace("*", "X")
        for resource in statement.resources[:3]:
            if "${" not in resource.value and not action.startswith(("kms:", "sts:")):
                filled = resource.value.replace("*", "x").replace("?", "y")
                plain = "*" if resource.value == "*" else filled
                yield request(action, plain, owner="111122223333")
