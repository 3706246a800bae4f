"""The MFA code that a call for a session carries: checked against the caller's own device.

Source: STS API reference, GetSessionToken and AssumeRole, `SerialNumber` and `TokenCode`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from iamtui.mock.entities import User
from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request
from iamtui.mock.totp import accept_code

_WRONG: Final = "MultiFactorAuthentication failed with invalid MFA one time pass code."
_WRONG_SERIAL: Final = "MultiFactorAuthentication failed, unable to validate MFA code."
_MISSING: Final = (
    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
)


def mfa_moment(request: Request) -> datetime | None:
    """When the code was given, None without one; it is used up.

    Raises AccessDenied where the code is wrong or used, or the device is not the caller's.
    """
    serial, code = request.optional("SerialNumber"), request.optional("TokenCode")
    if serial is None and code is None:
        return None
    if serial is None or code is None:
        raise AwsError("AccessDenied", _MISSING)
    user = request.caller.principal
    if not isinstance(user, User) or request.caller.federated is not None:
        raise AwsError("AccessDenied", _WRONG_SERIAL)
    now = request.store.clock.now()
    for device in user.devices:
        if device.serial == serial:
            if accept_code(device, code, now):
                return now
            raise AwsError("AccessDenied", _WRONG)
    raise AwsError("AccessDenied", _WRONG_SERIAL)
