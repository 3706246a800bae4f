"""Temporary credentials: whose they are, until when, and whether an MFA code was given."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iamtui.mock.entities import Principal
from iamtui.mock.errors import AwsError, invalid_token
from iamtui.mock.ids import FRESH

if TYPE_CHECKING:
    from iamtui.mock.store import Store


@dataclass(frozen=True, slots=True)
class Session:
    """A session; `name` is a role session's name, `mfa` when the code was given if one was."""

    access_key_id: str
    secret: str
    token: str
    principal: Principal
    name: str
    expires: datetime
    mfa: datetime | None
    policies: tuple[str, ...] = ()

    @property
    def credentials(self) -> dict[str, object]:
        """The `Credentials` of an STS answer."""
        return {
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret,
            "SessionToken": self.token,
            "Expiration": self.expires,
        }


def open_session(
    store: Store,
    principal: Principal,
    seconds: int,
    *,
    name: str = "",
    mfa: datetime | None = None,
    policies: tuple[str, ...] = (),
) -> Session:
    """Make credentials of `principal` that end in `seconds`."""
    session = Session(
        access_key_id=FRESH.access_key_id("ASIA"),
        secret=FRESH.secret(),
        token=FRESH.token(),
        principal=principal,
        name=name,
        expires=store.now() + timedelta(seconds=seconds),
        mfa=mfa,
        policies=policies,
    )
    store.sessions[session.access_key_id] = session
    return session


def check_token(session: Session, token: str, now: datetime) -> None:
    """Raise InvalidClientTokenId for a tampered token, ExpiredToken for one past its time."""
    if not hmac.compare_digest(session.token.encode(), token.encode()):
        raise invalid_token()
    if now >= session.expires:
        raise AwsError("ExpiredToken", "The security token included in the request is expired")
