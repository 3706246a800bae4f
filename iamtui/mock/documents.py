"""Policy documents as IAM accepts them: moto's grammar check, and AWS's size limits.

Sizes: IAM User Guide, "IAM and AWS STS quotas" (white space does not count).
"""

from __future__ import annotations

import json
from typing import Final

from moto.iam.policy_validation import (
    IAMPolicyDocumentValidator,
    IAMTrustPolicyDocumentValidator,
)

from iamtui.mock.entities import Group, Holder, User
from iamtui.mock.errors import AwsError, quota

_MANAGED_LIMIT: Final = 6144
_TRUST_LIMIT: Final = 2048
_TRUST_SIZE_LABEL: Final = "ACLSizePerRole"


def check_managed(document: str) -> None:
    """MalformedPolicyDocument or LimitExceeded for a managed policy's document."""
    IAMPolicyDocumentValidator(document).validate()
    if _size(document) > _MANAGED_LIMIT:
        raise quota("PolicySize", _MANAGED_LIMIT)


def check_trust(document: str) -> None:
    """MalformedPolicyDocument or LimitExceeded for a role's trust policy."""
    IAMTrustPolicyDocumentValidator(document).validate()
    _check_has_principals(document)
    if _size(document) > _TRUST_LIMIT:
        raise quota(_TRUST_SIZE_LABEL, _TRUST_LIMIT)


def check_inline(holder: Holder, name: str, document: str) -> None:
    """MalformedPolicyDocument or LimitExceeded for an inline policy beside the holder's others."""
    IAMPolicyDocumentValidator(document).validate()
    kind, limit = _inline_limit(holder)
    others = sum(_size(text) for other, text in holder.policies.items() if other != name)
    if others + _size(document) > limit:
        raise AwsError(
            "LimitExceeded",
            f"Maximum policy size of {limit} bytes exceeded for {kind} {holder.name}",
        )


def _inline_limit(holder: Holder) -> tuple[str, int]:
    if isinstance(holder, User):
        return "user", 2048
    if isinstance(holder, Group):
        return "group", 5120
    return "role", 10240


def _check_has_principals(document: str) -> None:
    statements = json.loads(document)["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise AwsError("MalformedPolicyDocument", "Missing required field Principal")
        if "Resource" in statement or "NotResource" in statement:
            raise AwsError("MalformedPolicyDocument", "Has prohibited field Resource")


def _size(document: str) -> int:
    return sum(1 for character in document if not character.isspace())
