"""How far AWS's clock is ahead of this machine's, by the Date of an answer to nobody."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

STS: Final = "https://sts.amazonaws.com"
SECONDS: Final = 5


def clock_offset(url: str | None = None, seconds: int = SECONDS) -> timedelta | None:
    """Ask the endpoint `url`, or STS, for anything at all, and compare the clocks.

    Precise to half a second and half the way there and back. None where nobody answered with a
    date within `seconds` for connecting and again for answering. Blocks; raises nothing.
    """
    session = URLLib3Session(timeout=seconds)
    sent = time.time()
    try:
        answer = session.send(AWSRequest("GET", url or STS).prepare())
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except (BotoCoreError, ValueError, TypeError):
        return None
    finally:
        session.close()
    if theirs.tzinfo is None:
        return None
    ours = datetime.fromtimestamp((sent + time.time()) / 2, UTC)
    # A Date has whole seconds, rounded down.
    return theirs.astimezone(UTC) + timedelta(seconds=0.5) - ours
