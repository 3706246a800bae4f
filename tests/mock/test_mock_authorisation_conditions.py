"""The condition keys that calls carry, and those that they do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.mock_people import (
    Person,
    add_device,
    add_role,
    add_user,
    allow,
    deny,
    document,
    trust,
)
from tests.support.mock_server import RunningMock, refused

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"


@pytest.fixture
def person(sandbox: RunningMock, fresh: Fresh) -> Callable[..., Person]:
    """Makes a user who may do what the given statements say."""
    return lambda *statements, **more: add_user(sandbox, fresh("person"), *statements, **more)


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def test_mfa_is_absent_with_a_long_term_key(person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, aws:MultiFactorAuthPresent: not there with long-term credentials."""
    key = "aws:MultiFactorAuthPresent"
    for condition in (when("Bool", key, "true"), when("Bool", key, "false")):
        with refused("AccessDenied"):
            person(allow("iam:ListUsers", **condition)).iam.list_users()
    person(allow("iam:ListUsers", **when("BoolIfExists", key, "true"))).iam.list_users()
    person(allow("iam:ListUsers", **when("Null", key, "true"))).iam.list_users()
    denied = deny("iam:ListUsers", **when("BoolIfExists", key, "false"))
    with refused("AccessDenied", "explicit deny"):
        person(allow("*"), denied).iam.list_users()
    person(allow("*"), deny("iam:ListUsers", **when("Bool", key, "false"))).iam.list_users()


def test_mfa_is_true_and_has_an_age_in_a_session_with_a_code(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: IAM User Guide, aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge."""
    careful = person(
        allow("iam:ListUsers", **when("Bool", "aws:MultiFactorAuthPresent", "true")),
        allow("iam:ListRoles", **when("NumericLessThan", "aws:MultiFactorAuthAge", "300")),
        allow("iam:ListGroups", **when("NumericGreaterThan", "aws:MultiFactorAuthAge", "300")),
    )
    device = add_device(sandbox, careful)
    session = careful.holding(
        careful.sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code())
    )
    session.iam.list_users()
    session.iam.list_roles()
    with refused("AccessDenied"):
        session.iam.list_groups()


@pytest.mark.parametrize(
    ("key", "pattern"),
    [
        ("aws:username", "NAME"),
        ("aws:PrincipalArn", "arn:aws:iam::*:user/NAME"),
        ("aws:PrincipalAccount", "ACCOUNT"),
        ("aws:PrincipalType", "User"),
        ("aws:userid", "AIDA*"),
        ("aws:PrincipalTag/team", "blue"),
        ("aws:RequestedRegion", "us-east-1"),
        ("aws:UserAgent", "Boto3/*"),
        ("aws:SourceIp", "127.0.0.1"),
        ("aws:SecureTransport", "true"),
        ("aws:ViaAWSService", "false"),
        ("aws:PrincipalIsAWSService", "false"),
        ("aws:ResourceAccount", "ACCOUNT"),
    ],
)
def test_what_every_call_of_a_user_carries(
    sandbox: RunningMock, person: Callable[..., Person], key: str, pattern: str
) -> None:
    """Source: IAM User Guide, "AWS global condition context keys"."""
    alice = person(Tags=[{"Key": "team", "Value": "blue"}])
    value = pattern.replace("NAME", alice.name).replace("ACCOUNT", sandbox.ready.account_id)
    admin = sandbox.client("iam")
    for condition, allowed in ((value, True), ("something-else", False)):
        admin.put_user_policy(
            UserName=alice.name,
            PolicyName="own",
            PolicyDocument=document(allow("iam:ListUsers", **when("StringLike", key, condition))),
        )
        if allowed:
            alice.iam.list_users()
        else:
            with refused("AccessDenied"):
                alice.iam.list_users()


@pytest.mark.parametrize(
    "key",
    [
        "aws:TokenIssueTime",
        "aws:MultiFactorAuthAge",
        "aws:SourceIdentity",
        "aws:FederatedProvider",
        "iam:PolicyARN",
        "iam:PermissionsBoundary",
        "aws:RequestTag/team",
        "aws:TagKeys",
        "aws:SourceVpc",
        "aws:CalledVia",
        "aws:PrincipalOrgID",
        "aws:PrincipalTag/none",
    ],
)
def test_what_a_plain_call_of_a_long_term_key_does_not_carry(
    person: Callable[..., Person], key: str
) -> None:
    """Source: IAM User Guide, "AWS global condition context keys", availability."""
    person(allow("iam:ListUsers", **when("Null", key, "true"))).iam.list_users()


def test_an_address_is_in_a_network(person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, aws:SourceIp with IpAddress."""
    person(
        allow("iam:ListUsers", **when("IpAddress", "aws:SourceIp", "127.0.0.0/8"))
    ).iam.list_users()
    with refused("AccessDenied"):
        elsewhere = when("IpAddress", "aws:SourceIp", "203.0.113.0/24")
        person(allow("iam:ListUsers", **elsewhere)).iam.list_users()


def test_the_time_of_the_call(person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, aws:CurrentTime and aws:EpochTime."""
    now = datetime.now(UTC)
    later = (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    before, after = "DateLessThan", "DateGreaterThan"
    person(allow("iam:ListUsers", **when(before, "aws:CurrentTime", later))).iam.list_users()
    person(
        allow("iam:ListUsers", **when("NumericGreaterThan", "aws:EpochTime", "1700000000"))
    ).iam.list_users()
    with refused("AccessDenied"):
        person(allow("iam:ListUsers", **when(after, "aws:CurrentTime", later))).iam.list_users()


@pytest.mark.parametrize("prefix", ["iam:ResourceTag", "aws:ResourceTag"])
def test_the_tags_of_a_user(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh, prefix: str
) -> None:
    """Source: IAM User Guide, "Controlling access to and for IAM … using tags"."""
    blue, red = fresh("blue"), fresh("red")
    for name, team in ((blue, "blue"), (red, "red")):
        sandbox.client("iam").create_user(UserName=name, Tags=[{"Key": "team", "Value": team}])
    iam = person(allow("iam:DeleteUser", **when("StringEquals", f"{prefix}/team", "blue"))).iam
    with refused("AccessDenied"):
        iam.delete_user(UserName=red)
    iam.delete_user(UserName=blue)


def test_the_tags_of_policies_profiles_and_devices(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "Tags for IAM resources": what can have tags."""
    admin, tags = sandbox.client("iam"), [{"Key": "team", "Value": "blue"}]
    iam = person(allow("iam:*", **when("StringEquals", "aws:ResourceTag/team", "blue"))).iam
    policy = admin.create_policy(
        PolicyName=fresh("policy"), PolicyDocument=document(allow("s3:*")), Tags=tags
    )["Policy"]["Arn"]
    iam.get_policy(PolicyArn=policy)
    name = fresh("profile")
    admin.create_instance_profile(InstanceProfileName=name, Tags=tags)
    iam.get_instance_profile(InstanceProfileName=name)
    device = admin.create_virtual_mfa_device(VirtualMFADeviceName=fresh("device"), Tags=tags)
    iam.delete_virtual_mfa_device(SerialNumber=device["VirtualMFADevice"]["SerialNumber"])
    with refused("AccessDenied"):
        iam.get_policy(PolicyArn=READ_ONLY)


def test_the_same_tag_on_both_sides(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "Define permissions … with ABAC authorization"."""
    same = when("StringEquals", "iam:ResourceTag/team", "${aws:PrincipalTag/team}")
    blue = person(allow("iam:GetUser", **same), Tags=[{"Key": "team", "Value": "blue"}])
    mate = person(Tags=[{"Key": "Team", "Value": "blue"}])
    blue.iam.get_user(UserName=mate.name)
    with refused("AccessDenied"):
        blue.iam.get_user(UserName=person().name)


def test_the_tags_that_a_call_asks_for(person: Callable[..., Person], fresh: Fresh) -> None:
    """Source: IAM User Guide, aws:RequestTag and aws:TagKeys."""
    condition = {
        "StringEquals": {"aws:RequestTag/team": ["blue", "red"]},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]},
    }
    iam = person(
        allow(["iam:CreateUser", "iam:TagUser"], Condition=condition), allow("iam:UntagUser")
    ).iam

    def make(*tags: tuple[str, str]) -> str:
        name = fresh("made")
        iam.create_user(UserName=name, Tags=[{"Key": k, "Value": v} for k, v in tags])
        return name

    make(("team", "blue"))
    make(("team", "red"), ("cost", "1"))
    for tags in ((("team", "green"),), (("team", "blue"), ("other", "x")), ()):
        with refused("AccessDenied"):
            make(*tags)


def test_the_keys_that_are_untagged(sandbox: RunningMock, person: Callable[..., Person]) -> None:
    """Source: Service Authorization Reference: UntagUser has aws:TagKeys."""
    target = person(Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    only_a = {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}
    iam = person(allow("iam:UntagUser", Condition=only_a)).iam
    with refused("AccessDenied"):
        iam.untag_user(UserName=target.name, TagKeys=["a", "b"])
    iam.untag_user(UserName=target.name, TagKeys=["a"])


def test_the_policy_that_is_attached(person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, iam:PolicyARN: attach and detach only."""
    target = person().name
    condition = when("ArnEquals", "iam:PolicyARN", READ_ONLY)
    iam = person(allow(["iam:AttachUserPolicy", "iam:DetachUserPolicy"], **condition)).iam
    iam.attach_user_policy(UserName=target, PolicyArn=READ_ONLY)
    with refused("AccessDenied"):
        iam.attach_user_policy(UserName=target, PolicyArn=AUDIT)
    iam.detach_user_policy(UserName=target, PolicyArn=READ_ONLY)
    with refused("AccessDenied"):
        person(allow("iam:GetPolicy", **condition)).iam.get_policy(PolicyArn=READ_ONLY)


def test_the_boundary_that_is_asked_for(person: Callable[..., Person], fresh: Fresh) -> None:
    """Source: IAM User Guide, "Delegating responsibility … using permissions boundaries"."""
    bound = when("StringEquals", "iam:PermissionsBoundary", READ_ONLY)
    iam = person(allow(["iam:CreateUser", "iam:PutUserPermissionsBoundary"], **bound)).iam
    name = fresh("bound")
    iam.create_user(UserName=name, PermissionsBoundary=READ_ONLY)
    for boundary in ({"PermissionsBoundary": AUDIT}, {}):
        with refused("AccessDenied"):
            iam.create_user(UserName=fresh("unbound"), **boundary)
    with refused("AccessDenied"):
        iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=AUDIT)


def test_the_boundary_that_a_user_has(person: Callable[..., Person]) -> None:
    """Source: Service Authorization Reference: iam:PermissionsBoundary of AttachUserPolicy …."""
    bound, free = person(PermissionsBoundary=READ_ONLY), person()
    condition = when("StringEquals", "iam:PermissionsBoundary", READ_ONLY)
    iam = person(allow(["iam:AttachUserPolicy", "iam:GetUser"], **condition)).iam
    iam.attach_user_policy(UserName=bound.name, PolicyArn=AUDIT)
    with refused("AccessDenied"):
        iam.attach_user_policy(UserName=free.name, PolicyArn=AUDIT)
    with refused("AccessDenied"):
        iam.get_user(UserName=bound.name)


def test_the_service_of_a_service_linked_role(person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, iam:AWSServiceName."""
    condition = when("StringLike", "iam:AWSServiceName", "ecs.amazonaws.com")
    iam = person(allow("iam:CreateServiceLinkedRole", **condition)).iam
    with refused("AccessDenied"):
        iam.create_service_linked_role(AWSServiceName="rds.amazonaws.com")
    assert iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]


def test_a_session_says_when_it_was_issued(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, aws:TokenIssueTime; "Revoke IAM role temporary credentials"."""
    alice = person(allow("sts:AssumeRole"))
    name = fresh("role")
    role = add_role(sandbox, name, trust(alice.arn), allow("iam:ListUsers"))
    old = alice.holding(alice.sts.assume_role(RoleArn=role, RoleSessionName="old"))
    old.iam.list_users()
    soon = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    sandbox.client("iam").put_role_policy(
        RoleName=name,
        PolicyName="AWSRevokeOlderSessions",
        PolicyDocument=document(deny("*", **when("DateLessThan", "aws:TokenIssueTime", soon))),
    )
    with refused("AccessDenied", "explicit deny in an identity-based policy"):
        old.iam.list_users()


def test_a_boundary_limits_a_user(person: Callable[..., Person], fresh: Fresh) -> None:
    """Source: IAM User Guide, "Permissions boundaries for IAM entities"."""
    bound = person(allow("iam:*"), PermissionsBoundary=READ_ONLY)
    bound.iam.list_users()
    with refused(
        "AccessDenied", "because no permissions boundary allows the iam:CreateUser action"
    ):
        bound.iam.create_user(UserName=fresh("none"))
    with refused("AccessDenied", "because no identity-based policy allows the iam:ListUsers"):
        person(PermissionsBoundary=READ_ONLY).iam.list_users()


def test_the_service_of_a_service_specific_credential(
    person: Callable[..., Person],
) -> None:
    """Source: Service Authorization Reference, iam:ServiceSpecificCredentialServiceName."""
    key, target = "iam:ServiceSpecificCredentialServiceName", person().name
    condition = when("StringEquals", key, "codecommit.amazonaws.com")
    iam = person(allow("iam:*ServiceSpecificCredential", **condition)).iam
    with refused("AccessDenied"):
        iam.create_service_specific_credential(
            UserName=target, ServiceName="cassandra.amazonaws.com"
        )
    made = iam.create_service_specific_credential(
        UserName=target, ServiceName="codecommit.amazonaws.com"
    )["ServiceSpecificCredential"]
    iam.delete_service_specific_credential(
        UserName=target, ServiceSpecificCredentialId=made["ServiceSpecificCredentialId"]
    )


def test_the_policy_of_an_organization_s_report(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: Service Authorization Reference, iam:OrganizationsPolicyId, access-report."""
    path = "o-a1b2c3d4e5/r-f6g7/ou-f6g7-h8i9"
    condition = when("StringEquals", "iam:OrganizationsPolicyId", "p-FullAWSAccess")
    account = sandbox.ready.account_id
    with refused("AccessDenied", f":{account}:access-report/{path} because"):
        person(allow("iam:Generate*", **condition)).iam.generate_organizations_access_report(
            EntityPath=path, OrganizationsPolicyId="p-otherpolicy"
        )
