"""When a key counts as verified: AWS has to know it everywhere, not only where we asked first.

IAM is eventually consistent, and for seconds a new key is known to one of its servers and unknown
to the next. Three passes in a row, at STS and at IAM, are taken for an answer.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PASSES = 3
BETWEEN_PASSES = timedelta(seconds=0.5)
AFTER_A_MISS = timedelta(seconds=1)
# IAM takes seconds; what is not known after so long will not be known soon.
LONGEST = timedelta(minutes=2)


class Check(enum.Enum):
    """How one pass ended: STS named the right user and IAM read or denied something (PASSED); one
    of the two does not know the key yet or gave no answer (NOT_YET); or it is certain that the
    secret does not fit or the key is somebody else's (WRONG)."""

    PASSED = "passed"
    NOT_YET = "not yet"
    WRONG = "wrong"


class Verdict(enum.Enum):
    """What is known so far."""

    OPEN = "open"
    VERIFIED = "verified"
    WRONG = "wrong"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Verification:
    """How far the checking of one key is, since `began`."""

    began: datetime
    passes: int = 0
    wrong: bool = False
    checked: datetime | None = None

    def after(self, check: Check, now: datetime) -> Verification:
        """With one more check; whatever is no pass makes the count begin anew."""
        passes = self.passes + 1 if check is Check.PASSED else 0
        wrong = self.wrong or check is Check.WRONG
        return replace(self, passes=passes, wrong=wrong, checked=now)

    def verdict(self) -> Verdict:
        """Whether it is known by now that the key works, or that it does not."""
        if self.wrong:
            return Verdict.WRONG
        if self.passes >= PASSES:
            return Verdict.VERIFIED
        if self.checked is not None and self.checked - self.began > LONGEST:
            return Verdict.LATE
        return Verdict.OPEN

    def pause(self) -> timedelta:
        """How long to wait before the next check."""
        if self.checked is None:
            return timedelta(0)
        return BETWEEN_PASSES if self.passes else AFTER_A_MISS
