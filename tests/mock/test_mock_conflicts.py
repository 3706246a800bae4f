"""What stands in the way of a deletion, quotas, and calls that may be made twice.

Sources: IAM API reference, the operations' own pages; the answers of AWS that LocalStack recorded
in 2026 (tests/aws/services/iam/*.snapshot.json); quotas: IAM User Guide, "IAM and AWS STS quotas".
"""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from iamtui.mock.errors import AwsError
from iamtui.mock.quotas import check_quota
from iamtui.mock.store import Store
from tests.support.keys import certificate_and_key, ssh_public_key
from tests.support.mock_server import RunningMock, code_at, refused
from tests.support.refusals import Refusal, refusal

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
)


def conflict(what_first: str) -> Refusal:
    words = f"Cannot delete entity, must {what_first} first."
    return Refusal("DeleteConflict", 409, words)


def with_password(iam: Any, user: str) -> Callable[[], Any]:
    iam.create_login_profile(UserName=user, Password="Correct-horse-7")
    return lambda: iam.delete_login_profile(UserName=user)


def with_key(iam: Any, user: str) -> Callable[[], Any]:
    key = iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    return lambda: iam.delete_access_key(UserName=user, AccessKeyId=key)


def with_device(iam: Any, user: str) -> Callable[[], Any]:
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)
    device = made["VirtualMFADevice"]
    now = made["ResponseMetadata"]["HTTPHeaders"]["date"]
    seed, moment = device["Base32StringSeed"].decode(), parsedate_to_datetime(now)
    iam.enable_mfa_device(
        UserName=user,
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1=code_at(seed, moment, -1),
        AuthenticationCode2=code_at(seed, moment),
    )
    return lambda: iam.deactivate_mfa_device(UserName=user, SerialNumber=device["SerialNumber"])


def with_certificate(iam: Any, user: str) -> Callable[[], Any]:
    body = certificate_and_key(user)[0]
    made = iam.upload_signing_certificate(UserName=user, CertificateBody=body)["Certificate"]
    return lambda: iam.delete_signing_certificate(
        UserName=user, CertificateId=made["CertificateId"]
    )


def with_ssh_key(iam: Any, user: str) -> Callable[[], Any]:
    made = iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=ssh_public_key())
    key = made["SSHPublicKey"]["SSHPublicKeyId"]
    return lambda: iam.delete_ssh_public_key(UserName=user, SSHPublicKeyId=key)


def with_credential(iam: Any, user: str) -> Callable[[], Any]:
    made = iam.create_service_specific_credential(
        UserName=user, ServiceName="codecommit.amazonaws.com"
    )["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    return lambda: iam.delete_service_specific_credential(
        UserName=user, ServiceSpecificCredentialId=made
    )


def with_attached(iam: Any, user: str) -> Callable[[], Any]:
    iam.attach_user_policy(UserName=user, PolicyArn=READ_ONLY)
    return lambda: iam.detach_user_policy(UserName=user, PolicyArn=READ_ONLY)


def with_inline(iam: Any, user: str) -> Callable[[], Any]:
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=ALLOW)
    return lambda: iam.delete_user_policy(UserName=user, PolicyName="p")


def with_group(iam: Any, user: str) -> Callable[[], Any]:
    iam.create_group(GroupName=f"of-{user}")
    iam.add_user_to_group(UserName=user, GroupName=f"of-{user}")
    return lambda: iam.remove_user_from_group(UserName=user, GroupName=f"of-{user}")


@pytest.mark.parametrize(
    ("give", "what_first"),
    [
        (with_password, "delete login profile"),
        (with_key, "delete access keys"),
        (with_device, "delete MFA device"),
        (with_certificate, "delete signing certificates"),
        (with_ssh_key, "remove referenced objects"),
        (with_credential, "remove referenced objects"),
        (with_attached, "detach all policies"),
        (with_inline, "delete policies"),
        (with_group, "remove users from group"),
    ],
)
def test_a_user_with_something_is_not_deleted(
    iam: Any, user: str, give: Callable[[Any, str], Callable[[], Any]], what_first: str
) -> None:
    """Sources: DeleteUser; test_iam_users; for SSH keys many reports of this message."""
    take = give(iam, user)
    assert refusal(iam.delete_user, UserName=user) == conflict(what_first)
    take()
    iam.delete_user(UserName=user)


@pytest.mark.parametrize(
    ("give", "take", "what_first"),
    [
        ("attach_group_policy", "detach_group_policy", "detach all policies"),
        ("put_group_policy", "delete_group_policy", "delete policies"),
        ("add_user_to_group", "remove_user_from_group", "remove users from group"),
    ],
)
def test_a_group_with_something_is_not_deleted(
    iam: Any, fresh: Fresh, user: str, give: str, take: str, what_first: str
) -> None:
    """Source: DeleteGroup."""
    name = fresh("group")
    iam.create_group(GroupName=name)
    other: dict[str, str] = {"UserName": user}
    if "policy" in give:
        other = {"PolicyArn": READ_ONLY} if "attach" in give else {"PolicyName": "p"}
    document = {"PolicyDocument": ALLOW} if give == "put_group_policy" else {}
    getattr(iam, give)(GroupName=name, **other, **document)
    assert refusal(iam.delete_group, GroupName=name) == conflict(what_first)
    getattr(iam, take)(GroupName=name, **other)
    iam.delete_group(GroupName=name)


@pytest.fixture
def role(iam: Any, fresh: Fresh) -> str:
    name = fresh("role")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    return name


def test_a_role_with_something_is_not_deleted(iam: Any, role: str) -> None:
    """Sources: DeleteRole; test_iam_roles, the three test_delete_role_with… ."""
    iam.create_instance_profile(InstanceProfileName=role)
    iam.add_role_to_instance_profile(InstanceProfileName=role, RoleName=role)
    told = refusal(iam.delete_role, RoleName=role)
    assert told == conflict("remove roles from instance profile")
    told = refusal(iam.delete_instance_profile, InstanceProfileName=role)
    assert told == conflict("remove roles from instance profile")
    iam.remove_role_from_instance_profile(InstanceProfileName=role, RoleName=role)
    iam.delete_instance_profile(InstanceProfileName=role)
    iam.attach_role_policy(RoleName=role, PolicyArn=READ_ONLY)
    assert refusal(iam.delete_role, RoleName=role) == conflict("detach all policies")
    iam.detach_role_policy(RoleName=role, PolicyArn=READ_ONLY)
    iam.put_role_policy(RoleName=role, PolicyName="p", PolicyDocument=ALLOW)
    assert refusal(iam.delete_role, RoleName=role) == conflict("delete policies")
    iam.delete_role_policy(RoleName=role, PolicyName="p")
    iam.delete_role(RoleName=role)


def test_a_policy_in_use_is_not_deleted(iam: Any, fresh: Fresh, user: str) -> None:
    """Source: DeletePolicy; for boundaries gruntwork-io/cloud-nuke issue 972."""
    arn = iam.create_policy(PolicyName=fresh("p"), PolicyDocument=ALLOW)["Policy"]["Arn"]
    attached = Refusal("DeleteConflict", 409, "Cannot delete a policy attached to entities.")
    iam.attach_user_policy(UserName=user, PolicyArn=arn)
    assert refusal(iam.delete_policy, PolicyArn=arn) == attached
    iam.detach_user_policy(UserName=user, PolicyArn=arn)
    iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=arn)
    assert refusal(iam.delete_policy, PolicyArn=arn) == attached
    iam.delete_user_permissions_boundary(UserName=user)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW, SetAsDefault=True)
    with refused("DeleteConflict", "The default version is deleted with the policy."):
        iam.delete_policy(PolicyArn=arn)
    told = refusal(iam.delete_policy_version, PolicyArn=arn, VersionId="v2")
    words = "Cannot delete the default version of a policy."
    assert told == Refusal("DeleteConflict", 409, words)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    iam.delete_policy(PolicyArn=arn)


@pytest.mark.parametrize(
    ("most", "quota", "make"),
    [
        (2, "AccessKeysPerUser", lambda iam, user, n: iam.create_access_key(UserName=user)),
        (
            2,
            "CertificatesPerUser",
            lambda iam, user, n: iam.upload_signing_certificate(
                UserName=user, CertificateBody=certificate_and_key(f"{user}-{n}")[0]
            ),
        ),
        (
            5,
            "SSHPublicKeysPerUser",
            lambda iam, user, n: iam.upload_ssh_public_key(
                UserName=user, SSHPublicKeyBody=ssh_public_key(n)
            ),
        ),
        (
            2,
            "ServiceSpecificCredentialsPerUser",
            lambda iam, user, n: iam.create_service_specific_credential(
                UserName=user, ServiceName="cassandra.amazonaws.com"
            ),
        ),
    ],
)
def test_a_user_has_so_many_of_each(
    iam: Any, user: str, most: int, quota: str, make: Callable[[Any, str, int], Any]
) -> None:
    """Sources: the quotas page; test_iam_users and test_iam_signing_certificates."""
    for number in range(most):
        make(iam, user, number)
    told = refusal(lambda: make(iam, user, most))
    assert told == Refusal("LimitExceeded", 409, f"Cannot exceed quota for {quota}: {most}")


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_ten_managed_policies_are_attached_at_most(iam: Any, fresh: Fresh, kind: str) -> None:
    """Source: the quotas page, the default quota."""
    name = fresh(kind)
    named = {f"{kind.title()}Name": name}
    extra = {"AssumeRolePolicyDocument": TRUST} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**named, **extra)
    pages = iam.get_paginator("list_policies").paginate(Scope="AWS", PathPrefix="/job-function/")
    arns = [policy["Arn"] for page in pages for policy in page["Policies"]]
    arns += [policy["Arn"] for policy in iam.list_policies(PathPrefix="/service-role/")["Policies"]]
    attach = getattr(iam, f"attach_{kind}_policy")
    for arn in [*arns[:10], arns[0]]:
        attach(**named, PolicyArn=arn)
    told = refusal(attach, **named, PolicyArn=arns[10])
    words = f"Cannot exceed quota for PoliciesPer{kind.title()}: 10"
    assert told == Refusal("LimitExceeded", 409, words)


def test_policies_of_service_linked_roles_cannot_be_attached(iam: Any, user: str) -> None:
    """Source: botocore's model, PolicyNotAttachable."""
    arn = "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy"
    told = refusal(iam.attach_user_policy, UserName=user, PolicyArn=arn)
    assert (told.code, told.status) == ("PolicyNotAttachable", 400)


def test_an_account_has_three_hundred_groups(iam: Any, fresh: Fresh) -> None:
    """Source: the quotas page; the message as in reports of it."""
    path = f"/{fresh('many')}/"
    present = len(iam.list_groups(MaxItems=1000)["Groups"])
    for number in range(300 - present):
        iam.create_group(GroupName=f"many-{number}", Path=path)
    told = refusal(iam.create_group, GroupName="one-more")
    assert told == Refusal("LimitExceeded", 409, "Cannot exceed quota for GroupsPerAccount: 300")
    for group in iam.list_groups(PathPrefix=path, MaxItems=1000)["Groups"]:
        iam.delete_group(GroupName=group["GroupName"])


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("UsersPerAccount", 5000),
        ("RolesPerAccount", 1000),
        ("PoliciesPerAccount", 1500),
        ("InstanceProfilesPerAccount", 1000),
        ("ServerCertificatesPerAccount", 20),
        ("OpenIdConnectProvidersPerAccount", 100),
        ("SAMLProvidersPerAccount", 100),
    ],
)
def test_an_account_has_so_many_of_each(name: str, most: int) -> None:
    """Source: the quotas page."""
    store = Store("111122223333")
    check_quota(store, name, range(most - 1))
    with pytest.raises(AwsError, match=f"Cannot exceed quota for {name}: {most}"):
        check_quota(store, name, range(most))


def test_what_may_be_done_twice(iam: Any, fresh: Fresh, user: str, role: str) -> None:
    """Sources: test_iam_groups, test_add_user_to_group_idempotent; test_iam_users."""
    group = fresh("group")
    iam.create_group(GroupName=group)
    for _ in range(2):
        iam.add_user_to_group(UserName=user, GroupName=group)
        iam.attach_user_policy(UserName=user, PolicyArn=READ_ONLY)
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=ALLOW)
        iam.tag_user(UserName=user, Tags=[{"Key": "k", "Value": "v"}])
        iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=READ_ONLY)
    for _ in range(2):
        iam.remove_user_from_group(UserName=user, GroupName=group)
        iam.untag_user(UserName=user, TagKeys=["k", "never-there"])


def test_what_cannot_be_done_twice(iam: Any, fresh: Fresh, user: str, role: str) -> None:
    """Sources: test_iam_roles, test_iam_instance_profiles."""
    told = refusal(iam.detach_role_policy, RoleName=role, PolicyArn=READ_ONLY)
    assert told == Refusal("NoSuchEntity", 404, f"Policy {READ_ONLY} was not found.")
    told = refusal(iam.delete_role_permissions_boundary, RoleName=role)
    assert told.code == "NoSuchEntity"
    profile = fresh("profile")
    iam.create_instance_profile(InstanceProfileName=profile)
    put = {"InstanceProfileName": profile, "RoleName": role}
    told = refusal(iam.remove_role_from_instance_profile, **put)
    words = f"Role {role} in Instance Profile {profile} cannot be found."
    assert told == Refusal("NoSuchEntity", 404, words)
    iam.add_role_to_instance_profile(**put)
    told = refusal(iam.add_role_to_instance_profile, **put)
    words = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
    assert told == Refusal("LimitExceeded", 409, words)
    iam.create_login_profile(UserName=user, Password="Correct-horse-7")
    told = refusal(iam.create_login_profile, UserName=user, Password="Correct-horse-7")
    words = f"Login Profile for user {user} already exists."
    assert told == Refusal("EntityAlreadyExists", 409, words)


@pytest.mark.parametrize("kind", ["user", "role"])
def test_boundaries_are_managed_policies(
    sandbox: RunningMock, iam: Any, user: str, role: str, kind: str
) -> None:
    """Source: test_iam_roles, test_role_permissions_boundary_errors."""
    named = {"UserName": user} if kind == "user" else {"RoleName": role}
    put = getattr(iam, f"put_{kind}_permissions_boundary")
    account = f"arn:aws:iam::{sandbox.ready.account_id}"
    told = refusal(put, **named, PermissionsBoundary=f"{account}:not_a_policy/invalid")
    words = f"ARN {account}:not_a_policy/invalid is not valid."
    assert told == Refusal("InvalidInput", 400, words)
    told = refusal(put, **named, PermissionsBoundary=f"{account}:policy/none")
    words = f"Scope ARN: {account}:policy/none does not exist or is not attachable."
    assert told == Refusal("NoSuchEntity", 404, words)
