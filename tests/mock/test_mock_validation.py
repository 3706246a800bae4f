"""What AWS says of parameters that its model does not allow, of names, and of tags.

Sources: botocore's model of IAM (lengths, patterns, enums, ranges), and the answers of AWS that
LocalStack recorded in 2026 (localstack/localstack, tests/aws/services/iam/*.snapshot.json), which
are named by their files below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.mock_server import RunningMock, refused
from tests.support.refusals import Refusal, refusal

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
ONE = "1 validation error detected: Value at "
PATTERN = r"Member must satisfy regular expression pattern: "
TAG = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}}'
)


@pytest.mark.parametrize(
    ("operation", "parameters", "words"),
    [
        # test_iam_policies: test_policy_version_errors
        (
            "set_default_policy_version",
            {"PolicyArn": "arn:aws:iam::111122223333:policy/p", "VersionId": "wrong"},
            f"{ONE}'versionId' failed to satisfy constraint: {PATTERN}v[1-9][0-9]*",
        ),
        # test_iam_mfa: test_virtual_mfa_device_errors
        (
            "create_virtual_mfa_device",
            {"VirtualMFADeviceName": "d", "Path": "/" + "p" * 511 + "/"},
            f"{ONE}'path' failed to satisfy constraint: Member must have length less than or "
            "equal to 512",
        ),
        # test_iam: test_invalid_update_parameters
        (
            "update_service_specific_credential",
            {"ServiceSpecificCredentialId": "A" * 20, "Status": "Off"},
            f"{ONE}'status' failed to satisfy constraint: Member must satisfy enum value set",
        ),
        # test_iam_account_password_policy: test_update_account_password_policy_validation_errors
        (
            "update_account_password_policy",
            {"MinimumPasswordLength": 129},
            f"{ONE}'minimumPasswordLength' failed to satisfy constraint: Member must have value "
            "less than or equal to 128",
        ),
        # test_iam_roles: test_role_tag_errors
        (
            "untag_role",
            {"RoleName": "r", "TagKeys": ["k" * 129]},
            f"{ONE}'tagKeys' failed to satisfy constraint: Member must satisfy constraint: "
            "[Member must have length less than or equal to 128, Member must have length greater "
            f"than or equal to 1, {PATTERN}{TAG}, Member must not be null]",
        ),
        (
            "create_role",
            {
                "RoleName": "r",
                "AssumeRolePolicyDocument": TRUST,
                "Tags": [{"Key": "k" * 129, "Value": ""}],
            },
            f"{ONE}'tags.1.member.key' failed to satisfy constraint: Member must have length less "
            "than or equal to 128",
        ),
        # botocore's model
        ("create_group", {"GroupName": "g" * 129}, "'groupName'"),
        ("create_role", {"RoleName": "r" * 65, "AssumeRolePolicyDocument": TRUST}, "equal to 64"),
        (
            "create_role",
            {"RoleName": "r", "AssumeRolePolicyDocument": TRUST, "MaxSessionDuration": 43201},
            "'maxSessionDuration'",
        ),
        ("create_policy", {"PolicyName": "a b", "PolicyDocument": "{}"}, "'policyName'"),
        ("create_policy", {"PolicyName": "p", "PolicyDocument": "Ā"}, "'policyDocument'"),
        ("create_account_alias", {"AccountAlias": "Upper"}, "'accountAlias'"),
        ("create_account_alias", {"AccountAlias": "a--b"}, "'accountAlias'"),
        ("list_users", {"MaxItems": 1001}, "'maxItems'"),
        ("list_users", {"PathPrefix": "no-slash"}, "'pathPrefix'"),
        ("get_account_authorization_details", {"Filter": ["Users"]}, "'filter'"),
        ("list_policies", {"Scope": "Mine"}, "'scope'"),
        ("update_access_key", {"AccessKeyId": "A" * 20, "Status": "On"}, "'status'"),
        ("create_login_profile", {"UserName": "u", "Password": "p" * 129}, "'password'"),
    ],
)
def test_the_limits_of_the_model_in_aws_s_words(
    iam: Any, operation: str, parameters: dict[str, Any], words: str
) -> None:
    with refused("ValidationError", words):
        getattr(iam, operation)(**parameters)


def test_iam_does_not_repeat_what_was_wrong(iam: Any) -> None:
    """Source: every recorded message; a password that breaks a limit is not shown either."""
    told = refusal(iam.create_login_profile, UserName="u", Password="hunter2" + "Ā")
    assert told.code == "ValidationError"
    assert "hunter2" not in str(told.message)


def test_sts_repeats_what_was_wrong(sandbox: RunningMock) -> None:
    """Source: test_sts.snapshot.json, an invalid RoleSessionName."""
    role = f"arn:aws:iam::{sandbox.ready.account_id}:role/r"
    words = "Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint"
    with refused("ValidationError", words):
        sandbox.client("sts").assume_role(RoleArn=role, RoleSessionName="Session1:2")


def test_everything_that_is_wrong_is_told_at_once(iam: Any) -> None:
    """Source: test_iam_account_password_policy, three wrong values."""
    with refused("ValidationError", "3 validation errors detected: ", "; Value at "):
        iam.update_account_password_policy(
            MinimumPasswordLength=200, PasswordReusePrevention=25, MaxPasswordAge=1096
        )


@pytest.mark.parametrize(
    ("tags", "code", "words"),
    [
        ([("k", "1"), ("K", "2")], "InvalidInput", "Please note that Tag keys are case insens"),
        ([("aws:mine", "1")], "InvalidInput", "aws:"),
        ([(f"k{n}", "") for n in range(51)], "ValidationError", "less than or equal to 50"),
    ],
)
def test_tags_of_users_that_are_none(
    iam: Any, fresh: Fresh, tags: list[tuple[str, str]], code: str, words: str
) -> None:
    """Source: test_iam_roles, test_role_tag_errors; IAM User Guide, "Rules for tagging"."""
    given = [{"Key": key, "Value": value} for key, value in tags]
    with refused(code, words):
        iam.create_user(UserName=fresh("tagged"), Tags=given)


def test_tags_of_policies_have_a_message_of_their_own(iam: Any, fresh: Fresh) -> None:
    """Source: test_iam_policies, test_policy_tag_create_errors."""
    twice = [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}]
    told = refusal(iam.create_instance_profile, InstanceProfileName=fresh("profile"), Tags=twice)
    assert told == Refusal("InvalidInput", 400, "Duplicate tag keys found.")


def test_there_are_fifty_tags_at_most(iam: Any, user: str) -> None:
    """Source: test_iam_oidc, test_open_id_connect_provider_tags_limit."""
    iam.tag_user(UserName=user, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)])
    iam.tag_user(UserName=user, Tags=[{"Key": "K1", "Value": "again"}])
    with refused("LimitExceeded", "The number of tags has reached the maximum limit."):
        iam.tag_user(UserName=user, Tags=[{"Key": "one-more", "Value": ""}])
    iam.untag_user(UserName=user, TagKeys=["absent", "k2"])
    assert len(iam.list_user_tags(UserName=user)["Tags"]) == 49


@pytest.mark.parametrize(
    ("operation", "parameters", "words"),
    [
        ("get_user", {"UserName": "nobody"}, "The user with name nobody cannot be found."),
        ("get_group", {"GroupName": "none"}, "The group with name none cannot be found."),
        ("get_role", {"RoleName": "none"}, "The role with name none cannot be found."),
        (
            "get_instance_profile",
            {"InstanceProfileName": "none"},
            "Instance Profile none cannot be found.",
        ),
        (
            "get_login_profile",
            {"UserName": "USER"},
            "Login Profile for User USER cannot be found.",
        ),
        (
            "get_user_policy",
            {"UserName": "USER", "PolicyName": "none"},
            "The user policy with name none cannot be found.",
        ),
        (
            "delete_access_key",
            {"UserName": "USER", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"},
            "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.",
        ),
        ("get_policy", {"PolicyArn": "POLICY"}, "Policy POLICY was not found."),
        ("delete_policy", {"PolicyArn": "POLICY"}, "Policy POLICY was not found."),
        (
            "attach_user_policy",
            {"UserName": "USER", "PolicyArn": "POLICY"},
            "Policy POLICY does not exist or is not attachable.",
        ),
        (
            "detach_user_policy",
            {"UserName": "USER", "PolicyArn": "POLICY"},
            "Policy POLICY was not found.",
        ),
        (
            "list_entities_for_policy",
            {"PolicyArn": "POLICY"},
            "Policy POLICY does not exist or is not attachable.",
        ),
        (
            "get_policy_version",
            {"PolicyArn": "POLICY", "VersionId": "v1"},
            "Policy POLICY version v1 does not exist or is not attachable.",
        ),
        (
            "put_user_permissions_boundary",
            {"UserName": "USER", "PermissionsBoundary": "POLICY"},
            "Scope ARN: POLICY does not exist or is not attachable.",
        ),
        (
            "delete_virtual_mfa_device",
            {"SerialNumber": "arn:aws:iam::111122223333:mfa/none"},
            "MFA Device with serial number arn:aws:iam::111122223333:mfa/none does not exist.",
        ),
        (
            "remove_user_from_group",
            {"UserName": "nobody", "GroupName": "none"},
            "The user with name nobody cannot be found.",
        ),
        (
            "get_server_certificate",
            {"ServerCertificateName": "none"},
            "The Server Certificate with name none cannot be found.",
        ),
        (
            "update_signing_certificate",
            {"UserName": "USER", "CertificateId": "C" * 24, "Status": "Active"},
            f"The Certificate with id {'C' * 24} cannot be found.",
        ),
        (
            "get_ssh_public_key",
            {"UserName": "USER", "SSHPublicKeyId": "APKA" + "X" * 16, "Encoding": "SSH"},
            f"The Public Key with id APKA{'X' * 16} cannot be found.",
        ),
        (
            "create_service_specific_credential",
            {"UserName": "USER", "ServiceName": "lambda.amazonaws.com"},
            "No such service lambda.amazonaws.com is supported for Service Specific Credentials",
        ),
        (
            "reset_service_specific_credential",
            {"UserName": "USER", "ServiceSpecificCredentialId": "A" * 20},
            f"No such credential {'A' * 20} exists",
        ),
    ],
)
def test_what_is_not_there_is_named_as_aws_names_it(
    iam: Any,
    user: str,
    sandbox: RunningMock,
    operation: str,
    parameters: dict[str, Any],
    words: str,
) -> None:
    """Source: the recorded answers for each kind of entity; HTTP status 404."""
    policy = f"arn:aws:iam::{sandbox.ready.account_id}:policy/not-there"
    named = {
        key: value.replace("USER", user).replace("POLICY", policy)
        for key, value in parameters.items()
    }
    message = words.replace("USER", user).replace("POLICY", policy)
    assert refusal(getattr(iam, operation), **named) == Refusal("NoSuchEntity", 404, message)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda iam, name: iam.create_user(UserName=name), "User with name {} already exists."),
        (lambda iam, name: iam.create_group(GroupName=name), "Group with name {} already exists."),
        (
            lambda iam, name: iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST),
            "Role with name {} already exists.",
        ),
        (
            lambda iam, name: iam.create_policy(
                PolicyName=name,
                PolicyDocument='{"Version":"2012-10-17","Statement":{"Effect":"Allow",'
                '"Action":"*","Resource":"*"}}',
            ),
            "A policy called {} already exists. Duplicate names are not allowed.",
        ),
        (
            lambda iam, name: iam.create_instance_profile(InstanceProfileName=name),
            "Instance Profile {} already exists.",
        ),
    ],
)
def test_a_name_is_given_once_whatever_its_case(
    iam: Any, fresh: Fresh, call: Callable[[Any, str], Any], words: str
) -> None:
    """Sources: IAM User Guide, "IAM and AWS STS quotas"; the recorded answers, HTTP status 409."""
    name = fresh("Twice")
    call(iam, name)
    for again in (name, name.upper()):
        told = refusal(call, iam=iam, name=again)
        assert told == Refusal("EntityAlreadyExists", 409, words.format(again))
