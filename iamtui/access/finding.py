"""One thing that is wrong with an entity, and the numbers that decide what is wrong.

The numbers are those of the CIS Amazon Web Services Foundations Benchmark.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["high", "medium", "low"]

KEY_MAY_AGE = timedelta(days=90)
"""v3.0.0, 1.14: access keys are rotated every 90 days or less."""

KEY_IS_OLD = timedelta(days=365)
"""Ours: a key that missed four rotations is not late, it is forgotten."""

UNUSED_AFTER = timedelta(days=90)
"""v1.2.0, 1.3: credentials unused for 90 days are disabled. (Since v1.4.0: 45 days.)"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (`text`) and what to do (`remedy`), a sentence each; `code` names the rule."""

    severity: Severity
    code: str
    text: str
    remedy: str
