"""AssumeRole: who is trusted, on which conditions, for how long, and with what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mock.role_people import MAY, READ_ONLY, assume, person, role
from tests.support.mock_people import (
    Person,
    add_device,
    add_user,
    allow,
    deny,
    document,
    trust,
)
from tests.support.mock_server import RunningMock, refused

__all__ = ["person", "role"]
pytestmark = pytest.mark.slow


def test_the_answer(person: Callable[..., Person], role: Callable[..., str]) -> None:
    """Source: STS API reference, AssumeRole; without policies there is no PackedPolicySize."""
    alice = person()
    arn = role(trust(alice.arn))
    answer = alice.sts.assume_role(RoleArn=arn, RoleSessionName="work")
    name = arn.rpartition("/")[2]
    assumed = answer["AssumedRoleUser"]
    assert assumed["Arn"].endswith(f":assumed-role/{name}/work")
    assert assumed["AssumedRoleId"].startswith("AROA")
    assert assumed["AssumedRoleId"].endswith(":work")
    assert "PackedPolicySize" not in answer
    assert "SourceIdentity" not in answer
    identity = alice.holding(answer).sts.get_caller_identity()
    assert identity["Arn"] == assumed["Arn"]
    assert identity["UserId"] == assumed["AssumedRoleId"]


def test_a_trusted_user_of_the_account_needs_no_policy(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Policy evaluation": a trust policy that names the user grants."""
    alice = person()
    assume(alice, role(trust(alice.arn)))
    with refused("AccessDenied", "sts:AssumeRole on resource:"):
        assume(person(MAY), role(trust(alice.arn)))


def test_a_trusted_account_delegates_to_its_policies(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "AWS JSON policy elements: Principal", account principals."""
    arn = role(trust(sandbox.ready.account_id))
    assume(person(MAY), arn)
    with refused("AccessDenied", "sts:AssumeRole on resource:"):
        assume(person(), arn)
    with refused("AccessDenied"):
        assume(person(allow("sts:AssumeRole", f"{arn}x")), arn)


def test_a_deny_on_either_side_is_heeded(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Troubleshoot access denied error messages", role trust policies."""
    denied = person(deny("sts:AssumeRole"))
    with refused("AccessDenied", "with an explicit deny in an identity-based policy"):
        assume(denied, role(trust(denied.arn)))
    alice = person(MAY)
    distrust = {**trust(alice.arn), "Effect": "Deny"}
    with refused("AccessDenied", "with an explicit deny in the role trust policy"):
        assume(alice, role(distrust))


def test_a_role_that_is_not_there_looks_like_one_that_does_not_trust(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """AWS gives the same words for both, so that roles cannot be guessed."""
    alice = person()
    missing = f"arn:aws:iam::{sandbox.ready.account_id}:role/no-such"
    foreign = "arn:aws:iam::210987654321:role/elsewhere"
    for arn in (missing, foreign, role(trust({"Service": "ec2.amazonaws.com"}))):
        with refused(
            "AccessDenied",
            f"User: {alice.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}",
        ):
            assume(alice, arn)


@pytest.mark.parametrize(
    "arn",
    [
        "nothing-valid-in-here",
        "arn::b:::something/test-role",
        "arn:a::::something/test-role",
        "arn:a:::something/test-role",
        "arn:a:a::aaaaaaaaaa:",
    ],
)
def test_what_is_no_arn(person: Callable[..., Person], arn: str) -> None:
    """Source: recorded answers of AWS (LocalStack's snapshots, test_sts_invalid_parameters)."""
    with refused("ValidationError", f"{arn} is invalid"):
        assume(person(MAY), arn)


def test_a_session_name_of_other_signs(person: Callable[..., Person]) -> None:
    """Source: recorded answer of AWS (LocalStack's snapshots, test_sts_invalid_parameters)."""
    with refused("ValidationError", "'Session1:2' at 'roleSessionName'", "[\\w+=,.@-]*"):
        person().sts.assume_role(
            RoleArn="arn:aws:iam::111122223333:role/r", RoleSessionName="Session1:2"
        )


def test_an_external_id(person: Callable[..., Person], role: Callable[..., str]) -> None:
    """Source: IAM User Guide, "Access to AWS accounts owned by third parties"."""
    alice = person()
    arn = role(trust(alice.arn, Condition={"StringEquals": {"sts:ExternalId": "Unique-42"}}))
    assume(alice, arn, ExternalId="Unique-42")
    for given in ({}, {"ExternalId": "unique-42"}):
        with refused("AccessDenied"):
            assume(alice, arn, **given)


def test_the_name_of_the_session(person: Callable[..., Person], role: Callable[..., str]) -> None:
    """Source: IAM User Guide, sts:RoleSessionName, `${aws:username}`."""
    alice = person()
    own = {"StringLike": {"sts:RoleSessionName": "${aws:username}"}}
    arn = role(trust(alice.arn, Condition=own))
    alice.sts.assume_role(RoleArn=arn, RoleSessionName=alice.name)
    with refused("AccessDenied"):
        assume(alice, arn)


def test_mfa_in_the_trust_policy(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Secure API access with MFA", cross-account delegation."""
    alice = person()
    arn = role(
        trust(alice.arn, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        allow("iam:ListUsers"),
    )
    with refused("AccessDenied", "sts:AssumeRole"):
        assume(alice, arn)
    device = add_device(sandbox, alice)
    with refused("AccessDenied", "invalid MFA one time pass code"):
        assume(alice, arn, SerialNumber=device.serial, TokenCode=device.code(-9))
    code = device.code()
    assume(alice, arn, SerialNumber=device.serial, TokenCode=code).iam.list_users()
    with refused("AccessDenied", "invalid MFA one time pass code"):
        assume(alice, arn, SerialNumber=device.serial, TokenCode=code)


def test_how_long_a_session_may_last(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRole, DurationSeconds."""
    alice = person()
    short = role(trust(alice.arn))
    long = role(trust(alice.arn), MaxSessionDuration=43_200)
    with refused("ValidationError", "exceeds the MaxSessionDuration set for this role"):
        assume(alice, short, DurationSeconds=3_601)
    assume(alice, long, DurationSeconds=43_200)
    with refused("ValidationError", "less than or equal to 43200"):
        assume(alice, long, DurationSeconds=43_201)


def test_a_chain_lasts_an_hour_at_most(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Roles terms and concepts", role chaining."""
    alice = person()
    first = role(trust(alice.arn), MAY)
    second = role(trust(first), MaxSessionDuration=43_200)
    session = assume(alice, first)
    with refused("ValidationError", "1 hour session limit for roles assumed by role chaining"):
        assume(session, second, DurationSeconds=3_601)
    assume(session, second, DurationSeconds=3_600)


def test_a_role_may_be_trusted_by_its_session(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, Principal: `arn:aws:sts::…:assumed-role/ROLE/SESSION`."""
    alice = person()
    first = role(trust(alice.arn))
    name = first.rpartition("/")[2]
    named = first.replace(":iam:", ":sts:").replace(f":role/{name}", f":assumed-role/{name}/one")
    second = role(trust(named))
    assume(assume(alice, first), second)
    other = alice.holding(alice.sts.assume_role(RoleArn=first, RoleSessionName="two"))
    with refused("AccessDenied"):
        assume(other, second)


def test_a_role_with_a_path(person: Callable[..., Person], role: Callable[..., str]) -> None:
    """Source: IAM User Guide, "IAM identifiers": a session's ARN has no path, the role's has."""
    alice = person()
    in_path = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy/*"}}
    arn = role(trust(alice.arn), allow("iam:ListUsers", Condition=in_path), Path="/deploy/")
    session = assume(alice, arn)
    name = arn.rpartition("/")[2]
    assert session.sts.get_caller_identity()["Arn"].endswith(f":assumed-role/{name}/one")
    session.iam.list_users()
    with refused("AccessDenied"):
        assume(alice, arn.replace("/deploy/", "/"))


def test_the_tags_of_the_role(
    person: Callable[..., Person], sandbox: RunningMock, role: Callable[..., str]
) -> None:
    """Source: Service Authorization Reference, AssumeRole, iam:ResourceTag."""
    account = trust(sandbox.ready.account_id)
    condition: dict[str, Any] = {"Condition": {"StringEquals": {"iam:ResourceTag/team": "blue"}}}
    alice = person(allow("sts:AssumeRole", **condition))
    assume(alice, role(account, Tags=[{"Key": "team", "Value": "blue"}]))
    with refused("AccessDenied"):
        assume(alice, role(account))


def test_a_role_is_bound_too(person: Callable[..., Person], role: Callable[..., str]) -> None:
    """Source: IAM User Guide, "Permissions boundaries for IAM entities"."""
    alice = person()
    session = assume(alice, role(trust(alice.arn), allow("iam:*"), PermissionsBoundary=READ_ONLY))
    session.iam.list_users()
    with refused("AccessDenied", "because no permissions boundary allows the iam:CreateGroup"):
        session.iam.create_group(GroupName="none")


def test_a_session_ends_with_its_role(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Delete roles": a role of the same name is another."""
    alice = person()
    arn = role(trust(alice.arn))
    session = assume(alice, arn)
    name, iam = arn.rpartition("/")[2], sandbox.client("iam")
    iam.delete_role(RoleName=name)
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust(alice.arn)))
    with refused("InvalidClientTokenId"):
        session.sts.get_caller_identity()


def test_the_use_of_a_role_is_seen(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM API reference, RoleLastUsed: by its session, not by being assumed."""
    alice = person()
    arn = role(trust(alice.arn))
    name, iam = arn.rpartition("/")[2], sandbox.client("iam")
    session = assume(alice, arn)
    assert iam.get_role(RoleName=name)["Role"]["RoleLastUsed"] == {}
    session.sts.get_caller_identity()
    assert iam.get_role(RoleName=name)["Role"]["RoleLastUsed"]["Region"] == "us-east-1"


def test_a_user_made_anew_is_not_the_one_who_was_trusted(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "AWS JSON policy elements: Principal": the unique id is kept."""
    alice, iam = person(), sandbox.client("iam")
    arn = role(trust(alice.arn))
    assume(alice, arn)
    iam.delete_access_key(UserName=alice.name, AccessKeyId=alice.credentials.access_key_id)
    iam.delete_user(UserName=alice.name)
    again = add_user(sandbox, alice.name)
    with refused("AccessDenied", "sts:AssumeRole"):
        assume(again, arn)
    iam.update_assume_role_policy(
        RoleName=arn.rpartition("/")[2], PolicyDocument=document(trust(again.arn))
    )
    assume(again, arn)


def test_a_user_who_is_renamed_is_still_trusted(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "AWS JSON policy elements: Principal": the unique id is kept."""
    alice = person()
    arn = role(trust(alice.arn))
    sandbox.client("iam").update_user(UserName=alice.name, NewUserName=f"{alice.name}-renamed")
    assume(alice, arn)


def test_a_trusted_user_who_is_gone_is_shown_as_an_id(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "AWS JSON policy elements: Principal", IAM user principals."""
    alice, iam = person(), sandbox.client("iam")
    name = role(trust(alice.arn)).rpartition("/")[2]
    unique_id = iam.get_user(UserName=alice.name)["User"]["UserId"]

    def trusted() -> str:
        shown = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        return str(shown["Statement"][0]["Principal"]["AWS"])

    assert trusted() == alice.arn
    iam.update_user(UserName=alice.name, NewUserName=f"{alice.name}-renamed")
    assert trusted() == f"{alice.arn}-renamed"
    iam.delete_access_key(
        UserName=f"{alice.name}-renamed", AccessKeyId=alice.credentials.access_key_id
    )
    iam.delete_user(UserName=f"{alice.name}-renamed")
    assert trusted() == unique_id
