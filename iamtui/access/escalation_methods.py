"""The published escalation methods as the graph needs them: what each is done to, and with what.

Ids and permissions are those of `iamtui.policy.escalation_sets`.
"""

from __future__ import annotations

from typing import NamedTuple

from iamtui.policy.escalation_sets import ESCALATIONS, EscalationKind

ASSUME_ROLE = "sts-001"
UPDATE_TRUST = "iam-012"
SET_DEFAULT_VERSION = "iam:SetDefaultPolicyVersion"
"""Not among the published ids; switches to an older version that grants more."""


class Service(NamedTuple):
    """A service that runs code with a role: its principals, and what in it runs the code."""

    principals: tuple[str, ...]
    what: str


class RoleMethod(NamedTuple):
    """A way to a role through a service: a role that is passed to something new, or is there.

    `permissions` are lower-case actions, without iam:PassRole.
    """

    id: str
    service: Service
    passes: bool
    permissions: tuple[str, ...]


class UserMethod(NamedTuple):
    """A way to act as a user: credentials that are made for it. `permissions` are lower-case."""

    id: str
    sentence: str
    permissions: tuple[str, ...]


_EC2 = Service(("ec2.amazonaws.com",), "an EC2 instance")
_SERVICES = {
    "apprunner": Service(
        ("tasks.apprunner.amazonaws.com", "build.apprunner.amazonaws.com"), "an App Runner service"
    ),
    "bedrock": Service(("bedrock-agentcore.amazonaws.com",), "a Bedrock code interpreter"),
    "cloudformation": Service(("cloudformation.amazonaws.com",), "a CloudFormation stack"),
    "codebuild": Service(("codebuild.amazonaws.com",), "a CodeBuild project"),
    "datapipeline": Service(("datapipeline.amazonaws.com",), "a data pipeline"),
    "ec2": _EC2,
    "ec2instanceconnect": _EC2,
    "ecs": Service(("ecs-tasks.amazonaws.com",), "an ECS task"),
    "glue": Service(("glue.amazonaws.com",), "a Glue job or endpoint"),
    "lambda": Service(("lambda.amazonaws.com",), "a Lambda function"),
    "sagemaker": Service(("sagemaker.amazonaws.com",), "a SageMaker notebook or job"),
    "ssm": _EC2,
}
_PASS_ROLE = "iam:passrole"  # noqa: S105 - the name of an action

USER_METHODS = (
    UserMethod("iam-002", "creates an access key of {target}", ("iam:createaccesskey",)),
    UserMethod(
        "iam-003",
        "deletes an access key of {target} and creates another",
        ("iam:createaccesskey", "iam:deleteaccesskey"),
    ),
    UserMethod("iam-004", "gives {target} a console password", ("iam:createloginprofile",)),
    UserMethod("iam-006", "sets another console password of {target}", ("iam:updateloginprofile",)),
)


def _role_methods() -> tuple[RoleMethod, ...]:
    kinds = (EscalationKind.NEW_PASSROLE, EscalationKind.EXISTING_PASSROLE)
    found = []
    for row in ESCALATIONS:
        if row.kind in kinds:
            lowered = tuple(permission.lower() for permission in row.permissions)
            others = tuple(each for each in lowered if each != _PASS_ROLE)
            service = _SERVICES[row.id.rpartition("-")[0]]
            found.append(RoleMethod(row.id, service, _PASS_ROLE in lowered, others))
    return tuple(sorted(found, key=lambda method: (not method.passes, len(method.permissions))))


ROLE_METHODS = _role_methods()
SERVICE_PRINCIPALS = tuple(
    dict.fromkeys(name for method in ROLE_METHODS for name in method.service.principals)
)

STRENGTHENING = (
    "iam:addusertogroup",
    "iam:attachgrouppolicy",
    "iam:attachrolepolicy",
    "iam:attachuserpolicy",
    "iam:createpolicyversion",
    "iam:putgrouppolicy",
    "iam:putrolepolicy",
    "iam:putuserpolicy",
    "iam:setdefaultpolicyversion",
)
"""The actions that give permissions to a user or role."""

# The first five, allowed on every resource, let anybody give himself the rest.
TELLING = (
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreatePolicyVersion",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "ec2:RunInstances",
    "lambda:CreateFunction",
)
"""Whoever may do these on every resource counts as an administrator."""

RELEVANT = frozenset(
    (
        *(action.lower() for action in TELLING),
        "sts:assumerole",
        "iam:updateassumerolepolicy",
        _PASS_ROLE,
        *STRENGTHENING,
        *(each for method in USER_METHODS for each in method.permissions),
        *(each for method in ROLE_METHODS for each in method.permissions),
    )
)
"""Every action that matters here, in lower case: whoever has none of them goes nowhere."""
