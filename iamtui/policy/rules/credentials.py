"""Grants that hand out credentials or secrets of anybody."""

from __future__ import annotations

from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft
from iamtui.policy.rules.fault import Faults, fault, quoted
from iamtui.policy.rules.grants import Patterns, denied, is_everything, unlimited

# Actions whose answer holds a credential or a secret, and that take the ARN of what it belongs to.
_EXPOSING = (
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "lightsail:GetInstanceAccessDetails",
    "lightsail:GetRelationalDatabaseMasterUserPassword",
    "mediapackage:RotateIngestEndpointCredentials",
    "rds-db:connect",
    "redshift-serverless:GetCredentials",
    "redshift:GetClusterCredentials",
    "redshift:GetClusterCredentialsWithIAM",
    "secretsmanager:GetSecretValue",
)


def exposed(draft: Draft) -> Faults:
    """Credentials are handed out for resources that are named."""
    granted = [action for statement in unlimited(draft) for action in statement.actions]
    if not granted or any(is_everything(action.value) for action in granted):
        return
    allowed, forbidden = Patterns(granted), Patterns(denied(draft))
    seen = set()
    for action in _EXPOSING:
        pattern = allowed.naming(action)
        if pattern is None or pattern in seen or forbidden.naming(action) is not None:
            continue
        seen.add(pattern)
        message = (
            f"{quoted(pattern.value)} hands out credentials ({action}) of any resource: name the "
            "resources or add a condition."
        )
        yield fault(codes.CREDENTIALS_EXPOSED, message, pattern)
