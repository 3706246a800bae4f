"""The resource of an IAM or STS call, as policies name it: an ARN with its path.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS IAM".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from iamtui.mock.entities import Group, InstanceProfile, Policy, Role, User
from iamtui.mock.registry import Request

Target = User | Group | Role | Policy | InstanceProfile

_LISTED: Final = {
    "ListUsers": "user",
    "ListGroups": "group",
    "ListRoles": "role",
    "ListInstanceProfiles": "instance-profile",
    "ListVirtualMFADevices": "mfa",
}
_ARN_PARAMETERS: Final = (
    "PolicyArn",
    "RoleArn",
    "SAMLProviderArn",
    "OpenIDConnectProviderArn",
    "SerialNumber",
)
_OF_THE_CALLER: Final = frozenset(
    {
        "ChangePassword",
        "CreateAccessKey",
        "CreateLoginProfile",
        "DeactivateMFADevice",
        "DeleteAccessKey",
        "DeleteLoginProfile",
        "DeleteSigningCertificate",
        "GetLoginProfile",
        "GetUser",
        "ListAccessKeys",
        "ListMFADevices",
        "ListServiceSpecificCredentials",
        "ListSSHPublicKeys",
        "ListSigningCertificates",
        "UpdateAccessKey",
        "UpdateSigningCertificate",
        "UploadSigningCertificate",
    }
)


def target_of(request: Request) -> Target | None:
    """The entity that the call is about, if it is there."""
    store, params = request.store, request.params
    tables: tuple[tuple[str, Mapping[str, Target]], ...] = (
        ("InstanceProfileName", store.profiles),
        ("GroupName", store.groups),
        ("RoleName", store.roles),
        ("UserName", store.users),
    )
    for parameter, table in tables:
        if parameter in params:
            return table.get(params[parameter])
    policy = store.policies.get(params.get("PolicyArn", ""))
    return policy if isinstance(policy, Policy) else _implicit_user(request)


def resource_arn(request: Request) -> str:
    """The ARN that policies are asked about; `*` where the operation has no resource."""
    target = target_of(request)
    if target is not None:
        return str(target.arn)
    store, params = request.store, request.params
    path = str(params.get("Path", "/"))
    for parameter, kind in (
        ("InstanceProfileName", "instance-profile"),
        ("GroupName", "group"),
        ("RoleName", "role"),
        ("UserName", "user"),
        ("PolicyName", "policy"),
        ("VirtualMFADeviceName", "mfa"),
        ("ServerCertificateName", "server-certificate"),
    ):
        if parameter in params:
            return store.arn(kind, path, str(params[parameter]))
    for parameter in _ARN_PARAMETERS:
        if parameter in params:
            return str(params[parameter])
    if request.operation in _LISTED:
        return store.arn(_LISTED[request.operation], str(params.get("PathPrefix", "/")), "")
    return "*"


def _implicit_user(request: Request) -> User | None:
    """The user that a call means without naming one: a key's owner, or the caller."""
    if request.operation == "GetAccessKeyLastUsed":
        key = request.store.keys.get(request.text("AccessKeyId"))
        return request.store.users.get(str(key.user_name)) if key else None
    principal = request.caller.principal
    means_caller = request.operation in _OF_THE_CALLER
    return principal if means_caller and isinstance(principal, User) else None
