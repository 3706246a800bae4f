"""Time-based one-time codes (RFC 6238): from a seed, or as somebody types them.

AWS's virtual devices use the RFC's defaults: six digits, SHA-1, steps of 30 seconds
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html).
A code is a Secret until its step is over.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.secret import Secret
from iamtui.vault.errors import SecretRefused, TypedCodeInvalid

STEP = 30
DIGITS = 6
# 112 bits in base32, the least that NIST SP 800-63B-4 (3.1.4.1) allows; AWS gives 320.
SHORTEST_SEED = 23
# A code sent in the last moments of its step may arrive after it.
TOO_LATE = 3.0


@dataclass(frozen=True, slots=True)
class Code:
    """A six-digit code, the number of its 30-second step since 1970 and the seconds it has."""

    text: Secret
    counter: int
    seconds_left: float


def code_at(seed: Secret, now: float) -> Code:
    """The code of `seed` (base32, as `clean_seed` gives it) at `now`, in seconds since 1970.

    `now` is AWS's time: the caller adds the measured offset of the clock. Raises SecretRefused
    for a text that is no seed.
    """
    import pyotp

    text: str | None
    try:
        text = pyotp.TOTP(seed.reveal(), digits=DIGITS, interval=STEP).at(now)
    except ValueError:
        text = None
    if text is None:
        raise _no_seed()
    return Code(Secret(text), counter_at(now), seconds_to_next(now))


def clean_seed(typed: Secret) -> Secret:
    """The seed in upper case and without blanks, as authenticator apps show it in groups.

    Raises SecretRefused where the rest is not base32, or is too short to be a whole seed.
    """
    seed = Secret("".join(typed.reveal().split()).upper().rstrip("="))
    if len(seed.reveal()) < SHORTEST_SEED:
        raise _no_seed()
    code_at(seed, 0.0)
    return seed


def typed_code(text: str) -> Secret:
    """The six digits that a person typed; blanks as in “123 456” are left out.

    Raises TypedCodeInvalid for anything else.
    """
    digits = "".join(text.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise TypedCodeInvalid(
            "An MFA code has six digits.", "Type the code that the device shows now."
        )
    return Secret(digits)


def counter_at(now: float) -> int:
    """The number of the 30-second step that `now` lies in."""
    return int(now // STEP)


def seconds_to_next(now: float) -> float:
    """Seconds until the device shows another code: more than 0, at most 30."""
    return STEP - now % STEP


def seconds_to_wait(now: float) -> float:
    """Seconds to wait before a code is made: none, or where less than 3 remain, until the next."""
    left = seconds_to_next(now)
    return left if left < TOO_LATE else 0.0


def _no_seed() -> SecretRefused:
    return SecretRefused(
        "This is no MFA seed: one is base32, the letters A to Z and the digits 2 to 7, and long.",
        "Paste the secret key that AWS shows beside the QR code.",
    )
