"""The MFA session of a backend: started with a code, found again, and kept for other processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from iamtui.aws.file_sign_in import FileRole, role_in_files
from iamtui.aws.mfa import check_request, refuse_chained
from iamtui.aws.mfa_codes import Codes, GivenCode, MfaCodeNeeded, MfaCodes, nobody
from iamtui.aws.session_keys import SessionKeys
from iamtui.aws.session_lengths import DEFAULT
from iamtui.aws.sign_in import SignIn, user_session_name
from iamtui.aws.sts_calls import session_token
from iamtui.aws.target import CredentialSource, Target
from iamtui.errors import IamtuiError
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringMissing
from iamtui.vault.ledger import Ledger
from iamtui.vault.vault import Vault

if TYPE_CHECKING:
    from iamtui.aws.api import Api
    from iamtui.aws.clients import Clients


class MfaSessions:
    """Starts and finds the sessions of `target`; `own` are the clients that sign without one.

    `sign_in` is None where nothing is kept and no key of the vault can be a role's source.
    """

    def __init__(self, target: Target, own: Clients, sign_in: SignIn | None) -> None:
        self._target = target
        self._own = own
        self._sign_in = sign_in or SignIn(_no_vault, MfaCodes(lambda _s: None, Ledger(), nobody))

    def of(self, own: Clients) -> MfaSessions:
        """The sessions of the same target for another key."""
        return MfaSessions(self._target, own, self._sign_in)

    def start(self, api: Api, serial: str, code: Secret, length: timedelta) -> SessionKeys:
        """A session for `code`: of the role where the profile's role asks for a code of that
        device, else of the user. Raises `WrongCode` and what the calls give."""
        check_request(serial, code, length)
        if api.in_time(lambda: self.device) == serial:
            return self._role_session(GivenCode(serial, code), renews=True)
        refuse_chained(api, self._own)
        key_id = api.in_time(self._own.access_key_id)
        session = session_token(
            api, length, source_key_id=key_id, serial=serial, code=code, clients=self._own
        )
        self._keep(session)
        return session

    def found(self) -> SessionKeys | None:
        """The session with MFA that another process left, or None. Blocks; asks nobody."""
        cache = self._sign_in.cache
        try:
            if self.is_role:
                return self._role_session(MfaCodes(lambda _s: None, Ledger(), nobody))
            key_id = self._own.access_key_id() if cache is not None else ""
        except IamtuiError:
            return None
        if cache is None or not key_id:
            return None
        # The screens also start sessions by a device that AWS lists and the profile does not name.
        listed = (s.mfa_serial for s in cache.sessions() if s.source_key_id == key_id)
        serials = (self._target.mfa_serial,) if self._target.mfa_serial else tuple(listed)
        names = (user_session_name(self._target, key_id, serial) for serial in serials if serial)
        return next((found for name in names if (found := cache.get(name))), None)

    def begun(self) -> SessionKeys:
        """The session of the profile's role, found or started, for which a code may be needed.
        Raises IamtuiError; blocks."""
        return self._role_session(self._sign_in.codes)

    @property
    def path(self) -> tuple[str, ...]:
        """What its sessions begin with: the id of the long-term key, else the profile's name."""
        temporary = self.is_role or self._own.are_temporary()
        return (self._target.name if temporary else self._own.access_key_id(),)

    @property
    def is_role(self) -> bool:
        """Whether the profile is that of a role in ~/.aws."""
        return self._role is not None

    @property
    def device(self) -> str | None:
        """The device that the profile's role, or one that it comes from, is assumed with."""
        return self._role.device if self._role is not None else None

    def forget(self, session: SessionKeys) -> None:
        """Let no other process find `session` any more."""
        cache = self._sign_in.cache
        if cache is not None and session.mfa_serial is not None:
            name = user_session_name(self._target, session.source_key_id, session.mfa_serial)
            cache.forget(name)

    def _role_session(self, codes: Codes, *, renews: bool = False) -> SessionKeys:
        signed_in = replace(self._sign_in, codes=codes, renews=renews).files(self._target)
        if signed_in.session is None:
            raise MfaCodeNeeded(self._target.mfa_serial or "")
        return signed_in.session

    @cached_property
    def _role(self) -> FileRole | None:
        if self._target.source is not CredentialSource.AWS_PROFILE:
            return None
        return role_in_files(self._sign_in, self._target)

    def _keep(self, session: SessionKeys) -> None:
        cache = self._sign_in.cache
        is_default = session.expires - session.started >= DEFAULT - timedelta(minutes=1)
        if cache is not None and is_default and session.mfa_serial is not None:
            name = user_session_name(self._target, session.source_key_id, session.mfa_serial)
            cache.keep(name, session, self._target.name)


def _no_vault() -> Vault:
    raise KeyringMissing("No vault is open here.", "Open the profile that the role comes from.")
