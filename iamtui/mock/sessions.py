"""Temporary credentials: whose they are, until when, and what they carry from their call to STS."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iamtui.mock.entities import Principal
from iamtui.mock.errors import AwsError, invalid_token
from iamtui.mock.ids import FRESH

if TYPE_CHECKING:
    from iamtui.mock.store import Store


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """A policy that a session was cut down with, and the name under which answers speak of it."""

    name: str
    document: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What a session takes along: MFA, its policies, tags, source identity and its provider.

    `mfa` is when the code was given, if one was. `transitive` are the keys of the tags that chained
    sessions inherit. `provider` is the ARN (or name) of the identity provider of a federated role.
    """

    mfa: datetime | None = None
    policies: tuple[SessionPolicy, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()
    source_identity: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session; `name` is a role session's, `federated` a federated user's name."""

    access_key_id: str
    secret: str
    token: str
    principal: Principal
    issued: datetime
    expires: datetime
    name: str = ""
    federated: str | None = None
    carried: Carried = Carried()

    @property
    def mfa(self) -> datetime | None:
        """When an MFA code was given for it."""
        return self.carried.mfa

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
    federated: str | None = None,
    carried: Carried = Carried(),
) -> Session:
    """Make credentials of `principal` that end in `seconds`."""
    session = Session(
        access_key_id=FRESH.access_key_id("ASIA"),
        secret=FRESH.secret(),
        token=FRESH.token(),
        principal=principal,
        issued=store.now(),
        expires=store.now() + timedelta(seconds=seconds),
        name=name,
        federated=federated,
        carried=carried,
    )
    store.sessions[session.access_key_id] = session
    return session


def check_token(session: Session, token: str, now: datetime) -> None:
    """Raise InvalidClientTokenId for a tampered token, ExpiredToken for one past its time."""
    if not hmac.compare_digest(session.token.encode(), token.encode()):
        raise invalid_token()
    if now >= session.expires:
        raise AwsError("ExpiredToken", "The security token included in the request is expired")
