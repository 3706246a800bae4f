"""What an MFA session needs before a code is spent on it.

STS API reference, GetSessionToken: 900 to 129,600 seconds, six digits, long-term credentials.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from iamtui.aws.errors import InvalidInput
from iamtui.errors import RefusedError
from iamtui.secret import Secret

if TYPE_CHECKING:
    from iamtui.aws.api import Api
    from iamtui.aws.clients import Clients

SHORTEST: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=36)
_CODE: Final = re.compile(r"[0-9]{6}")


def check_serial(serial: str) -> None:
    """Raise `RefusedError` for a device that AWS takes no codes from."""
    if ":u2f/" in serial:
        raise RefusedError(
            "AWS takes no codes from passkeys and security keys, so they start no session.",
            "Enrol a virtual MFA device besides.",
        )


def check_request(serial: str, code: Secret, duration: timedelta) -> None:
    """Raise `InvalidInput` or `RefusedError` where AWS cannot start such a session."""
    check_serial(serial)
    if not _CODE.fullmatch(code.reveal()):
        raise InvalidInput("An MFA code has six digits.", "Type the one that is shown now.")
    if not SHORTEST <= duration <= LONGEST:
        raise InvalidInput("A session lasts 15 minutes to 36 hours.", "Choose a time in between.")


def refuse_chained(api: Api, clients: Clients) -> None:
    """Raise `RefusedError` where `clients` sign with a session: AWS starts none from another."""
    if api.in_time(clients.are_temporary):
        raise RefusedError(
            "This profile signs with a session already, and AWS starts none from another.",
            "Use the long-term access key that it comes from.",
        )
