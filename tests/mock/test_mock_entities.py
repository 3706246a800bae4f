"""Users, groups, roles and policies: names, limits, conflicts, and what a change leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.keys import ssh_public_key
from tests.support.mock_server import RunningMock, refused

pytestmark = pytest.mark.slow

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
Fresh = Callable[[str], str]
SAML_METADATA = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://i.example"/>'
) + " " * 1000


def document(action: str = "s3:ListBucket", filler: str = "") -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": f"arn:aws:s3:::b{filler}"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


def attachments(iam: Any, arn: str) -> int:
    count: int = iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"]
    return count


def test_a_user_shows_what_it_was_made_with(iam: Any, fresh: Fresh) -> None:
    name = fresh("user")
    made = iam.create_user(
        UserName=name,
        Path="/[ops]/",
        Tags=[{"Key": "имя", "Value": "Ольга"}],
        PermissionsBoundary=READ_ONLY,
    )["User"]
    assert made["UserId"].startswith("AIDA")
    assert len(made["UserId"]) == 21
    assert made["Arn"].endswith(f":user/[ops]/{name}")
    shown = iam.get_user(UserName=name)["User"]
    assert shown["Tags"] == [{"Key": "имя", "Value": "Ольга"}]
    assert shown["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    listed = iam.list_users(PathPrefix="/[ops]/")["Users"]
    assert name in [user["UserName"] for user in listed]
    assert all("Tags" not in user and "PermissionsBoundary" not in user for user in listed)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"UserName": "a/b"}, "userName"),
        ({"UserName": "a" * 65}, "less than or equal to 64"),
        ({"UserName": "ok", "Path": "no-slash"}, "path"),
        ({"UserName": "ok", "Tags": [{"Key": "a[b]", "Value": ""}]}, "regular expression"),
        ({"UserName": "ok", "Tags": [{"Key": "k", "Value": "v" * 257}]}, "256"),
    ],
)
def test_names_paths_and_tags_have_limits(iam: Any, parameters: dict[str, Any], words: str) -> None:
    with refused("ValidationError", "1 validation error detected", words):
        iam.create_user(**parameters)


def test_names_are_unique_whatever_their_case(iam: Any, fresh: Fresh) -> None:
    name = fresh("Case")
    iam.create_user(UserName=name)
    with refused("EntityAlreadyExists", name.upper()):
        iam.create_user(UserName=name.upper())
    iam.create_group(GroupName=name)
    with refused("EntityAlreadyExists"):
        iam.create_group(GroupName=name.lower())
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    with refused("EntityAlreadyExists"):
        iam.create_role(RoleName=name.lower(), AssumeRolePolicyDocument=TRUST)
    iam.create_policy(PolicyName=name, PolicyDocument=document())
    with refused("EntityAlreadyExists"):
        iam.create_policy(PolicyName=name.lower(), PolicyDocument=document())


def test_a_rename_keeps_everything(iam: Any, fresh: Fresh, user: str) -> None:
    group, renamed = fresh("group"), fresh("renamed")
    iam.create_group(GroupName=group)
    iam.add_user_to_group(GroupName=group, UserName=user)
    iam.tag_user(UserName=user, Tags=[{"Key": "team", "Value": "web"}])
    key = iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    before = iam.get_user(UserName=user)["User"]
    iam.update_user(UserName=user, NewUserName=renamed, NewPath="/moved/")
    after = iam.get_user(UserName=renamed)["User"]
    assert after["UserId"] == before["UserId"]
    assert after["Tags"] == before["Tags"]
    assert after["Arn"].endswith(f":user/moved/{renamed}")
    keys = iam.list_access_keys(UserName=renamed)["AccessKeyMetadata"]
    assert [(item["UserName"], item["AccessKeyId"]) for item in keys] == [(renamed, key)]
    members = iam.get_group(GroupName=group)["Users"]
    assert [member["UserName"] for member in members] == [renamed]
    with refused("NoSuchEntity", user):
        iam.get_user(UserName=user)


def test_a_rename_does_not_overwrite(iam: Any, fresh: Fresh, user: str) -> None:
    other = fresh("other")
    iam.create_user(UserName=other)
    with refused("EntityAlreadyExists"):
        iam.update_user(UserName=user, NewUserName=other.upper())
    iam.update_user(UserName=user, NewUserName=user.upper())
    assert iam.get_user(UserName=user.upper())["User"]["UserName"] == user.upper()


def test_a_user_is_deleted_only_when_nothing_hangs_on_it(iam: Any, fresh: Fresh, user: str) -> None:
    group, named = fresh("group"), {"UserName": user}
    iam.create_group(GroupName=group)
    key = iam.create_access_key(**named)["AccessKey"]["AccessKeyId"]
    iam.create_login_profile(**named, Password="Correct-horse-7")
    iam.put_user_policy(**named, PolicyName="inline", PolicyDocument=document())
    iam.attach_user_policy(**named, PolicyArn=READ_ONLY)
    iam.add_user_to_group(**named, GroupName=group)
    credential = iam.create_service_specific_credential(
        **named, ServiceName="codecommit.amazonaws.com"
    )["ServiceSpecificCredential"]
    ssh = iam.upload_ssh_public_key(**named, SSHPublicKeyBody=ssh_public_key())["SSHPublicKey"]
    removals: list[Callable[[], Any]] = [
        lambda: iam.delete_access_key(**named, AccessKeyId=key),
        lambda: iam.delete_login_profile(**named),
        lambda: iam.delete_user_policy(**named, PolicyName="inline"),
        lambda: iam.detach_user_policy(**named, PolicyArn=READ_ONLY),
        lambda: iam.remove_user_from_group(**named, GroupName=group),
        lambda: iam.delete_service_specific_credential(
            **named, ServiceSpecificCredentialId=credential["ServiceSpecificCredentialId"]
        ),
        lambda: iam.delete_ssh_public_key(**named, SSHPublicKeyId=ssh["SSHPublicKeyId"]),
    ]
    for removal in removals:
        with refused("DeleteConflict", "Cannot delete entity, must"):
            iam.delete_user(**named)
        removal()
    iam.delete_user(**named)
    with refused("NoSuchEntity"):
        iam.delete_user(**named)


def test_a_user_has_two_keys_at_most(iam: Any, user: str) -> None:
    first = iam.create_access_key(UserName=user)["AccessKey"]
    iam.update_access_key(UserName=user, AccessKeyId=first["AccessKeyId"], Status="Inactive")
    iam.create_access_key(UserName=user)
    with refused("LimitExceeded", "AccessKeysPerUser: 2"):
        iam.create_access_key(UserName=user)


def test_a_user_is_in_ten_groups_at_most(iam: Any, fresh: Fresh, user: str) -> None:
    groups = [fresh("group") for _ in range(11)]
    for group in groups:
        iam.create_group(GroupName=group)
    for group in groups[:10]:
        iam.add_user_to_group(GroupName=group, UserName=user)
    iam.add_user_to_group(GroupName=groups[0], UserName=user)
    with refused("LimitExceeded", "GroupsPerUser: 10"):
        iam.add_user_to_group(GroupName=groups[10], UserName=user)
    assert len(iam.list_groups_for_user(UserName=user)["Groups"]) == 10


def test_memberships_begin_and_end_more_than_once(iam: Any, fresh: Fresh, user: str) -> None:
    group = fresh("group")
    iam.create_group(GroupName=group)
    for _ in range(2):
        iam.add_user_to_group(GroupName=group, UserName=user)
    assert len(iam.get_group(GroupName=group)["Users"]) == 1
    with refused("DeleteConflict"):
        iam.delete_group(GroupName=group)
    for _ in range(2):
        iam.remove_user_from_group(GroupName=group, UserName=user)
    iam.delete_group(GroupName=group)


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_attaching_is_idempotent_and_counted(iam: Any, fresh: Fresh, kind: str) -> None:
    name, policy = fresh(kind), fresh("policy")
    named = {f"{kind.title()}Name": name}
    extra = {"AssumeRolePolicyDocument": TRUST} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**named, **extra)
    arn = iam.create_policy(PolicyName=policy, PolicyDocument=document())["Policy"]["Arn"]
    for _ in range(2):
        getattr(iam, f"attach_{kind}_policy")(**named, PolicyArn=arn)
    assert attachments(iam, arn) == 1
    attached = getattr(iam, f"list_attached_{kind}_policies")(**named)["AttachedPolicies"]
    assert attached == [{"PolicyName": policy, "PolicyArn": arn}]
    entities = iam.list_entities_for_policy(PolicyArn=arn)[f"Policy{kind.title()}s"]
    assert [entity[f"{kind.title()}Name"] for entity in entities] == [name]
    with refused("DeleteConflict"):
        iam.delete_policy(PolicyArn=arn)
    with refused("DeleteConflict"):
        getattr(iam, f"delete_{kind}")(**named)
    getattr(iam, f"detach_{kind}_policy")(**named, PolicyArn=arn)
    assert attachments(iam, arn) == 0
    with refused("NoSuchEntity"):
        getattr(iam, f"detach_{kind}_policy")(**named, PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)
    getattr(iam, f"delete_{kind}")(**named)


def test_policies_that_are_none(iam: Any, user: str) -> None:
    with refused("ValidationError", "Invalid ARN"):
        iam.get_policy(PolicyArn="this is no policy arn")
    with refused("NoSuchEntity"):
        iam.attach_user_policy(UserName=user, PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")
    with refused("MalformedPolicyDocument"):
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument="{}")
    with refused("MalformedPolicyDocument"):
        iam.create_role(RoleName="r", AssumeRolePolicyDocument=document())


def test_policies_have_a_size(iam: Any, fresh: Fresh, user: str) -> None:
    with refused("LimitExceeded", "6144"):
        iam.create_policy(PolicyName=fresh("p"), PolicyDocument=document(filler="x" * 6144))
    named = {"UserName": user}
    iam.put_user_policy(**named, PolicyName="a", PolicyDocument=document(filler="x" * 1500))
    iam.put_user_policy(**named, PolicyName="a", PolicyDocument=document(filler="y" * 1500))
    with refused("LimitExceeded", "2048", user):
        iam.put_user_policy(**named, PolicyName="b", PolicyDocument=document(filler="x" * 600))


def test_a_policy_has_five_versions_and_one_default(iam: Any, fresh: Fresh) -> None:
    made = iam.create_policy(PolicyName=fresh("policy"), PolicyDocument=document())
    arn = {"PolicyArn": made["Policy"]["Arn"]}
    for _ in range(4):
        iam.create_policy_version(**arn, PolicyDocument=document("s3:GetObject"))
    with refused("LimitExceeded", "5 versions"):
        iam.create_policy_version(**arn, PolicyDocument=document())
    iam.set_default_policy_version(**arn, VersionId="v3")
    with refused("DeleteConflict", "default version"):
        iam.delete_policy_version(**arn, VersionId="v3")
    with refused("DeleteConflict"):
        iam.delete_policy(**arn)
    iam.delete_policy_version(**arn, VersionId="v1")
    again = iam.create_policy_version(**arn, PolicyDocument=document(), SetAsDefault=True)
    assert again["PolicyVersion"]["VersionId"] == "v6"
    versions = iam.list_policy_versions(**arn)["Versions"]
    assert [item["VersionId"] for item in versions] == ["v6", "v5", "v4", "v3", "v2"]
    assert [item["VersionId"] for item in versions if item["IsDefaultVersion"]] == ["v6"]
    shown = iam.get_policy_version(**arn, VersionId="v2")["PolicyVersion"]["Document"]
    assert shown == json.loads(document("s3:GetObject"))


def test_aws_s_own_policies_cannot_be_changed(iam: Any) -> None:
    with refused("AccessDenied"):
        iam.delete_policy(PolicyArn=READ_ONLY)
    with refused("AccessDenied"):
        iam.create_policy_version(PolicyArn=READ_ONLY, PolicyDocument=document())


def test_boundaries_are_kept_and_counted(iam: Any, fresh: Fresh, user: str) -> None:
    arn = iam.create_policy(PolicyName=fresh("b"), PolicyDocument=document())["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=arn)
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    assert policy["PermissionsBoundaryUsageCount"] == 1
    assert policy["AttachmentCount"] == 0
    used = iam.list_policies(Scope="Local", PolicyUsageFilter="PermissionsBoundary", MaxItems=1000)
    assert arn in [item["Arn"] for item in used["Policies"]]
    with refused("DeleteConflict"):
        iam.delete_policy(PolicyArn=arn)
    iam.delete_user_permissions_boundary(UserName=user)
    assert "PermissionsBoundary" not in iam.get_user(UserName=user)["User"]
    with refused("NoSuchEntity"):
        iam.delete_user_permissions_boundary(UserName=user)
    iam.delete_policy(PolicyArn=arn)


def test_a_role_in_an_instance_profile_is_not_deleted(iam: Any, fresh: Fresh) -> None:
    role, profile = fresh("role"), fresh("profile")
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=TRUST, Description="<a> & [/b]")
    iam.create_instance_profile(InstanceProfileName=profile)
    both = {"InstanceProfileName": profile, "RoleName": role}
    iam.add_role_to_instance_profile(**both)
    with refused("LimitExceeded"):
        iam.add_role_to_instance_profile(**both)
    with refused("DeleteConflict", "instance profile"):
        iam.delete_role(RoleName=role)
    with refused("DeleteConflict"):
        iam.delete_instance_profile(InstanceProfileName=profile)
    assert iam.get_role(RoleName=role)["Role"]["Description"] == "<a> & [/b]"
    iam.remove_role_from_instance_profile(**both)
    iam.delete_role(RoleName=role)
    iam.delete_instance_profile(InstanceProfileName=profile)


def test_service_linked_roles_are_changed_by_their_service_only(demo: RunningMock) -> None:
    iam = demo.client("iam")
    role = {"RoleName": "AWSServiceRoleForECS"}
    changes: tuple[Callable[[], Any], ...] = (
        lambda: iam.delete_role(**role),
        lambda: iam.attach_role_policy(**role, PolicyArn=READ_ONLY),
        lambda: iam.put_role_policy(**role, PolicyName="p", PolicyDocument=document()),
        lambda: iam.update_assume_role_policy(**role, PolicyDocument=TRUST),
        lambda: iam.tag_role(**role, Tags=[{"Key": "a", "Value": "b"}]),
    )
    for change in changes:
        with refused("UnmodifiableEntity", "only modifiable by AWS"):
            change()


def test_a_service_linked_role_comes_and_goes(iam: Any) -> None:
    made = iam.create_service_linked_role(AWSServiceName="elasticbeanstalk.amazonaws.com")["Role"]
    assert made["Path"] == "/aws-service-role/elasticbeanstalk.amazonaws.com/"
    task = iam.delete_service_linked_role(RoleName=made["RoleName"])["DeletionTaskId"]
    status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
    assert status["Status"] == "SUCCEEDED"
    with refused("NoSuchEntity"):
        iam.get_role(RoleName=made["RoleName"])


def test_a_login_profile_is_held_to_the_password_policy(iam: Any, user: str) -> None:
    with refused("PasswordPolicyViolation", "8"):
        iam.create_login_profile(UserName=user, Password="Ab1!")
    iam.create_login_profile(UserName=user, Password="Correct-horse-7")
    with refused("EntityAlreadyExists", f"Login Profile for user {user} already exists."):
        iam.create_login_profile(UserName=user, Password="Correct-horse-7")
    iam.update_login_profile(UserName=user, PasswordResetRequired=True)
    assert iam.get_login_profile(UserName=user)["LoginProfile"]["PasswordResetRequired"]
    iam.delete_login_profile(UserName=user)
    with refused("NoSuchEntity"):
        iam.get_login_profile(UserName=user)


def test_tag_keys_of_users_have_no_case(iam: Any, user: str) -> None:
    iam.tag_user(UserName=user, Tags=[{"Key": "Team", "Value": "a"}])
    iam.tag_user(UserName=user, Tags=[{"Key": "team", "Value": "b"}])
    assert iam.list_user_tags(UserName=user)["Tags"] == [{"Key": "team", "Value": "b"}]
    with refused("InvalidInput", "Duplicate tag keys"):
        iam.tag_user(UserName=user, Tags=[{"Key": "x", "Value": ""}, {"Key": "X", "Value": ""}])
    iam.untag_user(UserName=user, TagKeys=["TEAM"])
    assert iam.list_user_tags(UserName=user)["Tags"] == []


def test_tag_keys_of_policies_have_case(iam: Any, fresh: Fresh) -> None:
    tags = [{"Key": "Cost", "Value": "1"}, {"Key": "cost", "Value": "2"}]
    made = iam.create_policy(PolicyName=fresh("p"), PolicyDocument=document(), Tags=tags)
    arn = made["Policy"]["Arn"]
    iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "COST", "Value": "3"}])
    assert len(iam.list_policy_tags(PolicyArn=arn)["Tags"]) == 3
    iam.untag_policy(PolicyArn=arn, TagKeys=["cost"])
    left = iam.list_policy_tags(PolicyArn=arn)["Tags"]
    assert [tag["Key"] for tag in left] == ["COST", "Cost"]


def test_service_credentials_show_their_password_once(iam: Any, user: str) -> None:
    made = iam.create_service_specific_credential(
        UserName=user, ServiceName="cassandra.amazonaws.com"
    )["ServiceSpecificCredential"]
    assert made["ServicePassword"]
    listed = iam.list_service_specific_credentials(UserName=user)["ServiceSpecificCredentials"]
    assert [item["ServiceSpecificCredentialId"] for item in listed] == [
        made["ServiceSpecificCredentialId"]
    ]
    assert "ServicePassword" not in listed[0]


def test_providers_can_be_made_and_removed(iam: Any, fresh: Fresh) -> None:
    url = f"https://{fresh('oidc')}.example"
    made = iam.create_open_id_connect_provider(
        Url=url, ClientIDList=["one"], ThumbprintList=["a" * 40]
    )
    arn = {"OpenIDConnectProviderArn": made["OpenIDConnectProviderArn"]}
    iam.add_client_id_to_open_id_connect_provider(**arn, ClientID="two")
    iam.remove_client_id_from_open_id_connect_provider(**arn, ClientID="one")
    assert iam.get_open_id_connect_provider(**arn)["ClientIDList"] == ["two"]
    iam.delete_open_id_connect_provider(**arn)
    with refused("NoSuchEntity"):
        iam.get_open_id_connect_provider(**arn)
    saml = iam.create_saml_provider(Name=fresh("saml"), SAMLMetadataDocument=SAML_METADATA)
    assert saml["SAMLProviderArn"] in [
        item["Arn"] for item in iam.list_saml_providers()["SAMLProviderList"]
    ]
    iam.delete_saml_provider(SAMLProviderArn=saml["SAMLProviderArn"])
    with refused("NoSuchEntity"):
        iam.get_saml_provider(SAMLProviderArn=saml["SAMLProviderArn"])
