"""The resource of an IAM or STS call, as policies name it: an ARN with its path, and its tags.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS IAM" and
"… for AWS Security Token Service".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from iamtui.mock.entities import Group, InstanceProfile, Principal, Role, User
from iamtui.mock.errors import invalid
from iamtui.mock.ids import Source
from iamtui.mock.linked_services import linked_service
from iamtui.mock.registry import Request
from iamtui.mock.services import service_model
from iamtui.mock.store import Store

_Entity = User | Group | Role | InstanceProfile


@dataclass(frozen=True, slots=True)
class Resource:
    """What a call is about: its ARN (`*` for none), its tags, and its boundary's ARN if it has one.

    The ARN is made up in the same way where nothing of that name exists.
    """

    arn: str
    labels: Mapping[str, str] = field(default_factory=dict)
    boundary: str | None = None


# The parameter that names what an operation makes, and the kind in its ARN.
_MADE: Final = {
    "CreateGroup": ("GroupName", "group"),
    "CreateInstanceProfile": ("InstanceProfileName", "instance-profile"),
    "CreatePolicy": ("PolicyName", "policy"),
    "CreateRole": ("RoleName", "role"),
    "CreateSAMLProvider": ("Name", "saml-provider"),
    "CreateUser": ("UserName", "user"),
    "CreateVirtualMFADevice": ("VirtualMFADeviceName", "mfa"),
    "UploadServerCertificate": ("ServerCertificateName", "server-certificate"),
}
_LISTED: Final = {
    "ListGroups": "group",
    "ListInstanceProfiles": "instance-profile",
    "ListRoles": "role",
    "ListServerCertificates": "server-certificate",
    "ListUsers": "user",
    "ListVirtualMFADevices": "mfa",
}
_TABLES: Final[dict[str, tuple[str, Callable[[Store], Mapping[str, _Entity]]]]] = {
    "InstanceProfileName": ("instance-profile", lambda store: store.profiles),
    "GroupName": ("group", lambda store: store.groups),
    "RoleName": ("role", lambda store: store.roles),
    "UserName": ("user", lambda store: store.users),
}
# In the order in which they tell: a policy's ARN beside a user's name is not the resource.
_ARN_PARAMETERS: Final = (
    "PolicyArn",
    "RoleArn",
    "SAMLProviderArn",
    "OpenIDConnectProviderArn",
    "SerialNumber",
    "PolicySourceArn",
    "Arn",
)
_NO_RESOURCE: Final = Resource("*")
_ARN: Final = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+", re.DOTALL)


def resource_of(request: Request) -> Resource:
    """The resource that policies are asked about."""
    operation, store, params = request.operation, request.store, request.params
    if operation in _MADE:
        parameter, kind = _MADE[operation]
        return Resource(store.arn(kind, str(params.get("Path", "/")), request.text(parameter)))
    if operation in _LISTED:
        return Resource(store.arn(_LISTED[operation], str(params.get("PathPrefix", "/")), ""))
    special = _SPECIAL.get(operation)
    if special is not None:
        return special(request)
    for parameter in _TABLES:
        if parameter in params:
            return named(store, parameter, request.text(parameter))
    if _implies_caller(operation):
        return of_entity(request.caller.principal) if _is_user(request) else _NO_RESOURCE
    for parameter in _ARN_PARAMETERS:
        if parameter in params:
            return of_arn(store, request.text(parameter))
    return _NO_RESOURCE


def named(store: Store, parameter: str, name: str) -> Resource:
    """What is called `name` by that parameter; under the path `/` if it is not there."""
    kind, table = _TABLES[parameter]
    entity = table(store).get(name)
    return of_entity(entity) if entity is not None else Resource(store.arn(kind, "/", name))


def of_entity(entity: _Entity) -> Resource:
    """A user, group, role or instance profile."""
    boundary = entity.boundary if isinstance(entity, Principal) else None
    return Resource(
        str(entity.arn),
        {} if isinstance(entity, Group) else entity.labels,
        str(boundary.arn) if boundary is not None else None,
    )


def of_arn(store: Store, arn: str) -> Resource:
    """What has that ARN: a policy, role, user, provider or MFA device."""
    if arn in store.policies:
        return Resource(arn, store.policies[arn].labels)
    if arn in store.devices:
        return Resource(arn, store.devices[arn].labels)
    kind, _, name = arn.rpartition(":")[2].partition("/")
    tables: dict[str, Mapping[str, _Entity]] = {"role": store.roles, "user": store.users}
    entity = tables.get(kind, {}).get(name.rpartition("/")[2])
    if entity is not None and entity.arn == arn:
        return of_entity(entity)
    return Resource(arn, store.other_labels.get(arn, {}))


def check_role_arn(arn: str) -> None:
    """Raise ValidationError for what is no ARN at all (a recorded answer of AWS)."""
    if _ARN.fullmatch(arn) is None:
        raise invalid(f"{arn} is invalid")


def _is_user(request: Request) -> bool:
    return request.caller.is_iam_user or request.caller.is_root


def _implies_caller(operation: str) -> bool:
    """Whether the operation means its caller where it names no user: by the model, most do."""
    if operation == "ChangePassword":
        return True
    model = service_model("iam")
    if operation not in model.operation_names:
        return False
    shape = model.operation_model(operation).input_shape
    return shape is not None and "UserName" in shape.members


def _owner_of_key(request: Request) -> Resource:
    key = request.store.keys.get(request.text("AccessKeyId"))
    return named(request.store, "UserName", str(key.user_name)) if key else _NO_RESOURCE


def server_certificate_id(body: str) -> str:
    """The id of a server certificate, under which its tags are kept."""
    return Source(body).unique_id("ASCA")


def _server_certificate(request: Request) -> Resource:
    name = request.text("ServerCertificateName")
    for certificate in request.store.moto.certificates.values():
        if certificate.cert_name == name:
            kept_under = server_certificate_id(str(certificate.cert_body))
            labels = request.store.other_labels.get(kept_under, {})
            return Resource(request.store.arn("server-certificate", certificate.path, name), labels)
    return Resource(request.store.arn("server-certificate", "/", name))


def _new_oidc_provider(request: Request) -> Resource:
    host = request.text("Url").removeprefix("https://")
    return Resource(request.store.arn("oidc-provider", "/", host))


def _new_service_linked_role(request: Request) -> Resource:
    """Source: IAM User Guide, "Create a service-linked role": `…/SERVICE/AWSServiceRoleFor*`."""
    service, suffix = request.text("AWSServiceName"), request.optional("CustomSuffix")
    linked = linked_service(service)
    name = linked.role_name if linked is not None else "AWSServiceRoleFor"
    path = f"/aws-service-role/{service}/"
    return Resource(request.store.arn("role", path, f"{name}_{suffix}" if suffix else name))


def _deleted_service_linked_role(request: Request) -> Resource:
    """`task/aws-service-role/SERVICE/ROLE/…` is about the role of that path and name."""
    parts = request.text("DeletionTaskId").split("/")
    if len(parts) < 4:
        return _NO_RESOURCE
    return Resource(request.store.arn("role", f"/{parts[1]}/{parts[2]}/", parts[3]))


def _access_report(request: Request) -> Resource:
    return Resource(request.store.arn("access-report", "/", request.text("EntityPath")))


def _delegation_request(request: Request) -> Resource:
    request_id = request.optional("DelegationRequestId") or ""
    return Resource(request.store.arn("delegation-request", "/", request_id))


def _federated_user(request: Request) -> Resource:
    store = request.store
    return Resource(f"arn:aws:sts::{store.account_id}:federated-user/{request.text('Name')}")


def _none(request: Request) -> Resource:
    return _NO_RESOURCE


_SPECIAL: Final[dict[str, Callable[[Request], Resource]]] = {
    "AcceptDelegationRequest": _delegation_request,
    "AssociateDelegationRequest": _delegation_request,
    "CreateDelegationRequest": _delegation_request,
    "CreateOpenIDConnectProvider": _new_oidc_provider,
    "CreateServiceLinkedRole": _new_service_linked_role,
    "DeleteServerCertificate": _server_certificate,
    "GenerateOrganizationsAccessReport": _access_report,
    "GetAccessKeyLastUsed": _owner_of_key,
    "GetDelegationRequest": _delegation_request,
    "GetFederationToken": _federated_user,
    "GetServerCertificate": _server_certificate,
    "GetServiceLinkedRoleDeletionStatus": _deleted_service_linked_role,
    "GetSessionToken": _none,
    "ListServerCertificateTags": _server_certificate,
    "RejectDelegationRequest": _delegation_request,
    "SendDelegationToken": _delegation_request,
    "TagServerCertificate": _server_certificate,
    "UntagServerCertificate": _server_certificate,
    "UpdateDelegationRequest": _delegation_request,
    "UpdateServerCertificate": _server_certificate,
}
