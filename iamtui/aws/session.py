"""What is said of an MFA session: values only, no secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MfaSession:
    """A session that AWS gave for a code of the MFA device `serial`; times are aware, in UTC."""

    serial: str
    started: datetime
    expires: datetime
