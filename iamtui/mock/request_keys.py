"""The condition keys that follow from what a call asks for and what it asks it of.

Source: Service Authorization Reference, the condition keys of each action of IAM and STS; IAM User
Guide, "IAM and AWS STS condition context keys".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from iamtui.mock.registry import Request
from iamtui.mock.resource_arns import Resource
from iamtui.mock.session_tags import session_tags

Value = str | tuple[str, ...]

_ATTACHED: Final = (("PolicyArn", "iam:PolicyARN"),)
_BOUNDARY: Final = (("PermissionsBoundary", "iam:PermissionsBoundary"),)
_PARAMETERS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "AssumeRole": (
        ("ExternalId", "sts:ExternalId"),
        ("RoleSessionName", "sts:RoleSessionName"),
        ("SourceIdentity", "sts:SourceIdentity"),
    ),
    "AttachGroupPolicy": _ATTACHED,
    "AttachRolePolicy": _ATTACHED,
    "AttachUserPolicy": _ATTACHED,
    "CreateDelegationRequest": (
        ("NotificationChannel", "iam:NotificationChannel"),
        ("SessionDuration", "iam:DelegationDuration"),
    ),
    "CreateRole": _BOUNDARY,
    "CreateServiceLinkedRole": (("AWSServiceName", "iam:AWSServiceName"),),
    "CreateServiceSpecificCredential": (
        ("ServiceName", "iam:ServiceSpecificCredentialServiceName"),
        ("CredentialAgeDays", "iam:ServiceSpecificCredentialAgeDays"),
    ),
    "CreateUser": _BOUNDARY,
    "DetachGroupPolicy": _ATTACHED,
    "DetachRolePolicy": _ATTACHED,
    "DetachUserPolicy": _ATTACHED,
    "GenerateOrganizationsAccessReport": (("OrganizationsPolicyId", "iam:OrganizationsPolicyId"),),
    "GetWebIdentityToken": (
        ("DurationSeconds", "sts:DurationSeconds"),
        ("SigningAlgorithm", "sts:SigningAlgorithm"),
    ),
    "ListDelegationRequests": (("OwnerId", "iam:DelegationRequestOwner"),),
    "PutRolePermissionsBoundary": _BOUNDARY,
    "PutUserPermissionsBoundary": _BOUNDARY,
}
# Actions for which iam:PermissionsBoundary is the boundary that the principal has.
_BOUND: Final = frozenset(
    {
        "AttachRolePolicy",
        "AttachUserPolicy",
        "DeleteRole",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy",
        "DeleteUserPermissionsBoundary",
        "DeleteUserPolicy",
        "DetachRolePolicy",
        "DetachUserPolicy",
        "GetRole",
        "PutRolePolicy",
        "PutUserPolicy",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
        "UpdateRoleDescription",
    }
)
_OF_A_CREDENTIAL: Final = frozenset(
    {
        "DeleteServiceSpecificCredential",
        "ResetServiceSpecificCredential",
        "UpdateServiceSpecificCredential",
    }
)


def request_keys(request: Request, resource: Resource) -> dict[str, Value]:
    """The keys of the call's own action; what is not in it is absent."""
    return {
        **dict(_parameters(request)),
        **dict(_target(request, resource)),
        **tag_keys(request),
    }


def tag_keys(request: Request) -> dict[str, Value]:
    """`aws:TagKeys` and `aws:RequestTag/…`; for sessions, with the tags that are inherited."""
    if request.operation in ("AssumeRole", "GetFederationToken"):
        passed = session_tags(request)
        keys = _tag_keys(dict(passed.all), [])
        if passed.transitive:
            keys["sts:TransitiveTagKeys"] = tuple(sorted(passed.transitive))
        return keys
    tags = {tag["Key"]: tag["Value"] for tag in request.params.get("Tags", [])}
    return _tag_keys(tags, request.params.get("TagKeys", []))


def _tag_keys(tags: dict[str, str], untagged: list[str]) -> dict[str, Value]:
    keys: dict[str, Value] = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    if tags or untagged:
        keys["aws:TagKeys"] = (*tags, *untagged)
    return keys


def _parameters(request: Request) -> Iterator[tuple[str, Value]]:
    for parameter, key in _PARAMETERS.get(request.operation, ()):
        value = request.optional(parameter)
        if value is not None:
            yield key, value
    if request.operation == "GetWebIdentityToken":
        yield "sts:IdentityTokenAudience", tuple(request.params["Audience"])
    if request.operation in _OF_A_CREDENTIAL:
        yield from _credential(request)
    session = request.caller.session
    if request.operation == "AssumeRole" and session is not None:
        identity = session.carried.source_identity
        if identity is not None:
            yield "sts:SourceIdentity", identity


def _credential(request: Request) -> Iterator[tuple[str, Value]]:
    wanted = request.text("ServiceSpecificCredentialId")
    for user in request.store.users.values():
        for credential in user.service_credentials:
            if credential.id == wanted:
                yield "iam:ServiceSpecificCredentialServiceName", credential.service


def _target(request: Request, resource: Resource) -> Iterator[tuple[str, Value]]:
    if request.operation in _BOUND and resource.boundary is not None:
        yield "iam:PermissionsBoundary", resource.boundary
    for key, value in resource.labels.items():
        yield f"iam:ResourceTag/{key}", value
        yield f"aws:ResourceTag/{key}", value
