"""What botocore's own resolver is given for a profile of ~/.aws: who is asked for MFA codes, where
role sessions are kept, and the keys of source profiles that lie in the vault.

Everything else (the order of sources, role chains, SSO, `aws login`, programs, the environment,
containers and instances) is left to it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config
from botocore.credentials import (
    CredentialProvider,
    Credentials,
    ProcessProvider,
    ProfileProviderBuilder,
)

from iamtui.aws.credentials import Keys
from iamtui.aws.mfa_codes import MfaCodeNeeded
from iamtui.aws.role_cache import RoleCache
from iamtui.aws.role_chain import Profiles, chain_of, lacks_credentials, with_source

if TYPE_CHECKING:
    from botocore.session import Session

_PROMPT: Final = "Enter MFA code for ", ": "
CONNECT_SECONDS: Final = 3
READ_SECONDS: Final = 15

TakeCode = Callable[[str], str]
"""A code of the MFA device with that serial number, to be sent at once."""

SourceKeys = Callable[[str], Keys]
"""The keys of a profile that ~/.aws names as a source and has no credentials for."""


def no_code(serial: str) -> str:
    """A `TakeCode` that has nobody to ask."""
    raise MfaCodeNeeded(serial)


def no_source(name: str) -> Keys:
    """A `SourceKeys` that knows none."""
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Help:
    """What the resolver is given.

    is_source             whether `source_keys` has keys for a profile
    endpoint_url          where STS is, if not where ~/.aws says
    region                where STS is asked, if ~/.aws names none
    length                how long the profile's own role session is to last
    mfa_serial            the device whose code the profile's own role is assumed with
    programs_may_ask      whether a credential_process may write to the terminal
    """

    take_code: TakeCode = no_code
    is_source: Callable[[str], bool] = lambda _name: False
    source_keys: SourceKeys = no_source
    cache: RoleCache | None = None
    endpoint_url: str | None = None
    region: str | None = None
    length: timedelta | None = None
    mfa_serial: str | None = None
    programs_may_ask: bool = False


def help_resolver(session: Session, help_: Help) -> None:
    """Give `help_` to the resolver of `session`, which finds the credentials later."""
    resolver = session.get_component("credential_provider")
    name = session.get_config_variable("profile") or "default"
    builder = _Builder(session, help_)
    profiles = _Profiles(session, name, help_)
    roles = resolver.get_provider("assume-role")
    roles.cache = {} if help_.cache is None else help_.cache
    roles._load_config = profiles
    roles._prompter = lambda text: help_.take_code(_serial_of(text))
    roles._profile_provider_builder = builder
    roles._client_creator = _sts_client(session, help_)
    for place, provider in enumerate(resolver.providers):
        if isinstance(provider, ProcessProvider):
            resolver.providers[place] = builder.process_provider(name)


class _Profiles:
    """The configuration, with what `help_` adds to the profile and to its sources."""

    def __init__(self, session: Session, name: str, help_: Help) -> None:
        self._session = session
        self._name = name
        self._help = help_

    def __call__(self) -> Mapping[str, Any]:
        full: Mapping[str, Any] = self._session.full_config
        profiles: Profiles = full.get("profiles", {})
        last = chain_of(profiles, self._name)[-1]
        ours = last != self._name and self._help.is_source(last)
        named = with_source(profiles, self._name) if ours else profiles
        own = dict(named.get(self._name, {}))
        if "role_arn" in own and self._help.length is not None:
            own["duration_seconds"] = str(int(self._help.length.total_seconds()))
        if "role_arn" in own and self._help.mfa_serial is not None:
            own.setdefault("mfa_serial", self._help.mfa_serial)
        return {**full, "profiles": {**named, self._name: own} if own else named}


class _Builder(ProfileProviderBuilder):
    """The providers of a source profile; that of the vault alone where it lies there."""

    def __init__(self, session: Session, help_: Help) -> None:
        super().__init__(session, cache={})
        self._files = session
        self._help = help_

    def providers(
        self, profile_name: str, disable_env_vars: bool = False
    ) -> list[CredentialProvider]:
        """See botocore."""
        profiles: Profiles = self._files.full_config.get("profiles", {})
        if lacks_credentials(profiles, profile_name) and self._help.is_source(profile_name):
            return [_Given(self._help.source_keys(profile_name))]
        found: list[CredentialProvider] = super().providers(profile_name, disable_env_vars)
        return [
            self.process_provider(profile_name) if isinstance(p, ProcessProvider) else p
            for p in found
        ]

    def process_provider(self, profile_name: str) -> ProcessProvider:
        """Programs of `profile_name`, kept away from the terminal unless they may ask there."""
        popen: Any = subprocess.Popen if self._help.programs_may_ask else _without_terminal
        return ProcessProvider(profile_name, lambda: self._files.full_config, popen)


class _Given(CredentialProvider):
    """Keys that are there already."""

    METHOD = "iamtui-vault"

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys

    def load(self) -> Credentials:
        """See botocore."""
        token = self._keys.token
        return Credentials(
            self._keys.access_key_id,
            self._keys.secret.reveal(),
            token.reveal() if token is not None else None,
            method=self.METHOD,
        )


def _without_terminal(command: list[str], *, stdout: int, stderr: int) -> subprocess.Popen[bytes]:
    """A program in a session of its own: it finds no terminal to draw over a screen."""
    return subprocess.Popen(  # noqa: S603 - the user's own credential_process
        command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, start_new_session=True
    )


def _sts_client(session: Session, help_: Help) -> Callable[..., Any]:
    """Makes the clients for AssumeRole: a request with an MFA code is sent once."""
    profiles: Profiles = session.full_config.get("profiles", {})
    name = session.get_config_variable("profile") or "default"
    codes = any("mfa_serial" in profiles.get(n, {}) for n in chain_of(profiles, name))
    with_code = codes or help_.mfa_serial is not None
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 1 if with_code else 3},
    )

    def make(service: str, **options: Any) -> Any:
        region = session.get_config_variable("region") or help_.region
        options = {"region_name": region, "endpoint_url": help_.endpoint_url} | options
        return session.create_client(service, config=config, **options)

    return make


def _serial_of(prompt: str) -> str:
    start, end = _PROMPT
    return prompt.removeprefix(start).removesuffix(end)
