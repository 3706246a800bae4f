"""The published ways to more permissions than one was given, as sets of permissions.

Ids, kinds and permissions are those of DataDog's pathfinding.cloud (Apache-2.0), 2025-12. All
permissions of a row are needed; whether a row is a path also depends on the resources, on denies,
boundaries, group policies and on the trust policies of the roles that are passed or assumed.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class EscalationKind(Enum):
    """What the permissions of a row do for the one who has them."""

    NEW_PASSROLE = "new-passrole"
    """Hands a role to a new resource that runs the actor's code."""

    EXISTING_PASSROLE = "existing-passrole"
    """Takes over a resource that has a role already."""

    PRINCIPAL_ACCESS = "principal-access"
    """Becomes another user or role."""

    SELF_ESCALATION = "self-escalation"
    """Gives permissions to the actor."""


class Escalation(NamedTuple):
    """One path: its id in pathfinding.cloud, its kind, and the permissions that it needs."""

    id: str
    kind: EscalationKind
    permissions: tuple[str, ...]


def _new_passrole(identifier: str, *permissions: str) -> Escalation:
    return Escalation(identifier, EscalationKind.NEW_PASSROLE, permissions)


def _existing_passrole(identifier: str, *permissions: str) -> Escalation:
    return Escalation(identifier, EscalationKind.EXISTING_PASSROLE, permissions)


def _principal_access(identifier: str, *permissions: str) -> Escalation:
    return Escalation(identifier, EscalationKind.PRINCIPAL_ACCESS, permissions)


def _self_escalation(identifier: str, *permissions: str) -> Escalation:
    return Escalation(identifier, EscalationKind.SELF_ESCALATION, permissions)


ESCALATIONS: tuple[Escalation, ...] = (
    _new_passrole("apprunner-001", "iam:PassRole", "apprunner:CreateService"),
    _existing_passrole("apprunner-002", "apprunner:UpdateService"),
    _new_passrole(
        "bedrock-001",
        "iam:PassRole",
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:StartCodeInterpreterSession",
        "bedrock-agentcore:InvokeCodeInterpreter",
    ),
    _existing_passrole(
        "bedrock-002",
        "bedrock-agentcore:StartCodeInterpreterSession",
        "bedrock-agentcore:InvokeCodeInterpreter",
    ),
    _new_passrole("cloudformation-001", "iam:PassRole", "cloudformation:CreateStack"),
    _existing_passrole("cloudformation-002", "cloudformation:UpdateStack"),
    _new_passrole(
        "cloudformation-003",
        "iam:PassRole",
        "cloudformation:CreateStackSet",
        "cloudformation:CreateStackInstances",
    ),
    _new_passrole("cloudformation-004", "iam:PassRole", "cloudformation:UpdateStackSet"),
    _new_passrole(
        "cloudformation-005", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"
    ),
    _new_passrole(
        "codebuild-001", "iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"
    ),
    _existing_passrole("codebuild-002", "codebuild:StartBuild"),
    _existing_passrole("codebuild-003", "codebuild:StartBuildBatch"),
    _new_passrole(
        "codebuild-004", "iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuildBatch"
    ),
    _new_passrole(
        "datapipeline-001",
        "iam:PassRole",
        "datapipeline:CreatePipeline",
        "datapipeline:PutPipelineDefinition",
        "datapipeline:ActivatePipeline",
    ),
    _existing_passrole(
        "ec2instanceconnect-003", "ec2-instance-connect:SendSSHPublicKey", "ec2:DescribeInstances"
    ),
    _new_passrole("ec2-001", "iam:PassRole", "ec2:RunInstances"),
    _existing_passrole(
        "ec2-002", "ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"
    ),
    _new_passrole("ec2-003", "iam:PassRole", "ec2:RequestSpotInstances"),
    _existing_passrole("ec2-004", "ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"),
    _new_passrole(
        "ecs-001",
        "iam:PassRole",
        "ecs:CreateCluster",
        "ecs:RegisterTaskDefinition",
        "ecs:CreateService",
    ),
    _new_passrole(
        "ecs-002", "iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:RunTask"
    ),
    _new_passrole("ecs-003", "iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:CreateService"),
    _new_passrole("ecs-004", "iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
    _new_passrole("ecs-005", "iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:StartTask"),
    _new_passrole("glue-001", "iam:PassRole", "glue:CreateDevEndpoint"),
    _existing_passrole("glue-002", "glue:UpdateDevEndpoint"),
    _new_passrole("glue-003", "iam:PassRole", "glue:CreateJob", "glue:StartJobRun"),
    _new_passrole("glue-004", "iam:PassRole", "glue:CreateJob", "glue:CreateTrigger"),
    _new_passrole("glue-005", "iam:PassRole", "glue:UpdateJob", "glue:StartJobRun"),
    _new_passrole("glue-006", "iam:PassRole", "glue:UpdateJob", "glue:CreateTrigger"),
    _self_escalation("iam-001", "iam:CreatePolicyVersion"),
    _principal_access("iam-002", "iam:CreateAccessKey"),
    _principal_access("iam-003", "iam:CreateAccessKey", "iam:DeleteAccessKey"),
    _principal_access("iam-004", "iam:CreateLoginProfile"),
    _self_escalation("iam-005", "iam:PutRolePolicy"),
    _principal_access("iam-006", "iam:UpdateLoginProfile"),
    _self_escalation("iam-007", "iam:PutUserPolicy"),
    _self_escalation("iam-008", "iam:AttachUserPolicy"),
    _self_escalation("iam-009", "iam:AttachRolePolicy"),
    _self_escalation("iam-010", "iam:AttachGroupPolicy"),
    _self_escalation("iam-011", "iam:PutGroupPolicy"),
    _principal_access("iam-012", "iam:UpdateAssumeRolePolicy"),
    _self_escalation("iam-013", "iam:AddUserToGroup"),
    _principal_access("iam-014", "iam:AttachRolePolicy", "sts:AssumeRole"),
    _principal_access("iam-015", "iam:AttachUserPolicy", "iam:CreateAccessKey"),
    _principal_access("iam-016", "iam:CreatePolicyVersion", "sts:AssumeRole"),
    _principal_access("iam-017", "iam:PutRolePolicy", "sts:AssumeRole"),
    _principal_access("iam-018", "iam:PutUserPolicy", "iam:CreateAccessKey"),
    _principal_access("iam-019", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"),
    _principal_access("iam-020", "iam:CreatePolicyVersion", "iam:UpdateAssumeRolePolicy"),
    _principal_access("iam-021", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"),
    _new_passrole("lambda-001", "iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
    _new_passrole(
        "lambda-002", "iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"
    ),
    _existing_passrole("lambda-003", "lambda:UpdateFunctionCode"),
    _existing_passrole("lambda-004", "lambda:UpdateFunctionCode", "lambda:InvokeFunction"),
    _existing_passrole("lambda-005", "lambda:UpdateFunctionCode", "lambda:AddPermission"),
    _new_passrole("lambda-006", "iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission"),
    _new_passrole("sagemaker-001", "iam:PassRole", "sagemaker:CreateNotebookInstance"),
    _new_passrole("sagemaker-002", "iam:PassRole", "sagemaker:CreateTrainingJob"),
    _new_passrole("sagemaker-003", "iam:PassRole", "sagemaker:CreateProcessingJob"),
    _existing_passrole("sagemaker-004", "sagemaker:CreatePresignedNotebookInstanceUrl"),
    _existing_passrole(
        "sagemaker-005",
        "sagemaker:CreateNotebookInstanceLifecycleConfig",
        "sagemaker:StopNotebookInstance",
        "sagemaker:UpdateNotebookInstance",
        "sagemaker:StartNotebookInstance",
    ),
    _existing_passrole("ssm-001", "ssm:StartSession"),
    _existing_passrole("ssm-002", "ssm:SendCommand"),
    _principal_access("sts-001", "sts:AssumeRole"),
)
