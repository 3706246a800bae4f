"""Pages, the account in one, and the reports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.mock_server import RunningMock, refused

pytestmark = pytest.mark.slow

LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")


@pytest.mark.parametrize(
    ("operation", "field", "parameters"),
    [
        ("list_users", "Users", {}),
        ("list_groups", "Groups", {}),
        ("list_roles", "Roles", {}),
        ("list_policies", "Policies", {"Scope": "Local"}),
        ("list_virtual_mfa_devices", "VirtualMFADevices", {}),
        ("list_instance_profiles", "InstanceProfiles", {}),
        ("list_groups_for_user", "Groups", {"UserName": "yuki.tanaka"}),
        ("list_access_keys", "AccessKeyMetadata", {"UserName": "terraform"}),
        ("list_attached_group_policies", "AttachedPolicies", {"GroupName": "all-staff"}),
        ("list_user_policies", "PolicyNames", {"UserName": "sap-connector"}),
        ("list_user_tags", "Tags", {"UserName": "hannah.everything"}),
        ("get_group", "Users", {"GroupName": "all-staff"}),
        ("list_mfa_devices", "MFADevices", {"UserName": "tomasz.zielinski"}),
    ],
)
def test_pages_of_one_item_hold_what_one_page_holds(
    demo: RunningMock, operation: str, field: str, parameters: dict[str, str]
) -> None:
    call: Callable[..., Any] = getattr(demo.client("iam"), operation)
    whole = call(**parameters, MaxItems=1000)
    assert whole["IsTruncated"] is False
    assert "Marker" not in whole
    assert len(whole[field]) > 1
    pieces: list[Any] = []
    answer = call(**parameters, MaxItems=1)
    while answer["IsTruncated"]:
        assert len(answer[field]) == 1
        pieces += answer[field]
        answer = call(**parameters, MaxItems=1, Marker=answer["Marker"])
    assert pieces + answer[field] == whole[field]


def test_a_page_has_a_hundred_items_unless_asked(demo: RunningMock) -> None:
    answer = demo.client("iam").list_policies(Scope="AWS")
    assert len(answer["Policies"]) == 100
    assert answer["IsTruncated"]


def test_markers_are_of_one_list_only(demo: RunningMock) -> None:
    iam = demo.client("iam")
    marker = iam.list_users(MaxItems=1)["Marker"]
    for wrong in ("garbage", marker[:-6], "MTA="):
        with refused("ValidationError", "Invalid Marker."):
            iam.list_users(Marker=wrong)
    with refused("ValidationError", "Invalid Marker."):
        iam.list_roles(Marker=marker)
    with refused("ValidationError", "maxItems"):
        iam.list_users(MaxItems=1001)


def test_a_page_goes_on_after_its_last_item_was_deleted(iam: Any, fresh: Any) -> None:
    path = f"/{fresh('pages')}/"
    for name in ("a", "b", "c"):
        iam.create_group(GroupName=f"{path[1:-1]}-{name}", Path=path)
    first = iam.list_groups(PathPrefix=path, MaxItems=1)
    iam.delete_group(GroupName=first["Groups"][0]["GroupName"])
    rest = iam.list_groups(PathPrefix=path, Marker=first["Marker"])["Groups"]
    assert [group["GroupName"][-1] for group in rest] == ["b", "c"]


def details(mock: RunningMock, **parameters: Any) -> dict[str, list[dict[str, Any]]]:
    whole: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    pages = mock.client("iam").get_paginator("get_account_authorization_details")
    for answer in pages.paginate(**parameters):
        for name in LISTS:
            whole[name] += answer[name]
    return whole


@pytest.mark.parametrize("size", [7, 100, 1000])
def test_the_account_is_the_same_in_pages_of_any_size(demo: RunningMock, size: int) -> None:
    whole = details(demo, PaginationConfig={"PageSize": size})
    iam = demo.client("iam")
    users = iam.list_users(MaxItems=1000)["Users"]
    assert [item["UserId"] for item in whole["UserDetailList"]] == [u["UserId"] for u in users]
    assert len(whole["GroupDetailList"]) == len(iam.list_groups()["Groups"])
    assert len(whole["RoleDetailList"]) == len(iam.list_roles(MaxItems=1000)["Roles"])
    used = iam.list_policies(OnlyAttached=True, MaxItems=1000)["Policies"]
    local = iam.list_policies(Scope="Local", MaxItems=1000)["Policies"]
    assert {p["Arn"] for p in whole["Policies"]} == {p["Arn"] for p in used + local}


def test_the_account_shows_everything_of_an_entity(demo: RunningMock) -> None:
    whole = details(demo)
    users = {item["UserName"]: item for item in whole["UserDetailList"]}
    hannah = users["hannah.everything"]
    assert hannah["GroupList"] == ["all-staff", "developers", "ops"]
    assert hannah["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith("DeveloperBoundary")
    assert hannah["UserPolicyList"][0]["PolicyDocument"]["Statement"]
    assert {"Key": "team", "Value": "ops"} in hannah["Tags"]
    roles = {item["RoleName"]: item for item in whole["RoleDetailList"]}
    worker = roles["batch-worker"]
    assert worker["InstanceProfileList"][0]["InstanceProfileName"] == "batch-worker-profile"
    assert worker["RoleLastUsed"]["Region"] == "eu-central-1"
    assert roles["orphaned"]["RoleLastUsed"] == {}
    assert "AssumeRolePolicyDocument" in worker
    policies = {item["PolicyName"]: item for item in whole["Policies"]}
    developer = policies["DeveloperAccess"]
    assert developer["DefaultVersionId"] == "v4"
    assert [v["VersionId"] for v in developer["PolicyVersionList"]] == [
        "v5",
        "v4",
        "v3",
        "v2",
        "v1",
    ]
    assert developer["AttachmentCount"] == 1
    boundary = policies["DeveloperBoundary"]
    assert boundary["PermissionsBoundaryUsageCount"] == 3
    assert set(developer) >= {"PolicyId", "Arn", "Path", "CreateDate", "UpdateDate", "IsAttachable"}


def test_the_filter_chooses_the_lists_but_all_four_are_there(demo: RunningMock) -> None:
    answer = demo.client("iam").get_account_authorization_details(Filter=["Group"])
    assert answer["IsTruncated"] is False
    assert answer["GroupDetailList"]
    assert [answer[name] for name in LISTS if name != "GroupDetailList"] == [[], [], []]
    local = details(demo, Filter=["LocalManagedPolicy"])["Policies"]
    assert all(f":{demo.ready.account_id}:" in item["Arn"] for item in local)


def test_the_report_has_a_row_for_everybody(demo: RunningMock) -> None:
    iam = demo.client("iam")
    iam.generate_credential_report()
    answer = iam.get_credential_report()
    assert answer["ReportFormat"] == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer["Content"].decode())))
    assert len(rows[0]) == 22
    assert rows[0]["user"] == "<root_account>"
    by_name = {row["user"]: row for row in rows}
    assert set(by_name) == {"<root_account>"} | {
        user["UserName"] for user in iam.list_users(MaxItems=1000)["Users"]
    }
    terraform = by_name["terraform"]
    assert terraform["access_key_1_active"] == "false"
    assert terraform["access_key_2_active"] == "true"
    assert terraform["access_key_2_last_used_service"] == "iam"
    assert terraform["mfa_active"] == "false"
    assert terraform["password_enabled"] == "false"
    assert by_name["olga.ivanova"]["password_last_used"] == "no_information"
    assert by_name["li.wei"]["mfa_active"] == "true"
    assert by_name["hannah.everything"]["cert_1_active"] == "true"


def test_a_report_is_made_before_it_is_read(iam: Any) -> None:
    with refused("ReportNotPresent"):
        iam.get_credential_report()
    assert iam.generate_credential_report()["State"] == "STARTED"
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    first = iam.get_credential_report()
    iam.create_user(UserName="made-after-the-report")
    iam.generate_credential_report()
    assert iam.get_credential_report()["Content"] == first["Content"]


def test_the_summary_counts(demo: RunningMock) -> None:
    iam = demo.client("iam")
    summary = iam.get_account_summary()["SummaryMap"]
    devices = iam.list_virtual_mfa_devices(MaxItems=1000)["VirtualMFADevices"]
    assert summary["Users"] == 40
    assert summary["Groups"] == len(iam.list_groups()["Groups"])
    assert summary["Roles"] == len(iam.list_roles(MaxItems=1000)["Roles"])
    local = iam.list_policies(Scope="Local", MaxItems=1000)["Policies"]
    assert summary["Policies"] == len(local)
    assert summary["MFADevices"] == len(devices)
    assert summary["Providers"] == 2
    assert summary["UsersQuota"] == 5000


def test_documents_come_back_as_they_went_in(iam: Any, user: str) -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Sid": "AllOfIt"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=3)
    iam.put_user_policy(UserName=user, PolicyName="p+q", PolicyDocument=text)
    shown = iam.get_user_policy(UserName=user, PolicyName="p+q")
    assert shown["PolicyDocument"] == json.loads(text)


def test_last_access_follows_the_use_of_keys(demo: RunningMock) -> None:
    iam = demo.client("iam")
    arn = iam.get_user(UserName="backup-agent")["User"]["Arn"]
    job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    answer = iam.get_service_last_accessed_details(JobId=job)
    assert answer["JobStatus"] == "COMPLETED"
    services = {item["ServiceNamespace"]: item for item in answer["ServicesLastAccessed"]}
    assert set(services) == {"backup", "rds", "ec2"}
    assert services["backup"]["LastAuthenticatedEntity"] == arn
    assert "LastAuthenticated" not in services["rds"]
    with refused("NoSuchEntity"):
        iam.generate_service_last_accessed_details(Arn=f"{arn}-gone")
