"""The call that gives a session of a role. STS API reference, AssumeRole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from iamtui.aws.errors import AccessDenied, AwsError, InvalidInput
from iamtui.aws.role_request import RoleRequest
from iamtui.aws.session_keys import SessionKeys
from iamtui.aws.session_lengths import in_words
from iamtui.aws.sts_calls import read_session
from iamtui.secret import Secret

if TYPE_CHECKING:
    from iamtui.aws.api import Api
    from iamtui.aws.clients import Clients


def assume_role(
    api: Api,
    request: RoleRequest,
    *,
    serial: str | None = None,
    code: Secret | None = None,
    clients: Clients | None = None,
) -> SessionKeys:
    """A session of the role, with a code of the device `serial` or without one.

    Raises `AccessDenied` where the role does not let the caller in, `WrongCode`, `InvalidInput`
    where the role does not allow the length, and what else `Api.ask` gives.
    """
    parameters: dict[str, Any] = {
        "RoleArn": request.role_arn,
        "RoleSessionName": request.session_name,
        "DurationSeconds": int(request.length.total_seconds()),
    }
    if request.external_id is not None:
        parameters["ExternalId"] = request.external_id
    if serial is not None and code is not None:
        parameters |= {"SerialNumber": serial, "TokenCode": code.reveal()}
    started = datetime.now(UTC)
    try:
        answer = api.ask("AssumeRole", parameters, service="sts", clients=clients)
    except (InvalidInput, AccessDenied) as error:
        refused = error
    else:
        return read_session(answer, started, "", serial)
    if isinstance(refused, AccessDenied):
        raise _not_let_in(request, refused)
    raise _too_long(request, refused)


def _not_let_in(request: RoleRequest, refused: AccessDenied) -> AccessDenied:
    """AWS gives one answer for all of these."""
    failure = AccessDenied(
        f"AWS does not let you assume {request.role_name}: there is no such role, its trust policy "
        "or yours does not allow it, or it asks for an external id or an MFA code.",
        "Check the ARN, and ask who owns the role what it asks for.",
    )
    failure.code, failure.operation = refused.code, refused.operation
    return failure


def _too_long(request: RoleRequest, refused: AwsError) -> InvalidInput:
    """All else was checked before it was sent, so AWS does not take the length."""
    failure = InvalidInput(
        f"AWS gives no session of {in_words(request.length)} of the role {request.role_name}: its "
        "maximum is shorter, or you sign with a session, from which one lasts an hour at most.",
        "Ask for less, such as 1h.",
    )
    failure.code, failure.operation = refused.code, refused.operation
    return failure
