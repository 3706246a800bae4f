"""The keys of one user at AWS: `KeyService` and `Clock` over a live backend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from iamtui.account.field import Field, Known
from iamtui.account.model import AccessKey, LastUsed
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import (
    AccessDenied,
    BadCredentials,
    ClockSkew,
    NoCredentials,
    SessionExpired,
    WrongSecret,
)
from iamtui.aws.failures import unknown_because
from iamtui.aws.key_calls import KeyCalls
from iamtui.aws.live import LiveBackend
from iamtui.errors import IamtuiError, OutcomeUnknown
from iamtui.rotation.verification import Check
from iamtui.vault.items import AccessKeyPair

T = TypeVar("T")

# A denial in a session as young as this has another reason than its age.
_YOUNG = timedelta(minutes=1)

OpenWith = Callable[[AccessKeyPair], LiveBackend]
"""Opens a backend of the same target that signs with a key."""


class UserKeys:
    """The keys of `user`, called for by `backend`.

    `is_own` says that the caller rotates his own key: then the calls are signed with the new one
    once it is in use. `renew` starts an MFA session on a backend; it is called once more for a
    call that AWS denies in an older session, since a policy may limit its age
    (aws:MultiFactorAuthAge); None where the caller has no MFA device. `switched` hears of the key
    that the caller works with from then on.
    """

    def __init__(
        self,
        backend: LiveBackend,
        user: str,
        account: str,
        open_with: OpenWith,
        *,
        is_own: bool,
        renew: Callable[[LiveBackend], None] | None,
        switched: Callable[[AccessKeyPair], None] = lambda _key: None,
    ) -> None:
        self._switched = switched
        self._backend = backend
        self._next: LiveBackend | None = None
        self._user = user
        self._account = account
        self._open_with = open_with
        self._is_own = is_own
        self._renew = renew
        self._opened: dict[str, LiveBackend] = {}
        self._denied_before: datetime | None = None

    @property
    def backend(self) -> LiveBackend:
        """What the next call is signed with."""
        if self._next is not None and self._backend.mfa_session is None:
            self._backend, self._next = self._next, None
        return self._backend

    def listed(self) -> tuple[AccessKey, ...]:
        """See `KeyService.listed`."""
        return self._ask(lambda: self._calls().keys())

    def last_used(self, key_id: str) -> Field[LastUsed | None]:
        """See `KeyService.last_used`."""
        try:
            return Known(self._calls().last_used(key_id))
        except IamtuiError as error:
            return unknown_because(error, "GetAccessKeyLastUsed")

    def create(self) -> AccessKeyPair:
        """See `KeyService.create`."""
        return self._ask(lambda: self._calls().create())

    def set_active(self, key_id: str, active: bool) -> None:
        """See `KeyService.set_active`."""
        self._ask(lambda: self._calls().set_active(key_id, active))

    def delete(self, key_id: str) -> None:
        """See `KeyService.delete`."""
        self._ask(lambda: self._calls().delete(key_id))

    def deny_sessions(self, before: datetime) -> None:
        """See `KeyService.deny_sessions`; one's own session is renewed when it is next refused."""
        self._ask(lambda: self._calls().deny_sessions(before))
        if self._is_own:
            self._denied_before = before

    def allow_sessions(self) -> None:
        """See `KeyService.allow_sessions`."""
        self._ask(lambda: self._calls().allow_sessions())

    def check(self, key: AccessKeyPair) -> Check:
        """See `KeyService.check`: at STS, then at IAM, where a denial is as good as an answer."""
        backend = self._opened_with(key)
        try:
            caller = backend.identity()
            if (caller.account, caller.user_name) != (self._account, self._user):
                return Check.WRONG
            backend.key_calls(self._user).keys()
        except AccessDenied:
            return Check.PASSED
        except WrongSecret:
            return Check.WRONG
        except (ClockSkew, NoCredentials):
            raise
        except IamtuiError:
            return Check.NOT_YET
        return Check.PASSED

    def sign_with(self, key: AccessKeyPair) -> None:
        """See `KeyService.sign_with`; an MFA session is used as long as it lasts."""
        if self._is_own:
            self._next = self._opened_with(key)
            self._switched(key)

    def _opened_with(self, key: AccessKeyPair) -> LiveBackend:
        if key.access_key_id not in self._opened:
            self._opened[key.access_key_id] = self._open_with(key)
        return self._opened[key.access_key_id]

    def _calls(self) -> KeyCalls:
        return self.backend.key_calls(self._user)

    def _ask(self, call: Callable[[], T]) -> T:
        """What `call` gives, once more in a new MFA session where the old one may be the reason
        why not."""
        try:
            return call()
        except OutcomeUnknown:
            raise
        except (AccessDenied, SessionExpired, BadCredentials):
            if self._renew is None or not self._is_session_old():
                raise
        if self._next is not None:
            self._backend, self._next = self._next, None
        self._renew(self._backend)
        return call()

    def _is_session_old(self) -> bool:
        session = self._backend.mfa_session
        if session is None or datetime.now(UTC) - session.started > _YOUNG:
            return True
        return self._denied_before is not None and session.started <= self._denied_before


class AwsClock:
    """AWS's time by the last answer, and waiting that can be cancelled."""

    def __init__(self, keys: UserKeys, cancel: Cancel) -> None:
        self._keys = keys
        self._cancel = cancel

    def now(self) -> datetime:
        """This machine's time where AWS has not answered yet."""
        return datetime.now(UTC) + (self._keys.backend.clock_offset or timedelta(0))

    def wait(self, seconds: float) -> None:
        """See `Clock.wait`."""
        if seconds > 0:
            self._cancel.wait(seconds)
