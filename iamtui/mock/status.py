"""The status that a call gives a key or a certificate."""

from __future__ import annotations

from typing import Final

from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request

_SETTABLE: Final = ("Active", "Inactive")


def wanted_status(request: Request) -> str:
    """Active or Inactive; InvalidInput for Expired, which the model allows and time alone sets."""
    status = request.text("Status")
    if status not in _SETTABLE:
        raise AwsError("InvalidInput", f"The status {status} cannot be set.")
    return status
