"""Entities out of `GetAccountAuthorizationDetails`, as botocore gives it and as files hold it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest

from iamtui.account.authorization_details import (
    document_text,
    moment,
    parse,
    policy_versions,
    with_details,
)
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import Account, InlinePolicy, LastUsed

DOCUMENT = '{"Version": "2012-10-17", "Statement": [], "Id": "50%25 of ü"}'
CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def user_entry(**more: Any) -> dict[str, Any]:
    return {
        "UserName": "alice",
        "Arn": "arn:aws:iam::123456789012:user/staff/alice",
        "UserId": "AIDAALICE",
        "Path": "/staff/",
        "CreateDate": CREATED,
        **more,
    }


def test_a_user_has_every_detail_sorted() -> None:
    details = parse(
        {
            "UserDetailList": [
                user_entry(
                    GroupList=["ops", "admins"],
                    AttachedManagedPolicies=[{"PolicyArn": "arn:b"}, {"PolicyArn": "arn:a"}],
                    UserPolicyList=[
                        {"PolicyName": "two", "PolicyDocument": quote(DOCUMENT)},
                        {"PolicyName": "one", "PolicyDocument": quote("{}")},
                    ],
                    PermissionsBoundary={"PermissionsBoundaryArn": "arn:boundary"},
                    Tags=[{"Key": "z", "Value": "1"}, {"Key": "a", "Value": "2"}],
                )
            ]
        }
    )
    (alice,) = details.users
    assert alice.groups == Known(("admins", "ops"))
    assert alice.attached == Known(("arn:a", "arn:b"))
    assert alice.inline == Known((InlinePolicy("one", "{}"), InlinePolicy("two", DOCUMENT)))
    assert alice.boundary == Known("arn:boundary")
    assert list(alice.tags.otherwise({}).items()) == [("a", "2"), ("z", "1")]
    assert alice.created == CREATED


def test_what_the_details_leave_out_of_an_entity_is_empty() -> None:
    (alice,) = parse({"UserDetailList": [user_entry()]}).users
    assert alice.groups == alice.attached == alice.inline == Known(())
    assert alice.boundary == Known(None)
    assert alice.tags == Known({})


def test_what_the_details_never_tell_is_not_asked() -> None:
    (alice,) = parse({"UserDetailList": [user_entry()]}).users
    assert alice.password == alice.access_keys == alice.mfa_active == NOT_ASKED


def test_a_role_brings_its_instance_profiles() -> None:
    profile = {
        "InstanceProfileName": "web",
        "Arn": "arn:aws:iam::123456789012:instance-profile/web",
        "InstanceProfileId": "AIPAWEB",
        "Path": "/",
        "CreateDate": CREATED,
        "Roles": [{"RoleName": "web-role"}],
    }
    details = parse(
        {
            "RoleDetailList": [
                {
                    "RoleName": "web-role",
                    "Arn": "arn:aws:iam::123456789012:role/web-role",
                    "RoleId": "AROAWEB",
                    "AssumeRolePolicyDocument": quote(DOCUMENT),
                    "InstanceProfileList": [profile],
                    "RoleLastUsed": {"LastUsedDate": CREATED, "Region": "eu-central-1"},
                }
            ]
        }
    )
    (role,) = details.roles
    assert role.trust == Known(DOCUMENT)
    assert role.instance_profiles == Known(("web",))
    assert role.last_used == Known(LastUsed(CREATED, "eu-central-1"))
    assert role.description == NOT_ASKED
    assert [p.roles for p in details.instance_profiles] == [("web-role",)]


def test_a_role_that_was_never_used_is_known_to_be_unused() -> None:
    entry = {"RoleName": "r", "Arn": "arn:r", "RoleId": "AROA", "RoleLastUsed": {}}
    (role,) = parse({"RoleDetailList": [entry]}).roles
    assert role.last_used == Known(None)
    assert role.trust == NOT_ASKED


def test_a_policy_without_a_name_has_the_end_of_its_arn() -> None:
    entry = {"Arn": "arn:aws:iam::123456789012:policy/team/deploy", "DefaultVersionId": "v2"}
    (policy,) = parse({"Policies": [entry]}).policies
    assert policy.name == "deploy"
    assert policy.attachment_count == NOT_ASKED


def test_versions_are_newest_first_by_number() -> None:
    entries = [{"VersionId": v, "IsDefaultVersion": v == "v10"} for v in ("v9", "v10", "v2.x")]
    assert [v.id for v in policy_versions(entries)] == ["v10", "v9", "v2.x"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (quote(DOCUMENT), DOCUMENT),
        ('{"Resource": "arn:aws:s3:::a%20b"}', '{"Resource": "arn:aws:s3:::a%20b"}'),
        ({"Version": "2012-10-17"}, '{"Version": "2012-10-17"}'),
    ],
)
def test_documents_come_encoded_as_text_or_parsed(given: Any, expected: str) -> None:
    assert document_text(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        CREATED,
        CREATED.astimezone(timezone(timedelta(hours=2))),
        CREATED.replace(tzinfo=None),
        "2026-01-02T03:04:05Z",
        "2026-01-02T05:04:05+02:00",
    ],
)
def test_times_are_in_utc(given: datetime | str) -> None:
    time = moment(given)
    assert time == CREATED
    assert time is not None
    assert time.tzinfo is UTC


def test_a_later_page_adds_to_the_account() -> None:
    first = with_details(Account(), parse({"UserDetailList": [user_entry()]}))
    bob = user_entry(UserName="bob", Arn="arn:bob")
    both = with_details(first, parse({"UserDetailList": [bob]}))
    assert sorted(both.users) == ["alice", "bob"]
    assert sorted(first.users) == ["alice"]
