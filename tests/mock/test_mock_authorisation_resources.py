"""Which resource and which further actions a call needs permission for."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.support.mock_people import (
    Person,
    add_role,
    add_user,
    allow,
    deny,
    document,
    root,
    trust,
)
from tests.support.mock_server import RunningMock, refused

pytestmark = pytest.mark.slow

EC2 = trust({"Service": "ec2.amazonaws.com"})
Fresh = Callable[[str], str]


@pytest.fixture
def person(sandbox: RunningMock, fresh: Fresh) -> Callable[..., Person]:
    """Makes a user who may do what the given statements say."""
    return lambda *statements, **more: add_user(sandbox, fresh("person"), *statements, **more)


def arn(mock: RunningMock, rest: str) -> str:
    return f"arn:aws:iam::{mock.ready.account_id}:{rest}"


def test_the_path_is_part_of_the_resource(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "IAM identifiers": ARNs have the path; `user/div1/*` is its users."""
    inside, outside = fresh("inside"), fresh("outside")
    sandbox.client("iam").create_user(UserName=inside, Path="/div1/")
    sandbox.client("iam").create_user(UserName=outside, Path="/div2/")
    iam = person(allow("iam:GetUser", arn(sandbox, "user/div1/*"))).iam
    assert iam.get_user(UserName=inside)["User"]["UserName"] == inside
    with refused("AccessDenied", f"on resource: {arn(sandbox, f'user/div2/{outside}')} because"):
        iam.get_user(UserName=outside)


def test_what_is_made_is_judged_by_the_path_that_it_will_have(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: Service Authorization Reference: CreateUser's resource is the user."""
    iam = person(allow("iam:CreateUser", arn(sandbox, "user/div1/*"))).iam
    iam.create_user(UserName=fresh("new"), Path="/div1/")
    with refused("AccessDenied", ":user/div2/"):
        iam.create_user(UserName=fresh("new"), Path="/div2/")


def test_the_words_of_a_refusal(sandbox: RunningMock, person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, "Troubleshoot access denied error messages"."""
    nobody = person()
    with refused(
        "AccessDenied",
        f"User: {nobody.arn} is not authorized to perform: iam:CreateGroup on resource: "
        f"{arn(sandbox, 'group/staff/ops')} because no identity-based policy allows the "
        "iam:CreateGroup action",
    ) as _:
        nobody.iam.create_group(GroupName="ops", Path="/staff/")


def test_an_explicit_deny_says_so(sandbox: RunningMock, person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, "Troubleshoot access denied error messages"."""
    with refused("AccessDenied", "with an explicit deny in an identity-based policy"):
        person(allow("iam:*"), deny("iam:ListRoles")).iam.list_roles()


def test_a_refusal_is_the_same_whether_the_user_is_there_or_not(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Whoever may not ask learns nothing: 403 for both, never 404."""
    there = fresh("there")
    sandbox.client("iam").create_user(UserName=there)
    for name in (there, fresh("not-there")):
        with refused("AccessDenied", f"on resource: {arn(sandbox, f'user/{name}')} because"):
            person().iam.delete_user(UserName=name)


def test_a_parameter_that_breaks_its_limits_is_told_to_everybody(
    person: Callable[..., Person],
) -> None:
    """Constraints of the model are checked before permissions."""
    with refused("ValidationError"):
        person().iam.create_user(UserName="no spaces")


def test_actions_and_wildcards_are_matched_without_case(person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, JSON policy elements, Action: "case-insensitive", `*` and `?`."""
    person(allow("IAM:listuser?")).iam.list_users()
    person(allow("iam:*Users")).iam.list_users()


@pytest.mark.parametrize(
    ("operation", "parameters", "resource"),
    [
        ("add_user_to_group", {"UserName": "u", "GroupName": "g"}, "group/g"),
        (
            "attach_user_policy",
            {"UserName": "u", "PolicyArn": "arn:aws:iam::aws:policy/X"},
            "user/u",
        ),
        ("create_access_key", {"UserName": "u"}, "user/u"),
        ("create_policy", {"PolicyName": "p", "Path": "/a/", "PolicyDocument": "{}"}, "policy/a/p"),
        (
            "create_saml_provider",
            {"Name": "idp", "SAMLMetadataDocument": "x" * 1000},
            "saml-provider/idp",
        ),
        (
            "create_open_id_connect_provider",
            {"Url": "https://token.example.com/a"},
            "oidc-provider/token.example.com/a",
        ),
        ("create_virtual_mfa_device", {"VirtualMFADeviceName": "d", "Path": "/a/"}, "mfa/a/d"),
        (
            "create_service_linked_role",
            {"AWSServiceName": "ecs.amazonaws.com"},
            "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        ),
        (
            "enable_mfa_device",
            {
                "UserName": "u",
                "SerialNumber": "arn:aws:iam::1:mfa/d",
                "AuthenticationCode1": "123456",
                "AuthenticationCode2": "123456",
            },
            "user/u",
        ),
        ("delete_instance_profile", {"InstanceProfileName": "i"}, "instance-profile/i"),
        ("get_server_certificate", {"ServerCertificateName": "c"}, "server-certificate/c"),
        ("list_groups_for_user", {"UserName": "u"}, "user/u"),
        ("list_users", {"PathPrefix": "/a/"}, "user/a/"),
        ("remove_user_from_group", {"UserName": "u", "GroupName": "g"}, "group/g"),
        ("update_assume_role_policy", {"RoleName": "r", "PolicyDocument": "{}"}, "role/r"),
        ("upload_ssh_public_key", {"UserName": "u", "SSHPublicKeyBody": "ssh-rsa A"}, "user/u"),
    ],
)
def test_the_resource_of_an_operation(
    sandbox: RunningMock,
    person: Callable[..., Person],
    operation: str,
    parameters: dict[str, str],
    resource: str,
) -> None:
    """Source: Service Authorization Reference, the resource types of IAM's actions."""
    with refused("AccessDenied", f"on resource: {arn(sandbox, resource)} because"):
        getattr(person().iam, operation)(**parameters)


@pytest.mark.parametrize(
    "operation",
    [
        "get_account_summary",
        "get_account_authorization_details",
        "list_account_aliases",
        "generate_credential_report",
        "list_policies",
        "get_account_password_policy",
    ],
)
def test_operations_without_a_resource_want_a_star(
    person: Callable[..., Person], operation: str
) -> None:
    """Source: Service Authorization Reference: these have no resource types."""
    with refused("AccessDenied", "on resource: * because"):
        getattr(person().iam, operation)()


def test_a_user_who_is_not_named_is_the_caller(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: IAM User Guide, "allows users to manage their own …": `user/${aws:username}`."""
    alice = person(
        allow(["iam:ListAccessKeys", "iam:GetUser"], arn(sandbox, "user/${aws:username}"))
    )
    assert len(alice.iam.list_access_keys()["AccessKeyMetadata"]) == 1
    assert alice.iam.get_user()["User"]["UserName"] == alice.name
    with refused("AccessDenied"):
        alice.iam.list_access_keys(UserName=person().name)


def test_a_rename_needs_permission_on_both_names(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM API reference, UpdateUser: "both the source object and the target object"."""
    old, new = fresh("bob"), fresh("robert")
    sandbox.client("iam").create_user(UserName=old)
    with refused("AccessDenied", f":user/{new} because"):
        person(allow("iam:UpdateUser", arn(sandbox, f"user/{old}"))).iam.update_user(
            UserName=old, NewUserName=new
        )
    both = [arn(sandbox, f"user/{name}") for name in (old, new)]
    person(allow("iam:UpdateUser", both)).iam.update_user(UserName=old, NewUserName=new)


def test_a_move_needs_permission_on_both_paths(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM API reference, UpdateGroup: "both the source object and the target object"."""
    name = fresh("group")
    sandbox.client("iam").create_group(GroupName=name)
    with refused("AccessDenied", f":group/moved/{name} because"):
        person(allow("iam:UpdateGroup", arn(sandbox, f"group/{name}"))).iam.update_group(
            GroupName=name, NewPath="/moved/"
        )


def test_a_certificate_is_renamed_with_permission_on_both_names(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: IAM API reference, UpdateServerCertificate: both source and target."""
    old = arn(sandbox, "server-certificate/old")
    with refused("AccessDenied", ":server-certificate/cloudfront/new because"):
        person(allow("iam:UpdateServerCertificate", old)).iam.update_server_certificate(
            ServerCertificateName="old", NewServerCertificateName="new", NewPath="/cloudfront/"
        )


def test_tags_on_creation_need_the_action_that_tags(
    person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "Tags for IAM resources": iam:CreateUser and iam:TagUser."""
    iam = person(allow("iam:CreateUser")).iam
    iam.create_user(UserName=fresh("plain"))
    with refused("AccessDenied", "iam:TagUser"):
        iam.create_user(UserName=fresh("tagged"), Tags=[{"Key": "a", "Value": "b"}])
    device = person(allow("iam:CreateVirtualMFADevice")).iam
    with refused("AccessDenied", "iam:TagMFADevice"):
        device.create_virtual_mfa_device(
            VirtualMFADeviceName=fresh("device"), Tags=[{"Key": "a", "Value": "b"}]
        )


@pytest.fixture
def profile(sandbox: RunningMock, fresh: Fresh) -> dict[str, str]:
    """An empty instance profile and a role for it."""
    names = {"InstanceProfileName": fresh("profile"), "RoleName": fresh("role")}
    sandbox.client("iam").create_instance_profile(InstanceProfileName=names["InstanceProfileName"])
    add_role(sandbox, names["RoleName"], EC2)
    return names


def test_a_role_in_a_profile_is_passed(
    sandbox: RunningMock, person: Callable[..., Person], profile: dict[str, str]
) -> None:
    """Source: IAM API reference, AddRoleToInstanceProfile: "must be granted … PassRole"."""
    add, passed = allow("iam:AddRoleToInstanceProfile"), arn(sandbox, f"role/{profile['RoleName']}")
    with refused("AccessDenied", f"iam:PassRole on resource: {passed} because"):
        person(add).iam.add_role_to_instance_profile(**profile)
    with refused("AccessDenied", "iam:PassRole"):
        person(add, allow("iam:PassRole", f"{passed}x")).iam.add_role_to_instance_profile(**profile)
    person(add, allow("iam:PassRole", passed)).iam.add_role_to_instance_profile(**profile)


def test_pass_role_tells_the_service_and_the_instances(
    sandbox: RunningMock, person: Callable[..., Person], profile: dict[str, str]
) -> None:
    """Source: IAM API reference, AddRoleToInstanceProfile, on iam:AssociatedResourceArn."""
    add = allow("iam:AddRoleToInstanceProfile")
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    with refused("AccessDenied", "iam:PassRole"):
        person(add, allow("iam:PassRole", Condition=to_lambda)).iam.add_role_to_instance_profile(
            **profile
        )
    to_instances = {
        "StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"},
        "ArnLike": {
            "iam:AssociatedResourceArn": f"arn:aws:ec2:*:{sandbox.ready.account_id}:instance/*"
        },
    }
    person(add, allow("iam:PassRole", Condition=to_instances)).iam.add_role_to_instance_profile(
        **profile
    )


def test_a_role_that_is_not_there_is_passed_too(
    sandbox: RunningMock, person: Callable[..., Person], profile: dict[str, str]
) -> None:
    """Whoever may not pass a role does not learn whether it exists."""
    with refused("AccessDenied", "iam:PassRole on resource:", ":role/no-such-role because"):
        person(allow("iam:AddRoleToInstanceProfile")).iam.add_role_to_instance_profile(
            InstanceProfileName=profile["InstanceProfileName"], RoleName="no-such-role"
        )


def test_groups_grant_and_deny(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "Policy evaluation logic": groups' policies are the user's."""
    admin, name, member = sandbox.client("iam"), fresh("group"), person()
    admin.create_group(GroupName=name)
    admin.put_group_policy(
        GroupName=name,
        PolicyName="own",
        PolicyDocument=document(allow("iam:List*"), deny("iam:ListRoles")),
    )
    with refused("AccessDenied"):
        member.iam.list_users()
    admin.add_user_to_group(GroupName=name, UserName=member.name)
    member.iam.list_users()
    with refused("AccessDenied", "explicit deny in an identity-based policy"):
        member.iam.list_roles()
    admin.remove_user_from_group(GroupName=name, UserName=member.name)
    with refused("AccessDenied"):
        member.iam.list_users()


def test_an_attached_policy_counts_by_its_default_version(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "Versioning IAM policies": the default version is in effect."""
    admin, member = sandbox.client("iam"), person()
    arn = admin.create_policy(
        PolicyName=fresh("policy"), PolicyDocument=document(allow("iam:ListUsers"))
    )["Policy"]["Arn"]
    admin.attach_user_policy(UserName=member.name, PolicyArn=arn)
    member.iam.list_users()
    admin.create_policy_version(
        PolicyArn=arn, PolicyDocument=document(allow("iam:ListRoles")), SetAsDefault=True
    )
    member.iam.list_roles()
    with refused("AccessDenied"):
        member.iam.list_users()
    admin.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    member.iam.list_users()


def test_not_action_and_not_resource(sandbox: RunningMock, person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, JSON policy elements, NotAction and NotResource."""
    careful = person(
        {"Effect": "Allow", "NotAction": "iam:Delete*", "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:GetUser", "NotResource": arn(sandbox, "user/open/*")},
    )
    careful.iam.list_users()
    with refused("AccessDenied", "because no identity-based policy allows"):
        careful.iam.delete_group(GroupName="none")
    with refused("AccessDenied", "explicit deny"):
        careful.iam.get_user(UserName=careful.name)


def test_the_root_user_may_do_everything_but_assume_roles(
    sandbox: RunningMock, fresh: Fresh
) -> None:
    """Source: IAM User Guide, "AWS account root user"; STS API reference, AssumeRole."""
    owner = root(sandbox)
    identity = owner.sts.get_caller_identity()
    assert identity["Arn"] == arn(sandbox, "root")
    assert identity["UserId"] == sandbox.ready.account_id
    owner.iam.create_user(UserName=fresh("by-root"))
    role = add_role(sandbox, fresh("role"), trust(sandbox.ready.account_id))
    with refused("AccessDenied", "Roles may not be assumed by root accounts."):
        owner.sts.assume_role(RoleArn=role, RoleSessionName="root")


def test_a_session_of_the_root_user_lasts_an_hour_at_most(sandbox: RunningMock) -> None:
    """Source: STS API reference, GetSessionToken: longer ones default to one hour."""
    answer = root(sandbox).sts.get_session_token(DurationSeconds=43_200)
    left = answer["Credentials"]["Expiration"].timestamp() - _date(answer)
    assert left <= 3_601


def _date(answer: dict[str, Any]) -> float:
    return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp()
