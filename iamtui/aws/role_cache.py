"""Role sessions as botocore keeps them, in the cache of sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.utils import parse_timestamp

from iamtui.aws.credentials import Keys
from iamtui.aws.session_cache import SessionCache, fingerprint
from iamtui.aws.session_keys import SessionKeys
from iamtui.secret import Secret


class RoleCache:
    """The mapping that botocore's AssumeRole provider looks into and writes to.

    botocore names a session by what AssumeRole was asked for, not by who asked; `source` adds
    that: the profile, what it is assumed from and where. `last` is the session that was found
    or started last, which for a chain is its outermost; `renews` finds none.
    """

    def __init__(
        self,
        sessions: SessionCache | None,
        profile: str,
        source: tuple[str, ...],
        *,
        source_key_id: str = "",
        mfa_serial: str | None = None,
        renews: bool = False,
    ) -> None:
        self._sessions = sessions
        self._profile = profile
        self._source = source
        self._source_key_id = source_key_id
        self._mfa_serial = mfa_serial
        self._renews = renews
        self.last: SessionKeys | None = None
        self._found: SessionKeys | None = None

    def __contains__(self, key: str) -> bool:
        kept = None if self._renews else self._sessions
        self._found = kept.get(self._name(key)) if kept is not None else None
        self.last = self._found or self.last
        return self._found is not None

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        if self._found is None:
            raise KeyError(key)
        return _answer(self._found)

    def __setitem__(self, key: str, answer: Mapping[str, Any]) -> None:
        given = answer["Credentials"]
        expires = given["Expiration"]
        if not isinstance(expires, datetime):
            expires = parse_timestamp(expires)
        keys = Keys(
            given["AccessKeyId"], Secret(given["SecretAccessKey"]), Secret(given["SessionToken"])
        )
        self.last = SessionKeys(
            keys, datetime.now(UTC), expires, self._source_key_id, self._mfa_serial
        )
        if self._sessions is not None:
            self._sessions.keep(self._name(key), self.last, self._profile)

    def _name(self, key: str) -> str:
        return fingerprint("role", *self._source, key)


def _answer(session: SessionKeys) -> Mapping[str, Any]:
    token = session.keys.token
    return {
        "Credentials": {
            "AccessKeyId": session.keys.access_key_id,
            "SecretAccessKey": session.keys.secret.reveal(),
            "SessionToken": token.reveal() if token is not None else "",
            "Expiration": session.expires.isoformat(),
        }
    }
