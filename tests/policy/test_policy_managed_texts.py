"""The AWS managed policies that are shipped with the package."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from iamtui.policy import parse
from iamtui.policy.managed import (
    ManagedPolicyText,
    managed_policies,
    managed_policies_date,
    pack,
    unpack,
)
from tests.support.managed_policies import known_to_moto


def test_a_policy_is_found_by_its_arn() -> None:
    found = managed_policies()["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"]
    assert (found.name, found.path) == ("ViewOnlyAccess", "/job-function/")
    assert found.version_id.startswith("v")
    assert found.created < found.updated
    assert parse(found.document).statements


def test_the_text_is_laid_out_over_lines_and_says_the_same() -> None:
    found = managed_policies()["arn:aws:iam::aws:policy/AdministratorAccess"]
    assert found.text.startswith('{\n    "Version": "2012-10-17",\n    "Statement": [\n')
    assert json.loads(found.text) == json.loads(found.document)


def test_every_policy_is_complete_for_the_parser() -> None:
    policies = managed_policies()
    assert len(policies) > 1500
    assert {arn for arn, policy in policies.items() if parse(policy.document).findings} == set()
    assert all(arn == policy.arn for arn, policy in policies.items())


def test_the_date_is_that_of_the_newest_change() -> None:
    newest = max(policy.updated for policy in managed_policies().values()).date()
    assert managed_policies_date() == newest >= date(2026, 9, 30)


def test_the_file_is_the_one_that_make_managed_policies_writes() -> None:
    assert list(managed_policies().values()) == known_to_moto()


def test_what_is_packed_is_unpacked_again() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    arn = "arn:aws:iam::aws:policy/x/a"
    policies = [ManagedPolicyText("a", "/x/", arn, "v2", now, now, '{"é":1}')]
    assert unpack(pack(policies)) == policies
