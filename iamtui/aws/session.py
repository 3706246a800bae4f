"""What is said of sessions: values only, no secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MfaSession:
    """A session that AWS gave for a code of the MFA device `serial`; times are aware, in UTC."""

    serial: str
    started: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Signing:
    """What calls are signed with.

    has_mfa   whether an MFA code was given for it, None where nobody here knows: a session that
              was started elsewhere does not tell
    expires   when it ends (aware, in UTC); None for keys that last, and where that is not known
    """

    has_mfa: bool | None = None
    expires: datetime | None = None
