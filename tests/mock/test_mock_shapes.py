"""What answers hold: ids, lists against single entities, creations, renames, and passwords.

Sources: IAM API reference; IAM User Guide, "IAM identifiers" (unique ids); the answers of AWS that
LocalStack recorded in 2026 (tests/aws/services/iam/*.snapshot.json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.keys import certificate_and_key, ssh_public_key
from tests.support.mock_server import Credentials, RunningMock, refused
from tests.support.refusals import Refusal, refusal

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TAGS = [{"Key": "z", "Value": "1"}, {"Key": "a", "Value": ""}]
ALLOW = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
    }
)
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


@pytest.mark.parametrize(
    ("prefix", "length", "make"),
    [
        ("AIDA", 17, lambda iam, name: iam.create_user(UserName=name)["User"]["UserId"]),
        ("AGPA", 17, lambda iam, name: iam.create_group(GroupName=name)["Group"]["GroupId"]),
        (
            "AROA",
            17,
            lambda iam, name: iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)[
                "Role"
            ]["RoleId"],
        ),
        (
            "ANPA",
            17,
            lambda iam, name: iam.create_policy(PolicyName=name, PolicyDocument=ALLOW)["Policy"][
                "PolicyId"
            ],
        ),
        (
            "AIPA",
            17,
            lambda iam, name: iam.create_instance_profile(InstanceProfileName=name)[
                "InstanceProfile"
            ]["InstanceProfileId"],
        ),
    ],
)
def test_ids_have_the_shape_of_aws(
    iam: Any, fresh: Fresh, prefix: str, length: int, make: Callable[[Any, str], str]
) -> None:
    """Source: IAM User Guide, "IAM identifiers": the prefix of each kind."""
    ids = {make(iam, fresh("shape")) for _ in range(2)}
    assert len(ids) == 2
    assert all(re.fullmatch(f"{prefix}[A-Z2-7]{{{length}}}", each) for each in ids)


def test_an_access_key_has_the_shape_of_aws(iam: Any, user: str) -> None:
    """Source: as above; a secret has 40 characters."""
    key = iam.create_access_key(UserName=user)["AccessKey"]
    assert re.fullmatch("AKIA[A-Z2-7]{16}", key["AccessKeyId"])
    assert len(key["SecretAccessKey"]) == 40
    (listed,) = iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    assert sorted(listed) == ["AccessKeyId", "CreateDate", "Status", "UserName"]


def test_a_new_role_is_told_without_what_only_get_tells(iam: Any, fresh: Fresh) -> None:
    """Source: test_iam_roles, test_role_permissions_boundary_lifecycle and test_update_role."""
    name = fresh("role")
    made = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=TRUST,
        Description="told by GetRole",
        MaxSessionDuration=7200,
        PermissionsBoundary=READ_ONLY,
        Tags=TAGS,
    )["Role"]
    assert "Description" not in made
    assert "MaxSessionDuration" not in made
    assert made["Tags"] == TAGS
    shown = iam.get_role(RoleName=name)["Role"]
    assert (shown["Description"], shown["MaxSessionDuration"]) == ("told by GetRole", 7200)
    assert shown["RoleLastUsed"] == {}
    assert shown["Tags"] == TAGS[::-1]
    (listed,) = [
        role for role in iam.list_roles(MaxItems=1000)["Roles"] if role["RoleName"] == name
    ]
    for field in ("Tags", "PermissionsBoundary", "RoleLastUsed"):
        assert field in shown
        assert field not in listed


def test_an_update_of_a_role_leaves_what_it_does_not_name(iam: Any, fresh: Fresh) -> None:
    """Source: test_iam_roles, test_update_role."""
    name = fresh("role")
    iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=TRUST,
        Description="first",
        MaxSessionDuration=7200,
    )
    iam.update_role(RoleName=name)
    shown = iam.get_role(RoleName=name)["Role"]
    assert (shown["Description"], shown["MaxSessionDuration"]) == ("first", 7200)
    told = iam.update_role_description(RoleName=name, Description="second")["Role"]
    assert told["Description"] == "second"
    assert "MaxSessionDuration" not in told


def test_a_new_policy_is_told_without_its_description(iam: Any, fresh: Fresh) -> None:
    """Source: test_iam_policies, test_policy_tag_lifecycle."""
    name = fresh("policy")
    made = iam.create_policy(
        PolicyName=name, PolicyDocument=ALLOW, Description="told by GetPolicy", Tags=TAGS
    )["Policy"]
    assert "Description" not in made
    assert made["Tags"] == TAGS
    shown = iam.get_policy(PolicyArn=made["Arn"])["Policy"]
    assert shown["Description"] == "told by GetPolicy"
    assert shown["Tags"] == TAGS[::-1]
    listed = iam.list_policies(Scope="Local", MaxItems=1000)["Policies"]
    assert all("Tags" not in policy and "Description" not in policy for policy in listed)


def test_get_always_tells_the_tags_of_policies_and_profiles(iam: Any, fresh: Fresh) -> None:
    """Source: test_policy_lifecycle and test_instance_profile_lifecycle: an empty list."""
    name = fresh("bare")
    made = iam.create_policy(PolicyName=name, PolicyDocument=ALLOW)["Policy"]
    assert "Tags" not in made
    assert iam.get_policy(PolicyArn=made["Arn"])["Policy"]["Tags"] == []
    profile = iam.create_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert "Tags" not in profile
    shown = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert (shown["Tags"], shown["Roles"]) == ([], [])


def test_a_user_without_tags_has_no_list_of_them(iam: Any, user: str) -> None:
    """Source: test_iam_users, test_user_lifecycle."""
    assert sorted(iam.get_user(UserName=user)["User"]) == [
        "Arn",
        "CreateDate",
        "Path",
        "UserId",
        "UserName",
    ]


def test_versions_are_told_the_newest_first_and_never_numbered_twice(
    iam: Any, fresh: Fresh
) -> None:
    """Source: test_iam_policies, test_policy_version_limit."""
    arn = iam.create_policy(PolicyName=fresh("p"), PolicyDocument=ALLOW)["Policy"]["Arn"]
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW)
    told = refusal(iam.create_policy_version, PolicyArn=arn, PolicyDocument=ALLOW)
    words = (
        "A managed policy can have up to 5 versions. "
        "Before you create a new version, you must delete an existing version."
    )
    assert told == Refusal("LimitExceeded", 409, words)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v5")
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW)["PolicyVersion"]
    assert made["VersionId"] == "v6"
    assert "Document" not in made
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert [version["VersionId"] for version in versions] == ["v6", "v4", "v3", "v2", "v1"]
    assert [version["IsDefaultVersion"] for version in versions] == [False] * 4 + [True]


def test_a_renamed_user_keeps_all_that_is_its_own(
    sandbox: RunningMock, iam: Any, fresh: Fresh, user: str
) -> None:
    """Source: test_iam_users, TestUserRename."""
    new, named = fresh("renamed"), {"UserName": user}
    key = Credentials.of(iam.create_access_key(**named)["AccessKey"])
    iam.create_login_profile(**named, Password="Correct-horse-7")
    iam.upload_ssh_public_key(**named, SSHPublicKeyBody=ssh_public_key())
    iam.upload_signing_certificate(**named, CertificateBody=certificate_and_key(user)[0])
    iam.create_service_specific_credential(**named, ServiceName="codecommit.amazonaws.com")
    iam.put_user_policy(**named, PolicyName="p", PolicyDocument=ALLOW)
    iam.attach_user_policy(**named, PolicyArn=READ_ONLY)
    before = sandbox.client("sts", key).get_caller_identity()
    iam.update_user(UserName=user, NewUserName=new)
    after = sandbox.client("sts", key).get_caller_identity()
    assert after["UserId"] == before["UserId"]
    assert after["Arn"].endswith(f":user/{new}")
    named = {"UserName": new}
    assert iam.get_login_profile(**named)["LoginProfile"]["UserName"] == new
    lists = (
        (iam.list_access_keys, "AccessKeyMetadata"),
        (iam.list_ssh_public_keys, "SSHPublicKeys"),
        (iam.list_signing_certificates, "Certificates"),
        (iam.list_service_specific_credentials, "ServiceSpecificCredentials"),
    )
    for call, field in lists:
        assert [item["UserName"] for item in call(**named)[field]] == [new]
    (credential,) = iam.list_service_specific_credentials(**named)["ServiceSpecificCredentials"]
    assert credential["ServiceUserName"].startswith(f"{user}-at-")
    assert iam.list_user_policies(**named)["PolicyNames"] == ["p"]
    assert iam.list_attached_user_policies(**named)["AttachedPolicies"]


def test_a_renamed_group_keeps_its_members_and_policies(iam: Any, fresh: Fresh, user: str) -> None:
    """Source: test_iam_groups, test_update_group_name and …_duplicate_name."""
    old, new, taken = fresh("old"), fresh("new"), fresh("taken")
    for name in (old, taken):
        iam.create_group(GroupName=name)
    iam.add_user_to_group(GroupName=old, UserName=user)
    iam.attach_group_policy(GroupName=old, PolicyArn=READ_ONLY)
    told = refusal(iam.update_group, GroupName=old, NewGroupName=taken)
    words = f"Group with name {taken} already exists."
    assert told == Refusal("EntityAlreadyExists", 409, words)
    iam.update_group(GroupName=old, NewGroupName=new, NewPath="/moved/")
    shown = iam.get_group(GroupName=new)
    assert shown["Group"]["Arn"].endswith(f":group/moved/{new}")
    assert [each["UserName"] for each in shown["Users"]] == [user]
    assert iam.list_groups_for_user(UserName=user)["Groups"][0]["GroupName"] == new
    assert iam.list_attached_group_policies(GroupName=new)["AttachedPolicies"]


def test_a_key_nobody_knows_is_access_denied(sandbox: RunningMock, iam: Any) -> None:
    """Source: test_iam_users, test_access_key_errors."""
    key = "AKIAIOSFODNN7EXAMPLE"
    told = refusal(iam.get_access_key_last_used, AccessKeyId=key)
    caller = sandbox.client("sts").get_caller_identity()["Arn"]
    words = f"User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: "
    assert told == Refusal("AccessDenied", 403, f"{words}access key {key}")


def test_the_use_of_a_key_is_told(sandbox: RunningMock, iam: Any, user: str) -> None:
    """Source: test_iam_users, test_access_key_last_used."""
    made = iam.create_access_key(UserName=user)["AccessKey"]
    named = {"AccessKeyId": made["AccessKeyId"]}
    unused = iam.get_access_key_last_used(**named)
    assert unused["AccessKeyLastUsed"] == {"Region": "N/A", "ServiceName": "N/A"}
    sandbox.client("sts", Credentials.of(made)).get_caller_identity()
    used = iam.get_access_key_last_used(**named)
    assert used["UserName"] == user
    assert used["AccessKeyLastUsed"]["ServiceName"] == "sts"
    assert used["AccessKeyLastUsed"]["LastUsedDate"]


def test_who_names_nobody_means_itself(sandbox: RunningMock, iam: Any, user: str) -> None:
    """Sources: GetUser, ListAccessKeys; test_access_key_deletion_without_username."""
    iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=ALLOW)
    key = Credentials.of(iam.create_access_key(UserName=user)["AccessKey"])
    mine = sandbox.client("iam", key)
    assert mine.get_user()["User"]["UserName"] == user
    second = mine.create_access_key()["AccessKey"]
    assert second["UserName"] == user
    mine.delete_access_key(AccessKeyId=second["AccessKeyId"])
    assert len(mine.list_access_keys()["AccessKeyMetadata"]) == 1


@pytest.fixture
def policy(iam: Any) -> Iterator[Callable[..., None]]:
    """Sets the account's password policy, which goes away with the test."""
    yield lambda **rules: iam.update_account_password_policy(**rules)
    iam.delete_account_password_policy()


def test_no_password_policy_is_told_in_two_ways(iam: Any, sandbox: RunningMock) -> None:
    """Source: test_iam_account_password_policy."""
    told = refusal(iam.get_account_password_policy)
    account = sandbox.ready.account_id
    words = f"The Password Policy with domain name {account} cannot be found."
    assert told == Refusal("NoSuchEntity", 404, words)
    told = refusal(iam.delete_account_password_policy)
    words = "The account policy with name PasswordPolicy cannot be found."
    assert told == Refusal("NoSuchEntity", 404, words)


def test_a_policy_of_nothing_has_the_defaults_of_aws(iam: Any, policy: Callable[..., None]) -> None:
    """Source: test_update_account_password_policy_defaults."""
    policy()
    assert iam.get_account_password_policy()["PasswordPolicy"] == {
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": False,
        "MinimumPasswordLength": 6,
        "RequireLowercaseCharacters": False,
        "RequireNumbers": False,
        "RequireSymbols": False,
        "RequireUppercaseCharacters": False,
    }


@pytest.mark.parametrize(
    ("rules", "bad", "good"),
    [
        ({"MinimumPasswordLength": 12}, "short-one", "long-enough-1"),
        ({"RequireUppercaseCharacters": True}, "no-upper-1", "With-upper-1"),
        ({"RequireLowercaseCharacters": True}, "NO-LOWER-1", "With-lower-1"),
        ({"RequireNumbers": True}, "no-number", "a-number-1"),
        ({"RequireSymbols": True}, "nosymbol1", "a-symbol-1"),
    ],
)
def test_passwords_are_held_to_the_policy(
    iam: Any, user: str, policy: Callable[..., None], rules: dict[str, Any], bad: str, good: str
) -> None:
    """Source: CreateLoginProfile and UpdateLoginProfile, PasswordPolicyViolation."""
    policy(**rules)
    with refused("PasswordPolicyViolation"):
        iam.create_login_profile(UserName=user, Password=bad)
    iam.create_login_profile(UserName=user, Password=good)
    with refused("PasswordPolicyViolation"):
        iam.update_login_profile(UserName=user, Password=bad)


def test_a_password_is_not_used_again_too_soon(
    sandbox: RunningMock, iam: Any, user: str, policy: Callable[..., None]
) -> None:
    """Source: UpdateAccountPasswordPolicy, PasswordReusePrevention."""
    policy(PasswordReusePrevention=2)
    iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=ALLOW)
    iam.create_login_profile(UserName=user, Password="first-one")
    mine = sandbox.client("iam", Credentials.of(iam.create_access_key(UserName=user)["AccessKey"]))
    mine.change_password(OldPassword="first-one", NewPassword="second-one")
    for used in ("first-one", "second-one"):
        told = refusal(mine.change_password, OldPassword="second-one", NewPassword=used)
        assert (told.code, told.status) == ("PasswordPolicyViolation", 400)
    mine.change_password(OldPassword="second-one", NewPassword="third-one")
    mine.change_password(OldPassword="third-one", NewPassword="first-one")


def test_a_password_is_changed_by_who_knows_it(sandbox: RunningMock, iam: Any, user: str) -> None:
    """Source: ChangePassword; InvalidUserType for who is no user."""
    iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=ALLOW)
    mine = sandbox.client("iam", Credentials.of(iam.create_access_key(UserName=user)["AccessKey"]))
    change = {"OldPassword": "Wrong-horse-7", "NewPassword": "Other-horse-8"}
    told = refusal(mine.change_password, **change)
    words = f"Login Profile for User {user} cannot be found."
    assert told == Refusal("NoSuchEntity", 404, words)
    iam.create_login_profile(UserName=user, Password="Correct-horse-7", PasswordResetRequired=True)
    with refused("AccessDenied", "The old password was incorrect."):
        mine.change_password(**change)
    mine.change_password(OldPassword="Correct-horse-7", NewPassword="Other-horse-8")
    assert iam.get_login_profile(UserName=user)["LoginProfile"]["PasswordResetRequired"] is False
    root = Credentials(**sandbox.control("POST", "root-key"))
    told = refusal(sandbox.client("iam", root).change_password, **change)
    assert (told.code, told.status) == ("InvalidUserType", 400)


def test_the_account_may_let_everybody_change_the_own_password(
    sandbox: RunningMock, iam: Any, user: str, policy: Callable[..., None]
) -> None:
    """Source: UpdateAccountPasswordPolicy, AllowUsersToChangePassword."""
    iam.create_login_profile(UserName=user, Password="Correct-horse-7")
    mine = sandbox.client("iam", Credentials.of(iam.create_access_key(UserName=user)["AccessKey"]))
    change = {"OldPassword": "Correct-horse-7", "NewPassword": "Other-horse-8"}
    with refused("AccessDenied", "iam:ChangePassword"):
        mine.change_password(**change)
    policy(AllowUsersToChangePassword=True)
    mine.change_password(**change)
    assert mine.get_account_password_policy()["PasswordPolicy"]["AllowUsersToChangePassword"]
    with refused("AccessDenied"):
        mine.get_user()
    deny = ALLOW.replace('"Allow"', '"Deny"')
    iam.put_user_policy(UserName=user, PolicyName="deny", PolicyDocument=deny)
    with refused("AccessDenied", "with an explicit deny"):
        mine.change_password(OldPassword="Other-horse-8", NewPassword="Third-horse-9")
