"""Whether an attempt of the SDK may have reached AWS before the one that was answered.

botocore retries within one call and tells only of the last attempt. A deletion whose first answer
was lost then ends in NoSuchEntity, though it succeeded.
"""

from __future__ import annotations

import threading
from typing import Any

from iamtui.aws.translate import BROKE_WITHIN, NEVER_CONNECTED


class Attempts(threading.local):
    """Kept for each thread, as botocore makes all attempts of a call in the thread of the call."""

    lost = False

    def begin(self) -> None:
        """Forget the call before."""
        self.lost = False

    def watch(
        self,
        response: tuple[Any, dict[str, Any]] | None = None,
        caught_exception: Exception | None = None,
        **_: object,
    ) -> None:
        """Handler of botocore's event `needs-retry`, which comes after each attempt."""
        if caught_exception is not None:
            self.lost = self.lost or not isinstance(caught_exception, NEVER_CONNECTED)
        elif response is not None:
            self.lost = self.lost or response[0].status_code in BROKE_WITHIN
