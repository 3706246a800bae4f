"""What a call needs permission for: its own action, and what it does besides.

Source: IAM API reference of each operation ("PassRole", renaming); IAM User Guide, "Tags for IAM
resources" (tags on creation) and "Pass session tags in AWS STS".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from iamtui.mock.query import UNSIGNED
from iamtui.mock.registry import Request
from iamtui.mock.request_keys import Value, request_keys, tag_keys
from iamtui.mock.resource_arns import Resource, check_role_arn, named, resource_of
from iamtui.mock.session_tags import session_tags
from iamtui.mock.trust import trust_policy
from iamtui.policy import NamedPolicy

# GetCallerIdentity: "No permissions are required"; unsigned calls ask the role's trust policy.
_FREE: Final = frozenset({"GetCallerIdentity"}) | UNSIGNED
_TAGGED: Final = {
    "CreateInstanceProfile": "TagInstanceProfile",
    "CreateOpenIDConnectProvider": "TagOpenIDConnectProvider",
    "CreatePolicy": "TagPolicy",
    "CreateRole": "TagRole",
    "CreateSAMLProvider": "TagSAMLProvider",
    "CreateUser": "TagUser",
    "CreateVirtualMFADevice": "TagMFADevice",
    "UploadServerCertificate": "TagServerCertificate",
}
_RENAMES: Final = {
    "UpdateGroup": ("group", "GroupName", "NewGroupName"),
    "UpdateServerCertificate": (
        "server-certificate",
        "ServerCertificateName",
        "NewServerCertificateName",
    ),
    "UpdateUser": ("user", "UserName", "NewUserName"),
}
# A federated user is tagged by the permissions of whoever asks: there is no trust policy.
_TAGS_OF_FEDERATION: Final = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:TagSession",'
    '"Principal":{"AWS":"ACCOUNT"}}}'
)


@dataclass(frozen=True, slots=True)
class Need:
    """An action on a resource, the keys that come with it, and the policy that must agree."""

    action: str
    resource: Resource
    keys: Mapping[str, Value] = field(default_factory=dict)
    agreement: NamedPolicy | None = None


def needs(request: Request, service: str) -> Iterator[Need]:
    """All that the caller of `request` must be allowed."""
    operation = request.operation
    if service == "sts":
        yield from _sts_needs(request)
        return
    resource = resource_of(request)
    yield Need(f"iam:{operation}", resource, request_keys(request, resource))
    if operation in _TAGGED and request.params.get("Tags"):
        yield Need(f"iam:{_TAGGED[operation]}", resource, tag_keys(request))
    if operation in _RENAMES:
        yield from _rename(request, resource)
    if operation == "AddRoleToInstanceProfile":
        yield _pass_role(request)


def _rename(request: Request, resource: Resource) -> Iterator[Need]:
    """ "You must have appropriate permissions on both the source and the target object"."""
    kind, parameter, new = _RENAMES[request.operation]
    if request.optional(new) is None and request.optional("NewPath") is None:
        return
    path = request.optional("NewPath") or _path(resource.arn)
    name = request.optional(new) or request.text(parameter)
    moved = Resource(request.store.arn(kind, path, name), resource.labels)
    yield Need(f"iam:{request.operation}", moved, request_keys(request, moved))


def _path(arn: str) -> str:
    """The path in an ARN such as `arn:aws:iam::1…:user/path/name`."""
    inside = arn.rpartition(":")[2].partition("/")[2]
    return f"/{inside.rpartition('/')[0]}/" if "/" in inside else "/"


def _pass_role(request: Request) -> Need:
    """Source: IAM API reference, AddRoleToInstanceProfile, on `iam:AssociatedResourceArn`.

    A role's tags do not count: IAM User Guide, "Grant a user permissions to pass a role".
    """
    role = named(request.store, "RoleName", request.text("RoleName"))
    keys: dict[str, Value] = {
        "iam:PassedToService": "ec2.amazonaws.com",
        "iam:AssociatedResourceArn": f"arn:aws:ec2:*:{request.store.account_id}:instance/*",
    }
    return Need("iam:PassRole", Resource(role.arn), keys)


def _sts_needs(request: Request) -> Iterator[Need]:
    operation = request.operation
    if operation in _FREE:
        return
    resource = resource_of(request)
    if operation == "AssumeRole":
        check_role_arn(resource.arn)
    keys, agreement = request_keys(request, resource), _agreement(request, resource)
    federates = operation == "GetFederationToken"
    yield Need(f"sts:{operation}", resource, keys, None if federates else agreement)
    if operation == "GetWebIdentityToken" and request.params.get("Tags"):
        yield Need("sts:TagGetWebIdentityToken", resource, keys)
    if (operation == "AssumeRole" or federates) and session_tags(request).all:
        yield Need("sts:TagSession", resource, keys, agreement)
    if "sts:SourceIdentity" in keys:
        yield Need("sts:SetSourceIdentity", resource, keys, agreement)


def _agreement(request: Request, resource: Resource) -> NamedPolicy | None:
    """The policy that decides beside the caller's: a role's trust policy, if the role is there."""
    if request.operation == "GetFederationToken":
        text = _TAGS_OF_FEDERATION.replace("ACCOUNT", request.store.account_id)
        return NamedPolicy.of("federation", text)
    role = request.store.role_by_arn(resource.arn)
    return trust_policy(role, request.store) if role is not None else None
