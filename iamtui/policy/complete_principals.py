"""Who can stand in Principal and NotPrincipal.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iamtui.policy.completion import Offer
from iamtui.policy.kinds import PolicyKind

_KINDS = {
    "AWS": "accounts, users, roles, sessions",
    "Service": "AWS services",
    "Federated": "identity providers",
    "CanonicalUser": "an account by its canonical id, for S3",
}
_AWS = {
    "*": "everybody, also anonymous",
    "arn:aws:iam::": "a user or a role by ARN",
}
_FEDERATED = {
    "arn:aws:iam::": "an OIDC or SAML provider by ARN",
    "accounts.google.com": "Google",
    "cognito-identity.amazonaws.com": "Amazon Cognito",
    "graph.facebook.com": "Facebook",
    "www.amazon.com": "Login with Amazon",
}
# The services for which roles are made most.
_SERVICES = (
    "apigateway",
    "autoscaling",
    "backup",
    "batch",
    "bedrock",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "codebuild",
    "codedeploy",
    "codepipeline",
    "config",
    "delivery.logs",
    "dms",
    "ec2",
    "ecs",
    "ecs-tasks",
    "eks",
    "eks-fargate-pods",
    "elasticbeanstalk",
    "elasticloadbalancing",
    "elasticmapreduce",
    "events",
    "firehose",
    "glue",
    "iot",
    "lambda",
    "logs",
    "monitoring.rds",
    "pods.eks",
    "rds",
    "redshift",
    "s3",
    "sagemaker",
    "scheduler",
    "sns",
    "spotfleet",
    "sqs",
    "ssm",
    "states",
    "transfer",
    "vpc-flow-logs",
)


def principal_kinds(kind: PolicyKind, present: Sequence[str]) -> Iterator[Offer]:
    """The kinds of principal that a policy of this kind may name."""
    for name, detail in _KINDS.items():
        fits = kind is PolicyKind.RESOURCE or (kind is PolicyKind.TRUST and name != "CanonicalUser")
        if fits and name not in present:
            yield Offer(name, detail)


def everybody(kind: PolicyKind) -> Iterator[Offer]:
    """What can stand in place of the list of principals."""
    yield Offer("*", _AWS["*"])
    if kind is not PolicyKind.RCP:
        yield Offer("{}", "accounts, services, identity providers", label="{…}", raw=True)


def principals(kind_of_principal: str) -> Iterator[Offer]:
    """Values for AWS, Service or Federated."""
    if kind_of_principal == "Service":
        yield from service_principals()
    elif kind_of_principal == "AWS":
        yield from (_principal(*item) for item in _AWS.items())
    elif kind_of_principal == "Federated":
        yield from (_principal(*item) for item in _FEDERATED.items())


def service_principals() -> Iterator[Offer]:
    """The service principals that policies name most."""
    return (Offer(f"{name}.amazonaws.com", "") for name in _SERVICES)


def _principal(value: str, detail: str) -> Offer:
    return Offer(value, detail, open=value.endswith(":"))
