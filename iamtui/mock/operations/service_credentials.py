"""Service-specific credentials: user name and password for git over HTTPS and for Keyspaces."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Final

from iamtui.mock.entities import ServiceCredential
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.ids import FRESH
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.status import wanted_status
from iamtui.mock.store import Store
from iamtui.mock.views import View

_BEDROCK: Final = "bedrock.amazonaws.com"
_SERVICES: Final = frozenset({"codecommit.amazonaws.com", "cassandra.amazonaws.com", _BEDROCK})
_MOST: Final = 2


@operation("CreateServiceSpecificCredential")
def create(request: Request) -> Result:
    """A new credential: this answer and a reset's are the only ones that have its password."""
    store, service = request.store, request.text("ServiceName")
    user = store.user(request.text("UserName"))
    _check_service(service)
    if sum(other.service == service for other in user.service_credentials) >= _MOST:
        raise quota("ServiceSpecificCredentialsPerUser", _MOST)
    days = request.params.get("CredentialAgeDays")
    credential = ServiceCredential(
        id=FRESH.unique_id("ACCA")[:20],
        service=service,
        user_name=str(user.name),
        password=FRESH.secret(),
        created=store.now(),
        alias=f"{user.name}-at-{store.account_id}",
        expires=None if days is None else store.now() + timedelta(days=int(days)),
    )
    user.service_credentials.append(credential)
    return {"ServiceSpecificCredential": _with_password(store, credential)}


@operation("ListServiceSpecificCredentials")
def list_credentials(request: Request) -> Result:
    """Credentials of a user (or with AllUsers of all), without passwords."""
    store, service = request.store, request.optional("ServiceName")
    if service is not None:
        _check_service(service)
    everyone = bool(request.params.get("AllUsers", False))
    users = store.users.values() if everyone else [store.user(request.user_name())]
    chosen = [
        credential
        for user in users
        for credential in user.service_credentials
        if service in (None, credential.service)
    ]
    credentials, end = page(request, chosen, lambda credential: credential.id)
    return {"ServiceSpecificCredentials": [_view(store, item) for item in credentials], **end}


@operation("UpdateServiceSpecificCredential")
def update(request: Request) -> Result:
    """Activate or deactivate a credential."""
    _credential(request).active = wanted_status(request) == "Active"
    return None


@operation("ResetServiceSpecificCredential")
def reset(request: Request) -> Result:
    """Another password."""
    credential = _credential(request)
    credential.password = FRESH.secret()
    return {"ServiceSpecificCredential": _with_password(request.store, credential)}


@operation("DeleteServiceSpecificCredential")
def delete(request: Request) -> Result:
    """Delete a credential, active or not."""
    credential = _credential(request)
    request.store.user(credential.user_name).service_credentials.remove(credential)
    return None


def _credential(request: Request) -> ServiceCredential:
    credential_id = request.text("ServiceSpecificCredentialId")
    for credential in request.store.user(request.user_name()).service_credentials:
        if credential.id == credential_id:
            return credential
    raise AwsError("NoSuchEntity", f"No such credential {credential_id} exists")


def _check_service(service: str) -> None:
    if service not in _SERVICES:
        words = f"No such service {service} is supported for Service Specific Credentials"
        raise AwsError("NoSuchEntity", words)


def _view(store: Store, credential: ServiceCredential) -> View:
    alias = credential.alias or f"{credential.user_name}-at-{store.account_id}"
    public = "ServiceCredentialAlias" if credential.service == _BEDROCK else "ServiceUserName"
    return {
        "UserName": credential.user_name,
        "Status": _status(store, credential),
        public: alias,
        "CreateDate": credential.created,
        "ExpirationDate": credential.expires,
        "ServiceSpecificCredentialId": credential.id,
        "ServiceName": credential.service,
    }


def _status(store: Store, credential: ServiceCredential) -> str:
    if credential.expires is not None and credential.expires <= store.now():
        return "Expired"
    return "Active" if credential.active else "Inactive"


def _with_password(store: Store, credential: ServiceCredential) -> View:
    """Bedrock has keys in place of passwords, which hold the alias."""
    view = _view(store, credential)
    if credential.service != _BEDROCK:
        return {**view, "ServicePassword": credential.password}
    pair = f"{view['ServiceCredentialAlias']}:{credential.password}"
    return {**view, "ServiceCredentialSecret": "ABSK" + base64.b64encode(pair.encode()).decode()}
