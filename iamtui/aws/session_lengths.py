"""How long a session may last, by what it is started with.

STS API reference: GetSessionToken and GetFederationToken 900 to 129,600 seconds (root: 3,600),
AssumeRole 900 seconds to the role's MaxSessionDuration (at most 12 hours), and 3,600 from another
session (IAM User Guide, "Roles terms and concepts", role chaining).
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from iamtui.errors import UsageError

SHORTEST: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=36)
DEFAULT: Final = timedelta(hours=12)
LONGEST_ROLE: Final = timedelta(hours=12)
DEFAULT_ROLE: Final = timedelta(hours=1)
LONGEST_CHAINED: Final = timedelta(hours=1)

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "": 1}
_LENGTH: Final = re.compile(r"([0-9]{1,7})([smh]?)", re.ASCII)


def parse_length(text: str) -> timedelta:
    """A length of time as it is typed: `12h`, `45m`, `900s` or `900` (seconds).

    Raises UsageError for anything else, and outside of 15 minutes to 36 hours.
    """
    found = _LENGTH.fullmatch(text.strip().lower())
    length = timedelta(seconds=int(found[1]) * _UNITS[found[2]]) if found else None
    if length is None or not SHORTEST <= length <= LONGEST:
        raise UsageError(
            f"{text!r} is no length of a session.", "Write 15m to 36h, such as 12h, or seconds."
        )
    return length


def check_role_length(profile: str, length: timedelta, *, chained: bool) -> None:
    """Raises UsageError where AWS gives no role session of this length."""
    if chained and length > LONGEST_CHAINED:
        raise UsageError(
            f"The role of the profile {profile} is assumed from another session, and AWS lets such "
            f"a session last one hour at most; {in_words(length)} were asked for.",
            "Ask for 1h, or put mfa_serial into the role's own profile, next to the access key.",
        )
    if length > LONGEST_ROLE:
        raise UsageError(
            f"A role's session lasts 12 hours at most; {in_words(length)} were asked for.",
            "Ask for 12h or less.",
        )


def in_words(length: timedelta) -> str:
    """A length of time for a sentence: `12 h`, `1 h 30 min`, `15 min`."""
    minutes = max(0, round(length.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours)
    return " ".join(parts)
