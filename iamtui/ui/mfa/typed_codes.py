"""MFA codes that were typed into a window, on their way to the thread that waits for one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from iamtui.aws.mfa_codes import MfaCodeNeeded
from iamtui.secret import Secret
from iamtui.vault.totp import STEP

# A code that was not taken up by then is over.
KEPT = 2.0 * STEP


class TypedCodes:
    """The codes of this run that were typed and not sent yet, the last of each device.

    It is an `Ask` of `aws.mfa_codes`: work finds its code here, or ends with `MfaCodeNeeded`, and
    is begun again once the user has typed one.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._codes: dict[str, tuple[float, Secret]] = {}

    def put(self, serial: str, typed: str) -> None:
        """Keep what was typed for the device `serial`, for a minute."""
        with self._lock:
            self._codes[serial] = (self._clock(), Secret(typed))

    def __call__(self, serial: str, why: str) -> str:
        """The typed code of the device, once. Raises MfaCodeNeeded where there is none."""
        with self._lock:
            at, code = self._codes.pop(serial, (0.0, None))
        if code is None or self._clock() - at > KEPT:
            raise MfaCodeNeeded(serial, why)
        return code.reveal()
