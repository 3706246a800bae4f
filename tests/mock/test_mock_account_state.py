"""Switches of the account, the organization's root access, delegation requests, last access."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.mock_server import Credentials, RunningMock

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def mock(apart: RunningMock) -> RunningMock:
    """An account whose settings the tests change."""
    return apart


@pytest.fixture
def iam(mock: RunningMock) -> Any:
    return mock.client("iam")


def refused(code: str) -> Any:
    return pytest.raises(ClientError, match=rf"\({code}\)")


def test_central_root_access_is_switched_on_and_off(iam: Any) -> None:
    """IAM API reference, ListOrganizationsFeatures."""
    assert iam.list_organizations_features()["EnabledFeatures"] == []
    iam.enable_organizations_root_sessions()
    both = iam.enable_organizations_root_credentials_management()
    assert both["EnabledFeatures"] == ["RootCredentialsManagement", "RootSessions"]
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == [
        "RootCredentialsManagement"
    ]


def test_outbound_federation_keeps_its_issuer(iam: Any) -> None:
    """IAM API reference, EnableOutboundWebIdentityFederation: FeatureEnabled, FeatureDisabled."""
    with refused("FeatureDisabled"):
        iam.get_outbound_web_identity_federation_info()
    issuer = iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    assert issuer.startswith("https://")
    with refused("FeatureEnabled"):
        iam.enable_outbound_web_identity_federation()
    assert iam.get_outbound_web_identity_federation_info() | {"ResponseMetadata": None} == {
        "IssuerIdentifier": issuer,
        "JwtVendingEnabled": True,
        "ResponseMetadata": None,
    }
    iam.disable_outbound_web_identity_federation()
    assert iam.enable_outbound_web_identity_federation()["IssuerIdentifier"] == issuer


def test_the_token_version_shows_in_the_summary(iam: Any) -> None:
    """IAM API reference, GetAccountSummary: GlobalEndpointTokenVersion."""
    iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")
    assert iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 2


def test_properties_are_of_one_namespace_at_a_time(iam: Any) -> None:
    """IAM API reference, PutAccountProperties."""
    iam.put_account_properties(Properties={"RoleManager/Enabled": "true"})
    assert iam.get_account_properties()["Properties"] == {"RoleManager/Enabled": "true"}
    for wrong in ({"A/x": "1", "B/y": "2"}, {"A": "1"}, {"A/b/c": "1"}, {"/b": "1"}):
        with refused("InvalidInput"):
            iam.put_account_properties(Properties=wrong)
    assert iam.get_account_properties()["Properties"] == {"RoleManager/Enabled": "true"}


def delegation(iam: Any) -> str:
    made = iam.create_delegation_request(
        Description="look at costs",
        Permissions={"PolicyTemplateArn": "arn:aws:iam::aws:delegation-template/Costs"},
        RequestorWorkflowId="workflow-1",
        NotificationChannel="channel-1",
        SessionDuration=3600,
    )
    return str(made["DelegationRequestId"])


def test_a_delegation_request_goes_through_its_states(iam: Any) -> None:
    """IAM API reference: Associate, Update, Accept, SendDelegationToken; then it is final."""
    wanted = delegation(iam)
    states = []
    for step in (
        iam.associate_delegation_request,
        iam.update_delegation_request,
        iam.accept_delegation_request,
        iam.send_delegation_token,
    ):
        step(DelegationRequestId=wanted)
        shown = iam.get_delegation_request(DelegationRequestId=wanted)["DelegationRequest"]
        states.append(shown["State"])
    assert states == ["ASSIGNED", "PENDING_APPROVAL", "ACCEPTED", "FINALIZED"]
    with refused("InvalidInput"):
        iam.reject_delegation_request(DelegationRequestId=wanted)
    listed = iam.list_delegation_requests()["DelegationRequests"]
    assert wanted in [each["DelegationRequestId"] for each in listed]


def test_a_rejected_delegation_request_stays_rejected(iam: Any) -> None:
    """IAM API reference, RejectDelegationRequest: "it cannot be accepted or updated later"."""
    wanted = delegation(iam)
    iam.reject_delegation_request(DelegationRequestId=wanted, Notes="no")
    shown = iam.get_delegation_request(DelegationRequestId=wanted)["DelegationRequest"]
    assert (shown["State"], shown["RejectionReason"]) == ("REJECTED", "no")
    with refused("InvalidInput"):
        iam.associate_delegation_request(DelegationRequestId=wanted)
    with refused("NoSuchEntity"):
        iam.get_delegation_request(DelegationRequestId="00000000-0000-0000-0000-000000000000")


@pytest.fixture(scope="module")
def caller(mock: RunningMock) -> str:
    """The ARN of a user in a group that may list users and roles, and did list users."""
    iam = mock.client("iam")
    user = iam.create_user(UserName="lister")["User"]["Arn"]
    iam.create_group(GroupName="listers")
    document = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": ["iam:List*", "s3:Get*"], "Resource": "*"},
    }
    text = json.dumps(document)
    iam.put_group_policy(GroupName="listers", PolicyName="list", PolicyDocument=text)
    iam.add_user_to_group(GroupName="listers", UserName="lister")
    iam.attach_user_policy(
        UserName="lister", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    )
    key = Credentials.of(iam.create_access_key(UserName="lister")["AccessKey"])
    mock.client("iam", key).list_users()
    with pytest.raises(ClientError):
        mock.client("iam", key).create_user(UserName="not.allowed")
    return str(user)


def report(iam: Any, arn: str, **more: str) -> dict[str, Any]:
    job = iam.generate_service_last_accessed_details(Arn=arn, **more)["JobId"]
    answer = iam.get_service_last_accessed_details(JobId=job)
    return {each["ServiceNamespace"]: each for each in answer["ServicesLastAccessed"]}


def test_last_access_comes_from_the_calls_really_made(iam: Any, caller: str) -> None:
    """IAM User Guide, last accessed information: every attempt counts, allowed or not."""
    services = report(iam, caller, Granularity="ACTION_LEVEL")
    assert set(services) == {"iam", "s3", "s3-object-lambda"}
    assert services["iam"]["LastAuthenticatedEntity"] == caller
    assert "LastAuthenticated" not in services["s3"]
    tracked = {each["ActionName"] for each in services["iam"]["TrackedActionsLastAccessed"]}
    assert tracked == {"ListUsers", "CreateUser"}


def test_the_report_of_a_group_is_that_of_its_members(iam: Any, caller: str) -> None:
    """IAM API reference, GetServiceLastAccessedDetails: "the ARN of the group member"."""
    group = iam.get_group(GroupName="listers")["Group"]["Arn"]
    assert report(iam, group)["iam"]["LastAuthenticatedEntity"] == caller
    job = iam.generate_service_last_accessed_details(Arn=group)["JobId"]
    listed = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")[
        "EntityDetailsList"
    ]
    assert [each["EntityInfo"]["Arn"] for each in listed] == [caller]
    assert listed[0]["LastAuthenticated"]


def test_policies_that_grant_a_service_are_told_with_their_owner(iam: Any, caller: str) -> None:
    """IAM API reference, ListPoliciesGrantingServiceAccess."""
    answer = iam.list_policies_granting_service_access(
        Arn=caller, ServiceNamespaces=["iam", "s3", "ec2"]
    )["PoliciesGrantingServiceAccess"]
    found = {each["ServiceNamespace"]: each["Policies"] for each in answer}
    inline = {
        "PolicyName": "list",
        "PolicyType": "INLINE",
        "EntityType": "GROUP",
        "EntityName": "listers",
    }
    assert found["iam"] == [inline]
    assert found["ec2"] == []
    assert [each["PolicyType"] for each in found["s3"]] == ["MANAGED", "INLINE"]
    with refused("NoSuchEntity"):
        iam.list_policies_granting_service_access(Arn=f"{caller}x", ServiceNamespaces=["s3"])
