"""Signing in: from a profile to credentials, with as few MFA codes as there can be.

A long-term key of the vault becomes a session of its user; a profile of ~/.aws becomes what
botocore's resolver makes of it. Sessions are kept and found again by other processes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from iamtui.aws.api import Api
from iamtui.aws.attempts import Attempts
from iamtui.aws.clients import DEFAULT_REGION, open_clients
from iamtui.aws.credentials import Keys
from iamtui.aws.file_sign_in import Found, sign_in_from_files
from iamtui.aws.mfa import check_serial
from iamtui.aws.mfa_codes import Codes, spend
from iamtui.aws.pins import check_pins
from iamtui.aws.session_cache import SessionCache, fingerprint
from iamtui.aws.session_keys import SessionKeys
from iamtui.aws.session_lengths import DEFAULT
from iamtui.aws.sts_calls import federation_token, session_token
from iamtui.aws.target import CredentialSource, Target, TargetKind, target_of
from iamtui.errors import UsageError
from iamtui.secret import Secret
from iamtui.vault.errors import ProfileUnknown
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Credentials of a profile, ready to be used.

    session       with its end, None for keys that last, or whose end is not known
    region        where calls go
    endpoint_url  None for AWS's own
    service_urls  endpoints of single services, by the variable that names each
    from_vault    whether nothing in ~/.aws or the environment has a say in where calls go
    """

    profile: str
    keys: Keys
    region: str
    endpoint_url: str | None = None
    session: SessionKeys | None = None
    from_vault: bool = True
    service_urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Federation:
    """A federated user to be: a name, and the policies that its session is cut down to."""

    name: str
    policy: str | None = None
    policy_arns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """Signs in to profiles. Every method blocks, may ask for a code, and raises IamtuiError.

    `vault` opens the vault when a key of it is needed; `cache` is None where sessions are not to
    be kept; `programs_may_ask` lets a credential_process write to the terminal; `renews` starts a
    new session although the one that is kept is not over.
    """

    vault: Callable[[], Vault]
    codes: Codes
    cache: SessionCache | None = None
    programs_may_ask: bool = False
    profiles: tuple[Profile, ...] = ()
    renews: bool = False

    def profile(
        self, profile: Profile, length: timedelta | None = None, *, long_term: bool = False
    ) -> SignedIn:
        """Sign in to a listed profile; `long_term` gives its key itself in place of a session."""
        if profile.source == "aws":
            signed_in = self.files(target_of(profile), length, long_term=long_term)
            check_pins(profile, _api(_target(signed_in), signed_in.keys))
            return signed_in
        key = self.vault().access_key(profile)
        if long_term:
            check_pins(profile, self._api(profile, key))
            keys, session = Keys(key.access_key_id, key.secret), None
        else:
            session = self.user_session(profile, key, length)
            keys = session.keys
        return SignedIn(profile.name, keys, profile.region, profile.endpoint_url, session)

    def user_session(
        self, profile: Profile, key: AccessKeyPair, length: timedelta | None = None
    ) -> SessionKeys:
        """The session of a key's user, found or started: with MFA where the profile has a device.

        `length` None is AWS's default of 12 hours, or whatever is left of the session that is
        there.
        """
        if profile.mfa_serial is not None:
            check_serial(profile.mfa_serial)
        name = user_session_name(target_of(profile), key.access_key_id, profile.mfa_serial, length)
        if self.cache is None:
            return self._start(profile, key, length or DEFAULT)
        found = None if self.renews else self.cache.get(name)
        if found is not None:
            return found
        with self.cache.alone(name):
            session = None if self.renews else self.cache.get(name)
            if session is None:
                session = self._start(profile, key, length or DEFAULT)
                self.cache.keep(name, session, profile.name)
            return session

    def federated(
        self, profile: Profile, federation: Federation, length: timedelta | None = None
    ) -> SignedIn:
        """A session of a federated user, made with the profile's own key; it is not kept."""
        if profile.source == "aws":
            raise UsageError(
                "A federated session is made with an access key of the vault, and the profile "
                f"{profile.name} is one of ~/.aws.",
                "Name a profile of the vault.",
            )
        key = self.vault().access_key(profile)
        api = self._api(profile, key)
        check_pins(profile, api)
        session = federation_token(
            api,
            federation.name,
            length or DEFAULT,
            source_key_id=key.access_key_id,
            policy=federation.policy,
            policy_arns=federation.policy_arns,
        )
        return SignedIn(profile.name, session.keys, profile.region, profile.endpoint_url, session)

    def files(
        self, target: Target, length: timedelta | None = None, *, long_term: bool = False
    ) -> SignedIn:
        """Sign in to what `target` names in ~/.aws, or to the environment's default.

        A key that ~/.aws holds becomes a session where its profile names an MFA device.
        """
        found = sign_in_from_files(self, target, length)
        session, keys = found.session, found.keys
        if keys.token is not None and long_term:
            raise UsageError(
                f"The profile {target.name} has no access key of its own, only sessions.",
                "Leave out --no-session, or name the profile that it comes from.",
            )
        if keys.token is not None and length is not None and not found.is_role:
            raise UsageError(
                f"How long a session of {target.name} lasts is decided where it comes from.",
                "Leave out --duration.",
            )
        if keys.token is None and not long_term and (found.mfa_serial or length):
            session = self._session_of_files(target, found, length)
            keys = session.keys
        region = target.region or found.region or DEFAULT_REGION
        return SignedIn(
            target.name,
            keys,
            region,
            found.endpoint_url,
            session,
            from_vault=False,
            service_urls=found.service_urls,
        )

    def source_keys(self, name: str) -> Keys:
        """The keys of the profile of the vault that ~/.aws names as a source: those of its MFA
        session where it has a device."""
        profile = self.listed(name)
        if profile is None or profile.mfa_serial is None:
            return self.long_term_keys(name)
        return self.user_session(profile, self.vault().access_key(profile)).keys

    def long_term_keys(self, name: str) -> Keys:
        """Likewise, but always the key itself."""
        profile = self.listed(name)
        if profile is None:
            raise ProfileUnknown(name)
        key = self.vault().access_key(profile)
        check_pins(profile, self._api(profile, key))
        return Keys(key.access_key_id, key.secret)

    def listed(self, name: str) -> Profile | None:
        """The profile with a key in the vault that has this name."""
        with_key = (each for each in self.profiles if each.source == "vault")
        return next((each for each in with_key if each.name == name), None)

    def _session_of_files(
        self, target: Target, found: Found, length: timedelta | None
    ) -> SessionKeys:
        """A session for a long-term key of ~/.aws, by the same steps as for one of the vault."""
        # Of the endpoints that ~/.aws may name, only that of STS is asked for a session.
        endpoint = target.endpoint_url or found.sts_url
        profile = Profile(
            target.name,
            region=target.region or found.region or DEFAULT_REGION,
            access_key_id=found.keys.access_key_id,
            endpoint_url=endpoint,
            mfa_serial=found.mfa_serial,
        )
        return self.user_session(
            profile, AccessKeyPair(found.keys.access_key_id, found.keys.secret), length
        )

    def _start(self, profile: Profile, key: AccessKeyPair, length: timedelta) -> SessionKeys:
        api = self._api(profile, key)
        check_pins(profile, api, always=profile.mfa_serial is not None)
        if profile.mfa_serial is None:
            return session_token(api, length, source_key_id=key.access_key_id)
        serial = profile.mfa_serial

        def start(code: Secret) -> SessionKeys:
            return session_token(
                api, length, source_key_id=key.access_key_id, serial=serial, code=code
            )

        return spend(self.codes, serial, api.clock_offset, start)

    @staticmethod
    def _api(profile: Profile, key: AccessKeyPair) -> Api:
        return _api(target_of(profile), Keys(key.access_key_id, key.secret))


def _api(target: Target, keys: Keys) -> Api:
    attempts = Attempts()
    return Api(open_clients(target, keys, attempts), attempts)


def _target(signed_in: SignedIn) -> Target:
    """Where credentials lead that are there already."""
    kind = TargetKind.LIVE if signed_in.endpoint_url is None else TargetKind.ENDPOINT
    return Target(
        signed_in.profile,
        kind,
        CredentialSource.GIVEN,
        endpoint_url=signed_in.endpoint_url,
        region=signed_in.region,
    )


def user_session_name(
    target: Target, access_key_id: str, mfa_serial: str | None, length: timedelta | None = None
) -> str:
    """What the session of a long-term key is kept under."""
    seconds = "" if length is None else str(int(length.total_seconds()))
    return fingerprint("user", target.endpoint_url or "", access_key_id, mfa_serial or "", seconds)
