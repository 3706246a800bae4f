"""AssumeRole with session policies, session tags and a source identity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mock.role_people import ALL, MAY, READ_ONLY, assume, person, role
from tests.support.mock_people import (
    Person,
    allow,
    deny,
    document,
    trust,
)
from tests.support.mock_server import RunningMock, refused

__all__ = ["person", "role"]
pytestmark = pytest.mark.slow


def test_a_session_policy_cuts_the_role(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Session policies"."""
    alice = person()
    arn = role(trust(alice.arn), allow(["iam:ListUsers", "iam:ListGroups"]))
    answer = alice.sts.assume_role(
        RoleArn=arn,
        RoleSessionName="one",
        Policy=document(allow(["iam:ListUsers", "iam:ListRoles"])),
    )
    assert 0 < answer["PackedPolicySize"] <= 100
    session = alice.holding(answer)
    session.iam.list_users()
    with refused("AccessDenied", "because no session policy allows the iam:ListGroups action"):
        session.iam.list_groups()
    with refused("AccessDenied", "because no identity-based policy allows the iam:ListRoles"):
        session.iam.list_roles()


def test_managed_session_policies_add_up(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRole, PolicyArns."""
    alice = person()
    arn = role(trust(alice.arn), allow("iam:*"))
    session = assume(
        alice,
        arn,
        PolicyArns=[{"arn": READ_ONLY}],
        Policy=document(allow("iam:CreateGroup"), deny("iam:ListUsers")),
    )
    session.iam.list_groups()
    with refused("AccessDenied", "with an explicit deny in a session policy"):
        session.iam.list_users()
    with refused("AccessDenied", "no session policy allows the iam:DeleteGroup"):
        session.iam.delete_group(GroupName="none")


@pytest.mark.parametrize("policy", ["no json", "{}", '{"Version":"2012-10-17","Statement":[{}]}'])
def test_a_session_policy_that_is_none(
    person: Callable[..., Person], role: Callable[..., str], policy: str
) -> None:
    """Source: STS API reference, AssumeRole, MalformedPolicyDocument (400)."""
    alice = person()
    with refused("MalformedPolicyDocument"):
        assume(alice, role(trust(alice.arn)), Policy=policy)


def test_session_policies_have_a_size(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRole, PackedPolicyTooLarge (400): 2,048 characters."""
    alice = person()
    arn = role(trust(alice.arn))
    resources = [f"arn:aws:s3:::bucket-{number}" for number in range(100)]
    with refused("PackedPolicyTooLarge", "smaller policy"):
        assume(alice, arn, Policy=document(allow("s3:*", resources)))
    with refused("ValidationError", "policyArns"):
        assume(alice, arn, PolicyArns=[{"arn": READ_ONLY}] * 11)


def test_tags_need_permission_on_both_sides(
    sandbox: RunningMock, person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Pass session tags in AWS STS"."""
    tags = [{"Key": "team", "Value": "blue"}]
    alice = person()
    with refused("AccessDenied", "sts:TagSession on resource:"):
        assume(alice, role(trust(alice.arn)), Tags=tags)
    assume(alice, role(trust(alice.arn, ALL)), Tags=tags)
    account = role(trust(sandbox.ready.account_id, ALL))
    with refused("AccessDenied", "sts:TagSession"):
        assume(person(allow("sts:AssumeRole")), account, Tags=tags)
    assume(person(MAY), account, Tags=tags)


def test_the_trust_policy_sees_the_tags(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, aws:RequestTag and sts:TransitiveTagKeys."""
    alice = person()
    condition = {
        "StringEquals": {"aws:RequestTag/team": "blue"},
        "ForAllValues:StringEquals": {"sts:TransitiveTagKeys": ["team"]},
    }
    arn = role(trust(alice.arn, ALL, Condition=condition))
    assume(alice, arn, Tags=[{"Key": "team", "Value": "blue"}])
    with refused("AccessDenied"):
        assume(alice, arn, Tags=[{"Key": "team", "Value": "red"}])


def test_session_tags_come_before_the_role_s(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Pass session tags in AWS STS": they override the role's tags."""
    alice = person()
    blue: dict[str, Any] = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}
    arn = role(
        trust(alice.arn, ALL),
        allow("iam:ListUsers", **blue),
        Tags=[{"Key": "Team", "Value": "red"}],
    )
    with refused("AccessDenied"):
        assume(alice, arn).iam.list_users()
    assume(alice, arn, Tags=[{"Key": "team", "Value": "blue"}]).iam.list_users()


def test_transitive_tags_are_inherited(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Pass session tags in AWS STS", chaining roles with session tags."""
    alice = person()
    first = role(trust(alice.arn, ALL), MAY)
    second = role(
        trust(first, ALL),
        allow("iam:ListUsers", Condition={"StringEquals": {"aws:PrincipalTag/team": "blue"}}),
        allow("iam:ListRoles", Condition={"StringEquals": {"aws:PrincipalTag/here": "x"}}),
    )
    session = assume(
        alice,
        first,
        Tags=[{"Key": "team", "Value": "blue"}, {"Key": "here", "Value": "x"}],
        TransitiveTagKeys=["team"],
    )
    chained = assume(session, second)
    chained.iam.list_users()
    with refused("AccessDenied"):
        chained.iam.list_roles()
    for key in ("team", "TEAM"):
        with refused("InvalidParameterValue", "conflicts with a transitive tag key"):
            assume(session, second, Tags=[{"Key": key, "Value": "red"}])


def test_inherited_tags_need_permission_as_well(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Pass session tags in AWS STS": sts:TagSession at each step."""
    alice = person()
    first = role(trust(alice.arn, ALL), MAY)
    second = role(trust(first))
    session = assume(
        alice, first, Tags=[{"Key": "team", "Value": "blue"}], TransitiveTagKeys=["team"]
    )
    with refused("AccessDenied", "sts:TagSession"):
        assume(session, second)


def test_tags_that_are_none(person: Callable[..., Person], role: Callable[..., str]) -> None:
    """Source: recorded answers of AWS (LocalStack's snapshots, test_assume_role_tag_validation)."""
    alice = person()
    arn = role(trust(alice.arn, ALL))
    with refused("InvalidParameterValue", "must be included in the requested tags."):
        assume(alice, arn, TransitiveTagKeys=["team"])
    twice = [{"Key": "team", "Value": "a"}, {"Key": "Team", "Value": "b"}]
    with refused("InvalidParameterValue", "Tag keys are case insensitive."):
        assume(alice, arn, Tags=twice)
    with refused("InvalidParameterValue"):
        assume(alice, arn, Tags=[{"Key": "aws:team", "Value": "a"}])


def test_a_source_identity_stays_along_the_chain(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Monitor and control actions taken with assumed roles"."""
    alice = person()
    first = role(
        trust(alice.arn, ALL),
        MAY,
        allow("iam:ListUsers", Condition={"StringEquals": {"aws:SourceIdentity": "alice"}}),
    )
    with refused("AccessDenied"):
        assume(alice, first).iam.list_users()
    answer = alice.sts.assume_role(RoleArn=first, RoleSessionName="one", SourceIdentity="alice")
    assert answer["SourceIdentity"] == "alice"
    session = alice.holding(answer)
    session.iam.list_users()
    second = role(trust(first, ALL))
    chained = session.sts.assume_role(RoleArn=second, RoleSessionName="two")
    assert chained["SourceIdentity"] == "alice"
    with refused("AccessDenied", "sts:SetSourceIdentity"):
        assume(session, second, SourceIdentity="mallory")
    with refused("AccessDenied", "sts:SetSourceIdentity"):
        assume(session, role(trust(first)))


def test_a_source_identity_needs_permission(
    person: Callable[..., Person], role: Callable[..., str]
) -> None:
    """Source: Service Authorization Reference, SetSourceIdentity, sts:SourceIdentity."""
    alice = person()
    with refused("AccessDenied", "sts:SetSourceIdentity"):
        assume(alice, role(trust(alice.arn)), SourceIdentity="alice")
    own = {"StringEquals": {"sts:SourceIdentity": "${aws:username}"}}
    arn = role(trust(alice.arn, ALL, Condition=own))
    assume(alice, arn, SourceIdentity=alice.name)
    with refused("AccessDenied"):
        assume(alice, arn, SourceIdentity="mallory")
