"""The MFA session of a backend: started with a code, found again, and kept for other processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from iamtui.aws.mfa import check_request, refuse_chained
from iamtui.aws.mfa_codes import Codes, GivenCode, MfaCodeNeeded, MfaCodes, nobody
from iamtui.aws.role_chain import mfa_device_of
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

    def start(self, api: Api, serial: str, code: Secret, length: timedelta) -> SessionKeys:
        """A session for `code`: of the role where the profile's role asks for a code of that
        device, else of the user. Raises `WrongCode` and what the calls give."""
        check_request(serial, code, length)
        if api.in_time(self._role_device) == serial:
            return self._role_session(GivenCode(serial, code))
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
            if self._role_device() is not None:
                return self._role_session(MfaCodes(lambda _s: None, Ledger(), nobody))
            if cache is None or self._target.mfa_serial is None:
                return None
            key_id = self._own.access_key_id()
        except IamtuiError:
            return None
        return cache.get(user_session_name(self._target, key_id, self._target.mfa_serial))

    def forget(self, session: SessionKeys) -> None:
        """Let no other process find `session` any more."""
        cache = self._sign_in.cache
        if cache is not None and session.mfa_serial is not None:
            name = user_session_name(self._target, session.source_key_id, session.mfa_serial)
            cache.forget(name)

    def _role_session(self, codes: Codes) -> SessionKeys:
        signed_in = replace(self._sign_in, codes=codes).files(self._target)
        if signed_in.session is None:
            raise MfaCodeNeeded(self._target.mfa_serial or "")
        return signed_in.session

    def _role_device(self) -> str | None:
        """The device that the profile's role, or one that it comes from, is assumed with."""
        if self._target.source is not CredentialSource.AWS_PROFILE:
            return None
        return mfa_device_of(self._own.file_profiles(), self._target.aws_profile or "default")

    def _keep(self, session: SessionKeys) -> None:
        cache = self._sign_in.cache
        is_default = session.expires - session.started >= DEFAULT - timedelta(minutes=1)
        if cache is not None and is_default and session.mfa_serial is not None:
            name = user_session_name(self._target, session.source_key_id, session.mfa_serial)
            cache.keep(name, session, self._target.name)


def _no_vault() -> Vault:
    raise KeyringMissing("No vault is open here.", "Open the profile that the role comes from.")
