"""How good a passphrase is, by zxcvbn's estimate of how many guesses find it.

https://www.usenix.org/conference/usenixsecurity16/technical-sessions/presentation/wheeler ; its
words are English ones, so that a passphrase in another language is rated better than it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from iamtui.secret import Secret

# The library takes no more, and is slow long before.
LONGEST = 72
# Guesses a second against Argon2id with 64 MiB on one good graphics card, rounded up.
SPEED = 10_000
ENOUGH = 10.0


@dataclass(frozen=True, slots=True)
class Strength:
    """`digits`: guesses as a power of ten; `score`: 0 (none) to 4; `advice` may be empty."""

    digits: float
    score: int
    advice: str

    @property
    def enough(self) -> bool:
        """Whether somebody with the file and one graphics card needs more than a week."""
        return self.digits >= ENOUGH

    @property
    def sentence(self) -> str:
        """How long guessing takes, in words."""
        return f"Guessed in about {_duration(self.digits - math.log10(SPEED))} by one computer."


def strength(passphrase: Secret) -> Strength:
    """The estimate for `passphrase`, of which only its first 72 characters count.

    Takes about 10 ms, and 100 ms when it is asked for the first time. Nothing in the answer is a
    part of the passphrase.
    """
    text = passphrase.reveal()[:LONGEST]
    if not text:
        return Strength(0.0, 0, "Type a passphrase.")
    from zxcvbn import zxcvbn

    result = zxcvbn(text, user_inputs=["iamtui", "aws", "iam", "amazon"])
    feedback = result["feedback"]
    said = [feedback["warning"], *feedback["suggestions"]]
    advice = " ".join(f"{line.rstrip('.')}." for line in said if line)
    return Strength(float(result["guesses_log10"]), int(result["score"]), advice)


def _duration(log_seconds: float) -> str:
    if log_seconds < 0:
        return "no time"
    if log_seconds > 11:
        return "thousands of years"
    seconds = 10.0**log_seconds
    for unit, length in (("year", 31_557_600), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return _count(seconds / length, unit)
    return _count(seconds, "second")


def _count(number: float, unit: str) -> str:
    rounded = max(1, round(number))
    return f"{rounded:,} {unit}" + ("" if rounded == 1 else "s")
