"""A role to be assumed: what is asked for, checked before it is sent, and by which way.

STS API reference, AssumeRole; IAM User Guide, "Roles terms and concepts", role chaining.
"""

from __future__ import annotations

import enum
import getpass
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from iamtui.aws.mfa import check_serial
from iamtui.aws.session_lengths import (
    DEFAULT_ROLE,
    LONGEST_CHAINED,
    LONGEST_ROLE,
    SHORTEST,
    in_words,
)
from iamtui.errors import UsageError

_ROLE: Final = re.compile(r"arn:[a-z-]+:iam::([0-9]{12}):role/([\w+=,.@/-]+)", re.ASCII)
_SESSION_NAME: Final = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_NOT_IN_A_NAME: Final = re.compile(r"[^\w+=,.@-]", re.ASCII)
_EXTERNAL_ID: Final = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)


class Way(enum.Enum):
    """What signs AssumeRole; the value is what is said of it."""

    SESSION = "from a session, for 1 h at most (role chaining)"
    KEY = "from the access key itself, for as long as the role allows"


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """A role, and the session of it that is wanted.

    `mfa_serial` is the device that gives a code where one is needed; None assumes it without.
    """

    role_arn: str
    session_name: str
    length: timedelta = DEFAULT_ROLE
    external_id: str | None = None
    mfa_serial: str | None = None

    @property
    def account(self) -> str:
        """The id of the role's account."""
        found = _ROLE.fullmatch(self.role_arn)
        return found[1] if found else ""

    @property
    def role_name(self) -> str:
        """The role's name, without its path."""
        return self.role_arn.rsplit("/", 1)[-1]

    @property
    def way(self) -> Way:
        """What signs it where there is a choice: a session of the key's user, whose one code
        serves for every role, or for what lasts longer than a chain may, the key itself."""
        return Way.SESSION if self.length <= LONGEST_CHAINED else Way.KEY


def check_request(request: RoleRequest) -> None:
    """Raises UsageError where STS would not take it, and RefusedError for a device without codes.

    Whether the role allows the length is not known here.
    """
    if not is_role_arn(request.role_arn):
        raise UsageError(
            f"{request.role_arn!r} is no ARN of a role.",
            "Write it as arn:aws:iam::123456789012:role/NAME.",
        )
    if not _SESSION_NAME.fullmatch(request.session_name):
        raise UsageError(
            f"{request.session_name!r} is no name of a session.",
            "Use 2 to 64 letters, digits and +=,.@-_.",
        )
    if request.external_id is not None and not _EXTERNAL_ID.fullmatch(request.external_id):
        raise UsageError("That is no external id.", "Use 2 to 1,224 letters, digits and +=,.@:/-_.")
    if not SHORTEST <= request.length <= LONGEST_ROLE:
        raise UsageError(
            f"A role's session lasts 15 minutes to 12 hours; {in_words(request.length)} were "
            "asked for.",
            "Choose a time in between.",
        )
    if request.mfa_serial is not None:
        check_serial(request.mfa_serial)


def check_chained(request: RoleRequest) -> None:
    """Raises UsageError where a role that is assumed from a session is to last too long."""
    if request.length > LONGEST_CHAINED:
        raise UsageError(
            "You sign with a session here, and AWS lets a role that is assumed from one last an "
            f"hour at most; {in_words(request.length)} were asked for.",
            "Ask for 1h, or assume it from a profile with an access key.",
        )


def is_role_arn(text: str) -> bool:
    """Whether that is the ARN of a role."""
    return _ROLE.fullmatch(text) is not None


def default_session_name() -> str:
    """The name of who is logged in on this machine, which CloudTrail then shows."""
    try:
        name = _NOT_IN_A_NAME.sub("-", getpass.getuser())[:56]
    except (OSError, KeyError, ImportError):
        name = ""
    return f"iamtui-{name}" if name else "iamtui"
