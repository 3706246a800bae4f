"""The credentials of a session, as they are used and as the vault keeps them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from iamtui.aws.credentials import Keys
from iamtui.aws.session import MfaSession
from iamtui.secret import Secret


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """What a session signs with. Times are aware, in UTC.

    source_key_id   the long-term key that the session was started with, "" where it is not known
    mfa_serial      the device whose code started it, None for a session without MFA
    """

    keys: Keys
    started: datetime
    expires: datetime
    source_key_id: str = ""
    mfa_serial: str | None = None

    @property
    def mfa_session(self) -> MfaSession | None:
        """The same without the secrets; None where no code was given."""
        if self.mfa_serial is None:
            return None
        return MfaSession(self.mfa_serial, self.started, self.expires)

    def left(self, now: datetime | None = None) -> timedelta:
        """How long it lasts from `now`; negative once it is over."""
        return self.expires - (now or datetime.now(UTC))


def dump_session(session: SessionKeys) -> Secret:
    """The text of a session's item: JSON on one line, since some stores keep only the first."""
    token = session.keys.token
    return Secret(
        json.dumps(
            {
                "akid": session.keys.access_key_id,
                "secret": session.keys.secret.reveal(),
                "token": token.reveal() if token is not None else "",
                "started": session.started.isoformat(),
                "expires": session.expires.isoformat(),
                "source": session.source_key_id,
                "mfa": session.mfa_serial,
            }
        )
    )


def parse_session(text: Secret) -> SessionKeys | None:
    """What `dump_session` wrote; None where the text is something else.

    No exception leaves here, since a JSON error holds the whole document.
    """
    try:
        document = json.loads(text.reveal())
        keys = Keys(document["akid"], Secret(document["secret"]), Secret(document["token"]))
        started, expires = (datetime.fromisoformat(document[k]) for k in ("started", "expires"))
        session = SessionKeys(keys, started, expires, document["source"], document["mfa"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    is_aware = started.tzinfo is not None and expires.tzinfo is not None
    return session if is_aware and keys.access_key_id and keys.secret and keys.token else None
