"""Throttling as AWS does it: a token bucket for each class of operations.

AWS publishes neither sizes nor rates for IAM and STS, so they are given: AWS Security Blog, "How
to monitor and query IAM resources at scale".
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from iamtui.mock.services import service_model

CLASSES: Final = ("read", "list", "write", "sts")
_READS: Final = ("Get", "Simulate", "Generate")
_LISTS: Final = ("List", "GetAccountAuthorizationDetails")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls go through: `burst` at once, and `per_second` in the long run."""

    per_second: float
    burst: int

    def __post_init__(self) -> None:
        """Raise ValueError for a bucket that can never be filled or emptied."""
        if not (0 <= self.per_second < math.inf and self.burst >= 0):
            raise ValueError("a rate is not negative, and finite")


class Bucket:
    """Tokens that calls take, which come back at a steady rate."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._filled: float | None = None

    def take(self, now: float) -> bool:
        """Take a token `now` (in seconds of any steady clock); False where none is left."""
        since = 0.0 if self._filled is None else now - self._filled
        self._filled = now
        self._tokens = min(self._rate.burst, self._tokens + since * self._rate.per_second)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Buckets:
    """A bucket for each class that `rates` names; the other classes are not throttled."""

    def __init__(self, rates: Mapping[str, Rate]) -> None:
        self._lock = threading.Lock()
        self._buckets = {name: Bucket(rate) for name, rate in rates.items()}

    def admit(self, operation: str) -> bool:
        """Whether one more call of `operation` goes through."""
        bucket = self._buckets.get(operation_class(operation))
        if bucket is None:
            return True
        with self._lock:
            return bucket.take(time.monotonic())


@cache
def operation_class(operation: str) -> str:
    """Which of CLASSES an operation of IAM or STS is in."""
    if operation in service_model("sts").operation_names:
        return "sts"
    if operation.startswith(_LISTS):
        return "list"
    return "read" if operation.startswith(_READS) else "write"
