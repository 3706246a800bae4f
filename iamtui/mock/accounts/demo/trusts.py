"""Who may assume the roles of the demo account."""

from __future__ import annotations

import json
from typing import Any, Final

from iamtui.mock.accounts.demo.documents import ACCOUNT

_IAM: Final = f"arn:aws:iam::{ACCOUNT}"


def _trust(principal: dict[str, Any], action: str = "sts:AssumeRole", **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def service(name: str) -> str:
    """A trust policy for an AWS service."""
    return _trust({"Service": f"{name}.amazonaws.com"})


TRUSTS: Final[dict[str, str]] = {
    "account": _trust({"AWS": f"{_IAM}:root"}),
    "account-with-mfa": _trust(
        {"AWS": f"{_IAM}:root"},
        Condition={
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
        },
    ),
    "ci-user": _trust({"AWS": f"{_IAM}:user/service/ci-deploy"}),
    "staging-role": _trust({"AWS": f"{_IAM}:role/deploy/deploy-staging"}),
    "partner": _trust(
        {"AWS": "arn:aws:iam::271828182845:root"},
        Condition={"StringEquals": {"sts:ExternalId": "acme-7f3c9"}},
    ),
    "security-account": _trust({"AWS": "arn:aws:iam::161803398874:role/audit-hub"}),
    "deleted-principal": _trust({"AWS": "AIDAQ3EGRDELETEDUSER2"}),
    "anyone": _trust({"AWS": "*"}, Condition={"StringLike": {"aws:PrincipalOrgID": "o-acme*"}}),
    "github": _trust(
        {"Federated": f"{_IAM}:oidc-provider/token.actions.githubusercontent.com"},
        "sts:AssumeRoleWithWebIdentity",
        Condition={
            "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
            "StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*:ref:refs/*"},
        },
    ),
    "sso": _trust(
        {"Federated": f"{_IAM}:saml-provider/AWSSSO_1f2e3d4c5b6a7980_DO_NOT_DELETE"},
        "sts:AssumeRoleWithSAML",
        Condition={"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    ),
    "ec2": service("ec2"),
    "lambda": service("lambda"),
    "ecs": service("ecs-tasks"),
    "glue": service("glue"),
    "support": service("support"),
    "trustedadvisor": service("trustedadvisor"),
    "ecs-linked": service("ecs"),
    "autoscaling": service("autoscaling"),
}
