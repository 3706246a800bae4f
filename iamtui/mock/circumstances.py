"""The condition keys of a call: MFA, time and address, tags, and what IAM itself adds.

Source: IAM User Guide, "AWS global condition context keys" and "Available keys for IAM and STS".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from iamtui.mock.entities import Group, Principal, Role
from iamtui.mock.registry import Request
from iamtui.mock.resource_arns import Target

Value = str | tuple[str, ...]

_PARAMETER_KEYS: Final = (
    ("PolicyArn", "iam:PolicyARN"),
    ("AWSServiceName", "iam:AWSServiceName"),
    ("ExternalId", "sts:ExternalId"),
    ("RoleSessionName", "sts:RoleSessionName"),
)


def circumstances(request: Request, target: Target | None) -> dict[str, Value]:
    """Condition keys and their values; what is not in it is absent."""
    return {
        "aws:SourceIp": request.caller.source_ip,
        "aws:SecureTransport": "true",
        **dict(_principal(request)),
        **dict(_mfa(request)),
        **dict(_parameters(request)),
        **dict(_tags(request)),
        **dict(_target(request, target)),
    }


def _principal(request: Request) -> Iterator[tuple[str, Value]]:
    principal = request.caller.principal
    yield "aws:PrincipalArn", str(principal.arn)
    if not isinstance(principal, Role):
        yield "aws:username", str(principal.name)


def _mfa(request: Request) -> Iterator[tuple[str, Value]]:
    """Absent for long-term keys, unless the call itself carries a code (checked on applying)."""
    session = request.caller.session
    if "TokenCode" in request.params and request.operation == "AssumeRole":
        yield "aws:MultiFactorAuthPresent", "true"
        yield "aws:MultiFactorAuthAge", "0"
    elif session is not None and session.mfa is not None:
        age = request.store.clock.now() - session.mfa
        yield "aws:MultiFactorAuthPresent", "true"
        yield "aws:MultiFactorAuthAge", str(int(age.total_seconds()))
    elif session is not None:
        yield "aws:MultiFactorAuthPresent", "false"


def _parameters(request: Request) -> Iterator[tuple[str, Value]]:
    for parameter, key in _PARAMETER_KEYS:
        value = request.optional(parameter)
        if value is not None:
            yield key, value


def _tags(request: Request) -> Iterator[tuple[str, Value]]:
    tags = request.params.get("Tags", [])
    keys = (*(tag["Key"] for tag in tags), *request.params.get("TagKeys", []))
    if keys:
        yield "aws:TagKeys", keys
    for tag in tags:
        yield f"aws:RequestTag/{tag['Key']}", tag["Value"]


def _target(request: Request, target: Target | None) -> Iterator[tuple[str, Value]]:
    boundary = request.optional("PermissionsBoundary")
    if boundary is not None:
        yield "iam:PermissionsBoundary", boundary
    if target is None or isinstance(target, Group):
        return
    if boundary is None and isinstance(target, Principal) and target.boundary is not None:
        yield "iam:PermissionsBoundary", str(target.boundary.arn)
    for key, value in target.labels.items():
        yield f"iam:ResourceTag/{key}", value
        yield f"aws:ResourceTag/{key}", value
