"""The query protocol's request: its form, and the operation that its Action and Version name.

Source: AWS query protocol, https://smithy.io/2.0/aws/protocols/aws-query-protocol.html; IAM API
reference, "Common Errors".
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from botocore.model import OperationModel

from iamtui.mock.errors import AwsError
from iamtui.mock.services import service_model
from iamtui.mock.signature import HttpRequest, Signature

Form = dict[str, str]

_SERVICES: Final = ("iam", "sts")
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_NO_VERSION: Final = "NO_VERSION_SPECIFIED"
# What has its proof of identity in a parameter: STS API reference, "no AWS credentials needed".
UNSIGNED: Final = frozenset({"AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"})


def read_form(request: HttpRequest) -> Form:
    """The parameters of the query and, where it is a form, of the body."""
    pairs = parse_qsl(request.query, keep_blank_values=True)
    content_type = request.headers.get("content-type", _FORM_TYPE).partition(";")[0]
    if content_type.strip().lower() == _FORM_TYPE:
        pairs += parse_qsl(request.body.decode("utf-8", errors="replace"), keep_blank_values=True)
    return dict(pairs)


def operation_model(signed: Signature | None, form: Form) -> OperationModel:
    """The operation that the form names, of the service that the signature is for.

    Raises MissingAuthenticationToken for an unsigned call of an operation that wants a signature,
    SignatureDoesNotMatch for another service's signature, MissingAction and InvalidAction.
    """
    name = form.get("Action", "")
    if signed is None and name not in UNSIGNED:
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token")
    service = "sts" if signed is None else signed.service
    if service not in _SERVICES or form.get("Version") in _other_versions(service):
        words = f"Credential should be scoped to correct service: '{_meant(name)}'. "
        raise AwsError("SignatureDoesNotMatch", words)
    if not name:
        raise AwsError("MissingAction", "Missing Action")
    model = service_model(service)
    if name not in model.operation_names or form.get("Version") != model.api_version:
        words = f"Could not find operation {name} for version {form.get('Version', _NO_VERSION)}"
        raise AwsError("InvalidAction", words)
    return model.operation_model(name)


def _meant(name: str) -> str:
    """The service whose operation it is."""
    return "sts" if name in service_model("sts").operation_names else "iam"


def _other_versions(service: str) -> set[str]:
    return {service_model(other).api_version for other in _SERVICES if other != service}
