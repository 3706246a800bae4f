"""Faults on request: rules that say which call goes wrong, how, and how many times."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from iamtui.mock.buckets import Buckets

KINDS: Final = frozenset(
    {
        "deny",  # AccessDenied, not applied
        "throttle",  # Throttling, not applied
        "http502",  # an HTML page of some proxy, not applied
        "reset",  # connection reset, not applied
        "delay",  # answered `seconds` late
        "lost",  # applied, and the connection closed without an answer
        "half",  # applied, and the connection breaks in the middle of the body
        "truncate",  # applied, and a well-framed but cut body
        "drip",  # applied, and the body sent over `seconds`
        "propagation",  # applied, and a new access key unknown for `seconds`
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault: `operation` a name or `*`, `times` None for always, `seconds` where it waits."""

    operation: str
    fault: str
    times: int | None = 1
    seconds: float = 0.0


class Faults:
    """The rules in force, and how often each operation was called.

    `latency` is how many seconds late every answer is; `buckets` throttle the calls.
    """

    def __init__(self) -> None:
        self.latency = 0.0
        self.buckets = Buckets({})
        self._lock = threading.Lock()
        self._rules: list[tuple[Rule, int | None]] = []
        self._calls: Counter[str] = Counter()

    def add(self, rules: Iterable[Rule]) -> None:
        """Put more rules in force, after those there are."""
        with self._lock:
            self._rules += [(rule, rule.times) for rule in rules]

    def clear(self) -> None:
        """Forget all rules."""
        with self._lock:
            self._rules.clear()

    def count(self, operation: str) -> Rule | None:
        """Count one call, and take the first rule that fits it; an empty bucket is one too."""
        with self._lock:
            self._calls[operation] += 1
            if not self.buckets.admit(operation):
                return Rule(operation, "throttle")
            for place, (rule, left) in enumerate(self._rules):
                if rule.operation in ("*", operation):
                    if left is not None:
                        self._spend(place, rule, left)
                    return rule
        return None

    def calls(self) -> dict[str, int]:
        """How often each operation was called since the last reset."""
        with self._lock:
            return dict(self._calls)

    def reset_calls(self) -> None:
        """Count from nothing again."""
        with self._lock:
            self._calls.clear()

    def _spend(self, place: int, rule: Rule, left: int) -> None:
        if left <= 1:
            del self._rules[place]
        else:
            self._rules[place] = (rule, left - 1)
