"""STS: who am I, sessions with or without an MFA code, and assuming roles.

Limits of durations: STS API reference, GetSessionToken and AssumeRole.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from iamtui.mock.entities import Role, User
from iamtui.mock.errors import AwsError, invalid
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.sessions import open_session
from iamtui.mock.totp import accept_code

_SESSION_SECONDS: Final = 43_200
_ROLE_SECONDS: Final = 3_600
_CHAINED_SECONDS: Final = 3_600
_WRONG: Final = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
_WRONG_SERIAL: Final = "MultiFactorAuthentication failed, unable to validate MFA code. "


@operation("GetCallerIdentity", "sts")
def get_caller_identity(request: Request) -> Result:
    """Who signed the call."""
    caller = request.caller
    return {"UserId": caller.user_id, "Account": caller.account_id, "Arn": caller.arn}


@operation("GetAccessKeyInfo", "sts")
def get_access_key_info(request: Request) -> Result:
    """The account of an access key."""
    key_id = request.text("AccessKeyId")
    if key_id not in request.store.keys and key_id not in request.store.sessions:
        raise invalid(f"Invalid access key ID: {key_id}")
    return {"Account": request.store.account_id}


@operation("GetSessionToken", "sts")
def get_session_token(request: Request) -> Result:
    """Credentials of the calling user, with or without an MFA code."""
    user = request.caller.principal
    mfa = _mfa_moment(request)
    seconds = int(request.params.get("DurationSeconds", _SESSION_SECONDS))
    session = open_session(request.store, user, seconds, mfa=mfa)
    return {"Credentials": session.credentials}


@operation("AssumeRole", "sts")
def assume_role(request: Request) -> Result:
    """Credentials of a role; whether the caller may was decided before."""
    role = request.store.role_by_arn(request.text("RoleArn"))
    if role is None:
        raise assume_refused(request)
    seconds = int(request.params.get("DurationSeconds", _ROLE_SECONDS))
    _check_role_duration(request, role, seconds)
    mfa = _mfa_moment(request) or _inherited_mfa(request)
    name = request.text("RoleSessionName")
    policy = request.optional("Policy")
    session = open_session(
        request.store, role, seconds, name=name, mfa=mfa, policies=(policy,) if policy else ()
    )
    arn = f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{name}"
    return {
        "Credentials": session.credentials,
        "AssumedRoleUser": {"AssumedRoleId": f"{role.id}:{name}", "Arn": arn},
        "PackedPolicySize": 6 if policy else None,
    }


def assume_refused(request: Request) -> AwsError:
    """AWS says the same of a role that is not there and of one that does not trust the caller."""
    return AwsError(
        "AccessDenied",
        f"User: {request.caller.arn} is not authorized to perform: sts:AssumeRole "
        f"on resource: {request.text('RoleArn')}",
    )


def mfa_given(request: Request) -> bool:
    """Whether the call itself carries an MFA code."""
    return request.optional("TokenCode") is not None


def _mfa_moment(request: Request) -> datetime | None:
    """When the code was given; AccessDenied where it or the device is not the caller's."""
    serial, code = request.optional("SerialNumber"), request.optional("TokenCode")
    if serial is None and code is None:
        return None
    user = request.caller.principal
    if serial is None or code is None or not isinstance(user, User):
        raise AwsError("AccessDenied", _WRONG_SERIAL.strip())
    now = request.store.clock.now()
    for device in user.devices:
        if device.serial == serial:
            if accept_code(device, code, now):
                return now
            raise AwsError("AccessDenied", _WRONG.strip())
    raise AwsError("AccessDenied", _WRONG_SERIAL.strip())


def _inherited_mfa(request: Request) -> datetime | None:
    session = request.caller.session
    return session.mfa if session is not None else None


def _check_role_duration(request: Request, role: Role, seconds: int) -> None:
    chained = request.caller.session is not None
    if chained and seconds > _CHAINED_SECONDS:
        raise invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit "
            "for roles assumed by role chaining"
        )
    if seconds > role.max_duration:
        raise invalid(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
