"""Service-linked roles: their real names, their policies, and their deletion.

Source: the answers of AWS that LocalStack recorded, test_iam.snapshot.json,
test_service_role_lifecycle and its neighbours.
"""

from __future__ import annotations

from typing import Any

import pytest

from iamtui.mock.linked_services import linked_service
from tests.support.mock_server import RunningMock, refused
from tests.support.refusals import Refusal, refusal

pytestmark = pytest.mark.slow


@pytest.fixture
def account(apart: RunningMock) -> RunningMock:
    """An account without service-linked roles of other modules."""
    return apart


@pytest.mark.parametrize(
    ("service", "name", "policy"),
    [
        ("autoscaling", "AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy"),
        ("ecs", "AWSServiceRoleForECS", "AmazonECSServiceRolePolicy"),
        ("eks-nodegroup", "AWSServiceRoleForAmazonEKSNodegroup", None),
        (
            "elasticloadbalancing",
            "AWSServiceRoleForElasticLoadBalancing",
            "AWSElasticLoadBalancingServiceRolePolicy",
        ),
        ("rds", "AWSServiceRoleForRDS", "AmazonRDSServiceRolePolicy"),
        (
            "ec2.application-autoscaling",
            "AWSServiceRoleForApplicationAutoScaling_EC2SpotFleetRequest",
            "AWSApplicationAutoscalingEC2SpotFleetRequestPolicy",
        ),
    ],
)
def test_a_service_has_its_role_under_its_real_name(
    account: RunningMock, service: str, name: str, policy: str | None
) -> None:
    iam = account.client("iam")
    domain = f"{service}.amazonaws.com"
    role = iam.create_service_linked_role(AWSServiceName=domain)["Role"]
    assert role["RoleName"] == name
    assert role["Path"] == f"/aws-service-role/{domain}/"
    principal = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    assert principal == {"Service": domain}
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == []
    (attached,) = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert attached["PolicyName"] == (policy or name)
    told = refusal(iam.create_service_linked_role, AWSServiceName=domain)
    words = (
        f"Service role name {name} has been taken in this account, please try a different suffix."
    )
    assert told == Refusal("InvalidInput", 400, words)


def test_some_services_have_several(account: RunningMock) -> None:
    """Source: test_service_role_lifecycle_custom_suffix and …_not_allowed."""
    iam = account.client("iam")
    several = {"AWSServiceName": "connect.amazonaws.com", "CustomSuffix": "mine"}
    made = iam.create_service_linked_role(**several)["Role"]
    assert made["RoleName"] == "AWSServiceRoleForAmazonConnect_mine"
    one = {"AWSServiceName": "eks.amazonaws.com", "CustomSuffix": "mine"}
    told = refusal(iam.create_service_linked_role, **one)
    words = "Custom suffix is not allowed for eks.amazonaws.com"
    assert told == Refusal("InvalidInput", 400, words)


def test_only_the_service_changes_its_role(account: RunningMock) -> None:
    """Source: IAM User Guide, "Service-linked roles"; UnmodifiableEntity of botocore's model."""
    iam = account.client("iam")
    iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com")
    named = {"RoleName": "AWSServiceRoleForBatch"}
    changes: list[tuple[Any, dict[str, Any]]] = [
        (iam.delete_role, {}),
        (iam.update_role, {"Description": "mine"}),
        (iam.tag_role, {"Tags": [{"Key": "k", "Value": "v"}]}),
        (iam.put_role_policy, {"PolicyName": "p", "PolicyDocument": "{}"}),
        (iam.attach_role_policy, {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        (iam.detach_role_policy, {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        (iam.update_assume_role_policy, {"PolicyDocument": "{}"}),
        (iam.put_role_permissions_boundary, {"PermissionsBoundary": "arn:aws:iam::aws:policy/x"}),
    ]
    for call, parameters in changes:
        with refused("UnmodifiableEntity", "AWSServiceRoleForBatch"):
            call(**named, **parameters)


def test_its_deletion_is_a_task(account: RunningMock) -> None:
    """Source: test_service_role_deletion."""
    iam = account.client("iam")
    iam.create_service_linked_role(AWSServiceName="ssm.amazonaws.com")
    arn = "arn:aws:iam::aws:policy/aws-service-role/AmazonSSMServiceRolePolicy"
    assert iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1
    task = iam.delete_service_linked_role(RoleName="AWSServiceRoleForAmazonSSM")["DeletionTaskId"]
    assert task.startswith("task/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM/")
    status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
    assert status["Status"] == "SUCCEEDED"
    assert iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 0
    with refused("NoSuchEntity"):
        iam.get_role(RoleName="AWSServiceRoleForAmazonSSM")
    with refused("NoSuchEntity"):
        iam.get_service_linked_role_deletion_status(DeletionTaskId=task + "x")


def test_a_role_of_nobody_s_service_is_refused(account: RunningMock) -> None:
    iam = account.client("iam")
    with refused("InvalidInput"):
        iam.create_service_linked_role(AWSServiceName="example.com")
    assert linked_service(".amazonaws.com") is None


@pytest.mark.parametrize("path", ["/aws-service-role/x.amazonaws.com/", "/aws-reserved/"])
def test_nobody_else_makes_roles_where_aws_does(account: RunningMock, path: str) -> None:
    """Source: IAM User Guide, "Service-linked roles": only the service makes them."""
    trust = '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}}'
    with refused("InvalidInput", path):
        account.client("iam").create_role(
            RoleName="mine", Path=path, AssumeRolePolicyDocument=trust
        )
