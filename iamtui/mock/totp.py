"""Codes of MFA devices, checked as RFC 6238 says: within one step of now, and each once."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

import pyotp

from iamtui.mock.entities import MfaDevice

STEP_SECONDS: Final = 30
TOLERANCE: Final = 1
RESYNC_TOLERANCE: Final = 20


def counter_at(moment: datetime) -> int:
    """The number of the 30-second step of `moment` (RFC 6238, section 4.2)."""
    return int(moment.timestamp()) // STEP_SECONDS


def accept_code(device: MfaDevice, code: str, now: datetime) -> bool:
    """Whether `code` is the device's, near `now`, and not used before; then it is used."""
    here = counter_at(now) + device.drift
    for counter in range(here - TOLERANCE, here + TOLERANCE + 1):
        if counter not in device.used_counters and _matches(device, counter, code):
            _use(device, counter)
            return True
    return False


def accept_pair(
    device: MfaDevice, first: str, second: str, now: datetime, tolerance: int = TOLERANCE
) -> bool:
    """Whether the codes are two consecutive ones near `now`; then the device's drift is learnt.

    The second must not have been used before: the same pair proves the seed once.
    """
    here = counter_at(now)
    for counter in range(here - tolerance, here + tolerance + 1):
        if counter in device.used_counters:
            continue
        if _matches(device, counter - 1, first) and _matches(device, counter, second):
            device.drift = counter - here if abs(counter - here) > TOLERANCE else 0
            _use(device, counter - 1)
            _use(device, counter)
            return True
    return False


def _matches(device: MfaDevice, counter: int, code: str) -> bool:
    if not device.seed:
        return False
    expected = pyotp.HOTP(device.seed).at(counter)
    return hmac.compare_digest(expected.encode(), code.encode())


def _use(device: MfaDevice, counter: int) -> None:
    device.used_counters.add(counter)
    oldest = counter - 2 * RESYNC_TOLERANCE
    device.used_counters -= {used for used in device.used_counters if used < oldest}
