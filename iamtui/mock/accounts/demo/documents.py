"""The policy documents of the demo account, each under the name its users refer to."""

from __future__ import annotations

import json
from typing import Any, Final

ACCOUNT: Final = "314159265358"
_IAM: Final = f"arn:aws:iam::{ACCOUNT}"
_OWN_USER: Final = f"{_IAM}:user/*/${{aws:username}}"
_WITHOUT_MFA: Final = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}

Statement = dict[str, Any]


def allow(actions: list[str], resources: list[str], **more: Any) -> Statement:
    """An Allow statement; further elements by keyword."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def deny(actions: list[str], resources: list[str], **more: Any) -> Statement:
    """A Deny statement; further elements by keyword."""
    return {"Effect": "Deny", "Action": actions, "Resource": resources, **more}


def document(*statements: Statement) -> str:
    """A policy of these statements, as text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


_BUCKET: Final = "arn:aws:s3:::acme-artifacts"
_OWN_KEYS: Final = [
    "iam:CreateAccessKey",
    "iam:DeleteAccessKey",
    "iam:GetAccessKeyLastUsed",
    "iam:ListAccessKeys",
    "iam:UpdateAccessKey",
]
_OWN_MFA: Final = [
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
]

DOCUMENTS: Final[dict[str, str]] = {
    "manage-own-keys": document(
        allow(_OWN_KEYS, [_OWN_USER, f"{_IAM}:user/${{aws:username}}"], Sid="OwnKeys"),
        allow(["iam:GetAccountSummary", "iam:ListAccountAliases"], ["*"], Sid="Account"),
        allow(_OWN_MFA, ["*"], Sid="OwnMfa"),
    ),
    "require-mfa": document(
        {
            "Sid": "DenyAllButMfaSetupWithoutMfa",
            "Effect": "Deny",
            "NotAction": _OWN_MFA,
            "Resource": "*",
            "Condition": _WITHOUT_MFA,
        }
    ),
    "developer-v1": document(allow(["ec2:Describe*"], ["*"])),
    "developer-v2": document(allow(["ec2:Describe*", "logs:Get*"], ["*"])),
    "developer-v3": document(allow(["ec2:*", "logs:*", "lambda:*"], ["*"])),
    "developer-v4": document(
        allow(["ec2:Describe*", "ec2:StartInstances", "ec2:StopInstances"], ["*"], Sid="Instances"),
        allow(["logs:Get*", "logs:Filter*", "logs:Describe*"], ["*"], Sid="Logs"),
        allow(["lambda:Get*", "lambda:List*", "lambda:InvokeFunction"], ["*"], Sid="Lambda"),
    ),
    "developer-v5": document(
        allow(["ec2:Describe*", "logs:*", "lambda:*", "sqs:*"], ["*"], Sid="Wide"),
        deny(["lambda:DeleteFunction"], ["arn:aws:lambda:*:*:function:prod-*"], Sid="NotProd"),
    ),
    "developer-boundary": document(
        allow(
            ["ec2:*", "logs:*", "lambda:*", "s3:*", "sqs:*", "dynamodb:*"], ["*"], Sid="Services"
        ),
        allow(["iam:Get*", "iam:List*", *_OWN_KEYS], ["*"], Sid="Look"),
        deny(["iam:*Boundary*", "organizations:*", "account:*"], ["*"], Sid="NoWayOut"),
    ),
    "helpdesk": document(
        allow(
            ["iam:GetUser", "iam:ListUsers", "iam:ListMFADevices", "iam:GetLoginProfile"],
            ["*"],
            Sid="Look",
        ),
        allow(
            ["iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:DeactivateMFADevice"],
            [f"{_IAM}:user/staff/*"],
            Sid="ResetPasswordsOfStaff",
        ),
        deny(
            ["iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:DeactivateMFADevice"],
            ["*"],
            Sid="ChangesNeedMfa",
            Condition=_WITHOUT_MFA,
        ),
    ),
    "no-credential-report": document(
        deny(["iam:GenerateCredentialReport", "iam:GetCredentialReport"], ["*"], Sid="NoReport")
    ),
    "deploy-pipeline": document(
        allow(["ecs:UpdateService", "ecs:RegisterTaskDefinition", "ecs:Describe*"], ["*"]),
        allow(
            ["iam:PassRole"],
            [f"{_IAM}:role/service/*"],
            Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
    ),
    "assume-staging": document(allow(["sts:AssumeRole"], [f"{_IAM}:role/deploy/deploy-staging"])),
    "assume-production": document(
        allow(["sts:AssumeRole"], [f"{_IAM}:role/deploy/deploy-production"])
    ),
    "break-glass-entry": document(allow(["sts:AssumeRole"], [f"{_IAM}:role/break-glass"])),
    "artifacts-read": document(
        allow(["s3:GetObject", "s3:ListBucket"], [_BUCKET, f"{_BUCKET}/*"], Sid="Artifacts")
    ),
    "artifacts-write": document(
        allow(["s3:PutObject"], [f"{_BUCKET}/*"], Sid="Upload"),
        allow(["ecr:GetAuthorizationToken", "ecr:PutImage", "ecr:InitiateLayerUpload"], ["*"]),
    ),
    "backup": document(
        allow(["backup:*", "rds:CreateDBSnapshot", "ec2:CreateSnapshot"], ["*"]),
        deny(["backup:DeleteRecoveryPoint", "rds:DeleteDBSnapshot"], ["*"], Sid="KeepBackups"),
    ),
    "cost-view": document(allow(["ce:Get*", "budgets:View*", "cur:Describe*"], ["*"])),
    "kms-decrypt": document(
        allow(
            ["kms:Decrypt", "kms:DescribeKey"],
            [f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/*"],
            Condition={"StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}},
        )
    ),
    "team-tagged": document(
        allow(
            ["ec2:StartInstances", "ec2:StopInstances", "ec2:RebootInstances"],
            ["*"],
            Sid="OwnTeam",
            Condition={"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
        ),
        allow(["ssm:StartSession"], ["*"], Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
    ),
    "legacy-star": document({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    "lambda-and-pass-role": document(
        allow(["lambda:CreateFunction", "lambda:InvokeFunction"], ["*"], Sid="Functions"),
        allow(["iam:PassRole"], [f"{_IAM}:role/service/lambda-admin"], Sid="PassAdminRole"),
    ),
    "edit-deploy-policy": document(
        allow(
            ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:GetPolicy*"],
            [f"{_IAM}:policy/deploy/DeployPipeline"],
            Sid="MaintainPipelinePolicy",
        )
    ),
    "user-administration": document(
        allow(["iam:Get*", "iam:List*"], ["*"], Sid="Look"),
        allow(
            [
                "iam:AddUserToGroup",
                "iam:CreateUser",
                "iam:DeleteUser",
                "iam:RemoveUserFromGroup",
                "iam:TagUser",
                "iam:UpdateUser",
            ],
            [f"{_IAM}:user/staff/*", f"{_IAM}:group/*"],
            Sid="StaffOnly",
        ),
        deny(["iam:*"], [f"{_IAM}:group/admins"], Sid="NotTheAdmins"),
    ),
    "data-lake": document(
        allow(["athena:*", "glue:Get*", "s3:GetObject"], ["*"]),
        allow(["s3:ListBucket"], ["arn:aws:s3:::acme-lake"], Sid="Lake"),
    ),
    "orders-table": document(
        allow(
            ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
            [f"arn:aws:dynamodb:eu-central-1:{ACCOUNT}:table/orders"],
            Sid="Orders",
        )
    ),
    "self-destruct": document(
        deny(["s3:DeleteBucket"], ["*"], Sid="NoBucketDeletion"),
        allow(["s3:*"], ["arn:aws:s3:::acme-sandbox", "arn:aws:s3:::acme-sandbox/*"]),
    ),
}
