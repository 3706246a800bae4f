"""Sessions of a role that is assumed from whoever signs somewhere: found, started, renewed.

Up to an hour a role is assumed from the MFA session of the user, which one code starts for all of
them; for longer from the access key itself, with a code of its own (RoleRequest.way). The code's
context goes along a chain, so that of the first session counts for the role's too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from iamtui.aws.assume import assume_role
from iamtui.aws.mfa_codes import Codes, GivenCode, spend
from iamtui.aws.role_request import RoleRequest, Way, check_chained, check_request
from iamtui.aws.session_cache import fingerprint
from iamtui.aws.session_keys import SessionKeys
from iamtui.aws.session_lengths import DEFAULT
from iamtui.secret import Secret

if TYPE_CHECKING:
    from iamtui.aws.api import Api
    from iamtui.aws.clients import Clients
    from iamtui.aws.session import MfaSession
    from iamtui.aws.sign_in import SignIn
    from iamtui.aws.target import Target


class RoleSource(Protocol):
    """Who assumes a role; `LiveBackend` is one."""

    @property
    def target(self) -> Target:
        """Where it leads."""

    @property
    def mfa_session(self) -> MfaSession | None:
        """Its MFA session, if it has one."""

    @property
    def key_id(self) -> str:
        """The long-term key that everything began with, "" where that is not known."""

    @property
    def path(self) -> tuple[str, ...]:
        """What it signs with, from its beginning: the id of a key, and the roles between."""

    def start_mfa_session(self, serial: str, code: Secret, duration: timedelta) -> MfaSession:
        """Begin its MFA session anew."""

    def clients_for(self, way: Way) -> tuple[Api, Clients]:
        """What AssumeRole is signed with."""

    def has_own_key(self) -> bool:
        """Whether it has a long-term key, of which there is a choice of ways."""

    def renew(self) -> bool:
        """Begin its own role's session anew where that is about to end."""


class RoleSessions:
    """The sessions of the role of `request`, assumed from `source`. Methods block and raise
    IamtuiError, `MfaCodeNeeded` where nobody can be asked for a code."""

    def __init__(self, source: RoleSource, request: RoleRequest, sign_in: SignIn) -> None:
        check_request(request)
        self._source = source
        self._request = request
        self._sign_in = sign_in

    is_role = True

    @property
    def path(self) -> tuple[str, ...]:
        """What a session of it is signed with, from its beginning."""
        return (*self._source.path, self._request.role_arn)

    @property
    def device(self) -> str | None:
        """The device whose code begins the session anew, None where none does."""
        session = self._source.mfa_session
        return session.serial if session is not None else self._request.mfa_serial

    def of(self, _own: Clients) -> RoleSessions:
        """The same: a role has no key that could be another one."""
        return self

    def begun(self) -> SessionKeys:
        """A session, found or started; asks for a code where the request names a device and no
        MFA session is there."""
        cache = self._sign_in.cache
        if cache is None:
            return self._begin(self._sign_in.codes)
        name = self._name()
        with cache.alone(name):
            found = cache.get(name)
            if found is not None:
                return found
            session = self._begin(self._sign_in.codes)
            cache.keep(name, session, self._source.target.name)
        return session

    def found(self) -> SessionKeys | None:
        """The session that is there, started by whichever process."""
        cache = self._sign_in.cache
        return cache.get(self._name()) if cache is not None else None

    def start(self, api: Api, serial: str, code: Secret, length: timedelta) -> SessionKeys:
        """A new session by a code of the device `serial`, in the place of the one before."""
        request = replace(self._request, mfa_serial=serial)
        session = self._begin(GivenCode(serial, code), request, fresh=True)
        if self._sign_in.cache is not None:
            self._sign_in.cache.keep(self._name(), session, self._source.target.name)
        return session

    def _begin(
        self, codes: Codes, request: RoleRequest | None = None, *, fresh: bool = False
    ) -> SessionKeys:
        request = request or self._request
        source = self._source
        if not source.has_own_key():
            check_chained(request)
        elif request.way is Way.KEY:
            return self._from_key(codes, request)
        serial = request.mfa_serial
        if serial is not None and (fresh or source.mfa_session is None):
            self._renew_source(codes, serial)
        else:
            source.renew()
        return self._assume(request, Way.SESSION)

    def _renew_source(self, codes: Codes, serial: str) -> None:
        api, _clients = self._source.clients_for(Way.SESSION)

        def start(code: Secret) -> None:
            self._source.start_mfa_session(serial, code, DEFAULT)

        spend(codes, serial, api.clock_offset, start)

    def _from_key(self, codes: Codes, request: RoleRequest) -> SessionKeys:
        serial = request.mfa_serial
        if serial is None:
            return self._assume(request, Way.KEY)
        api, _clients = self._source.clients_for(Way.KEY)
        return spend(
            codes,
            serial,
            api.clock_offset,
            lambda code: self._assume(request, Way.KEY, serial, code),
        )

    def _assume(
        self, request: RoleRequest, way: Way, serial: str | None = None, code: Secret | None = None
    ) -> SessionKeys:
        api, clients = self._source.clients_for(way)
        session = assume_role(api, request, serial=serial, code=code, clients=clients)
        session = replace(session, source_key_id=self._source.key_id)
        given = self._source.mfa_session if way is Way.SESSION else None
        if given is None:
            return session
        # The code was given when the first session of the chain was started.
        return replace(session, mfa_serial=given.serial, started=given.started)

    def _name(self) -> str:
        request = self._request
        return fingerprint(
            "assumed",
            self._source.target.endpoint_url or "",
            *self.path,
            request.session_name,
            str(int(request.length.total_seconds())),
            request.external_id or "",
            self._serial() or "",
        )

    def _serial(self) -> str | None:
        """The device whose code the session is begun with."""
        request = self._request
        is_own = request.way is Way.KEY and self._source.has_own_key()
        return request.mfa_serial if is_own else self.device
