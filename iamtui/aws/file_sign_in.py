"""Signing in to a profile of ~/.aws by botocore's resolver, with codes from the broker."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.configprovider import ConfiguredEndpointProvider

from iamtui.aws.asked import Asked
from iamtui.aws.clients import DEFAULT_REGION, file_session
from iamtui.aws.clock import clock_offset
from iamtui.aws.config_mistakes import mistake_behind
from iamtui.aws.credentials import Keys
from iamtui.aws.errors import NoConnection, NoCredentials, WrongCode
from iamtui.aws.file_resolver import Help, help_resolver
from iamtui.aws.mfa import check_serial
from iamtui.aws.mfa_codes import MOST_TRIES, Taken, worth_another
from iamtui.aws.role_cache import RoleCache
from iamtui.aws.role_chain import Profiles, asks_iamtui, chain_of, lacks_credentials, mfa_device_of
from iamtui.aws.service_endpoints import service_urls
from iamtui.aws.session_cache import fingerprint
from iamtui.aws.session_keys import SessionKeys
from iamtui.aws.session_lengths import LONGEST_CHAINED, check_role_length
from iamtui.aws.translate import translate
from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret

if TYPE_CHECKING:
    from botocore.session import Session

    from iamtui.aws.sign_in import SignIn
    from iamtui.aws.target import Target


@dataclass(frozen=True, slots=True)
class Found:
    """What the resolver found: keys, the session that they are of where its end is known, and
    what else the profile says. `mfa_serial` is that of a profile that is no role, `sts_url` where
    STS is asked (None: AWS's own), `service_urls` has those of single services by variable."""

    keys: Keys
    session: SessionKeys | None
    region: str | None
    endpoint_url: str | None
    mfa_serial: str | None
    is_role: bool = False
    sts_url: str | None = None
    service_urls: Mapping[str, str] = field(default_factory=dict)


def sign_in_from_files(sign_in: SignIn, target: Target, length: timedelta | None) -> Found:
    """What botocore's resolver finds for `target`. Raises IamtuiError; asks for codes."""
    try:
        attempt = _Attempt(sign_in, target, length)
    except IamtuiError:
        raise
    except Exception as error:  # noqa: BLE001 - every library error is translated
        failure = _in_the_files(error, sign_in, (target.aws_profile or "default",))
        failure = failure or translate(error, Asked("GetCallerIdentity", {}, "sts"))
    else:
        if sign_in.cache is None or attempt.device is None:
            return attempt.run()
        with sign_in.cache.alone(fingerprint("files", *attempt.source)):
            return attempt.run()
    raise failure  # outside of the handler, so that no library error is chained to it


@dataclass(frozen=True, slots=True)
class FileRole:
    """The role that a profile of ~/.aws stands for: the device that it, or what it comes from, is
    begun with a code of (None: it needs none)."""

    device: str | None


def role_in_files(sign_in: SignIn, target: Target) -> FileRole | None:
    """The role of `target`'s profile, None where it is none. Raises IamtuiError; asks nobody."""
    try:
        attempt = _Attempt(sign_in, target, None)
    except IamtuiError:
        raise
    except Exception as error:  # noqa: BLE001 - every library error is translated
        failure = _in_the_files(error, sign_in, (target.aws_profile or "default",))
        failure = failure or translate(error, Asked("GetCallerIdentity", {}, "sts"))
    else:
        return FileRole(attempt.device) if attempt.is_role else None
    raise failure  # outside of the handler, so that no library error is chained to it


class _Attempt:
    """One profile, resolved once, or again with another code where a typed one was wrong."""

    def __init__(self, sign_in: SignIn, target: Target, length: timedelta | None) -> None:
        self._sign_in = sign_in
        self._target = target
        self._length = length
        session = file_session(target)
        self._name = session.get_config_variable("profile") or "default"
        self._profiles: Profiles = session.full_config.get("profiles", {})
        self._chain = chain_of(self._profiles, self._name)
        self._own = self._profiles.get(self._name, {})
        self._region = target.region or session.get_config_variable("region")
        self._endpoint = target.endpoint_url or _endpoint(self._own)
        last = self._chain[-1]
        if asks_iamtui(self._profiles, last) and sign_in.listed(last) is None:
            # The program would ask ~/.aws again, and so on without end.
            raise UsageError(
                f"The profile {last} of ~/.aws asks iamtui for its credentials, and the vault has "
                f"no profile {last}.",
                "Add it to the vault, or take its credential_process out of ~/.aws/config.",
            )
        ours = last != self._name and lacks_credentials(self._profiles, last)
        self._root = sign_in.listed(last) if ours else None
        self._long = self._needs_one_hop()
        self.device = mfa_device_of(self._profiles, self._name) or (
            self._root.mfa_serial if self._root is not None else None
        )
        self._taken: list[Taken] = []
        self._why = ""

    @property
    def is_role(self) -> bool:
        """Whether the profile is that of a role."""
        return "role_arn" in self._own

    @property
    def source(self) -> tuple[str, ...]:
        """Who asks for the role, and where: part of the name that its session is kept under."""
        return (self._endpoint or "", *self._chain, self._source_key_id)

    @property
    def _source_key_id(self) -> str:
        """The long-term key at the end of the chain, "" where there is none."""
        if self._root is not None:
            return self._root.access_key_id or ""
        return str(self._profiles.get(self._chain[-1], {}).get("aws_access_key_id", ""))

    def run(self) -> Found:
        """Resolve it. Raises IamtuiError."""
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                return self._resolve()
            except NoConnection:
                for taken in self._taken:
                    self._sign_in.codes.give_back(taken)
                raise
            except WrongCode as wrong:
                again = [worth_another(taken, tries_left) for taken in self._taken]
                if not again or not all(again):
                    raise
                self._why = str(wrong)
        raise AssertionError  # the last try returned or raised

    def _resolve(self) -> Found:
        self._taken = []
        roles = RoleCache(
            self._sign_in.cache,
            self._target.name,
            self.source,
            source_key_id=self._source_key_id,
            mfa_serial=self.device,
            renews=self._sign_in.renews,
        )
        try:
            session = file_session(self._target)
            help_resolver(session, self._help(roles))
            credentials = session.get_credentials()
            if credentials is None:
                raise NoCredentials(
                    f"No credentials were found for the profile {self._target.name}.",
                    "Look at ~/.aws, or run iamtui doctor.",
                )
            frozen = credentials.get_frozen_credentials()
        except IamtuiError:
            raise
        except Exception as error:  # noqa: BLE001 - every library error is translated
            failure = _in_the_files(error, self._sign_in, self._chain)
            failure = failure or translate(error, self._asked())
        else:
            keys = Keys(
                frozen.access_key or "",
                Secret(frozen.secret_key or ""),
                Secret(frozen.token) if frozen.token else None,
            )
            session_keys = roles.last or _with_end(keys, getattr(credentials, "_expiry_time", None))
            serial = None if self.is_role else self._own.get("mfa_serial")
            return Found(
                keys,
                session_keys,
                self._region,
                self._endpoint,
                serial,
                self.is_role,
                self._target.endpoint_url or _sts_endpoint(session, self._own),
                service_urls(session, os.environ),
            )
        raise failure  # outside of the handler, so that no library error is chained to it

    def _help(self, roles: RoleCache) -> Help:
        return Help(
            take_code=self._take_code,
            is_source=lambda name: self._root is not None and self._root.name == name,
            source_keys=self._sign_in.long_term_keys if self._long else self._sign_in.source_keys,
            cache=roles,
            endpoint_url=self._target.endpoint_url,
            region=self._region or DEFAULT_REGION,
            length=self._length,
            mfa_serial=self._root.mfa_serial if self._long and self._root else None,
            programs_may_ask=self._sign_in.programs_may_ask,
        )

    def _take_code(self, serial: str) -> str:
        check_serial(serial)
        offset = clock_offset(self._endpoint) if self._sign_in.codes.makes(serial) else None
        taken = self._sign_in.codes.take(serial, offset, self._why)
        self._taken.append(taken)
        return taken.code.reveal()

    def _asked(self) -> Asked:
        role = self._own.get("role_arn")
        if role is None:
            return Asked("GetCallerIdentity", {}, "sts")
        return Asked("AssumeRole", {"RoleArn": role}, "sts")

    def _needs_one_hop(self) -> bool:
        """Whether the role is to last longer than AWS lets one that is assumed from a session.

        With a key of the vault it is then assumed with a code of its own, from the key itself.
        Raises UsageError where AWS gives no session of that length.
        """
        if not self.is_role:
            return False
        length = self._length or _seconds(self._own.get("duration_seconds"))
        if length is None:
            return False
        two_hops = len(self._chain) == 2
        ours = self._root is not None
        chained = len(self._chain) > 2 or (ours and not two_hops)
        check_role_length(self._target.name, length, chained=chained)
        return ours and ("mfa_serial" in self._own or length > LONGEST_CHAINED)


def _in_the_files(error: Exception, sign_in: SignIn, names: tuple[str, ...]) -> IamtuiError | None:
    """The line of ~/.aws that botocore's `error` comes from, where it can be told."""
    in_vault = [each.name for each in sign_in.profiles if each.source == "vault"]
    return mistake_behind(error, names, in_vault)


def _seconds(text: object) -> timedelta | None:
    text = str(text or "")
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() else None


def _with_end(keys: Keys, expires: datetime | None) -> SessionKeys | None:
    """The session of keys whose end botocore knows (SSO, programs, instances)."""
    if keys.token is None or expires is None:
        return None
    return SessionKeys(keys, datetime.now(UTC), expires.astimezone(UTC))


def _endpoint(own: Mapping[str, object]) -> str | None:
    """Where the environment or the profile leads all services to."""
    url = os.environ.get("AWS_ENDPOINT_URL") or own.get("endpoint_url")
    return str(url) if url else None


def _sts_endpoint(session: Session, own: Mapping[str, Any]) -> str | None:
    """Where STS is asked, which may have an endpoint of its own, by botocore's own rules."""
    if own.get("ignore_configured_endpoint_urls", "").lower() == "true":
        return None
    found = ConfiguredEndpointProvider(session.full_config, own, "sts", os.environ).provide()
    return str(found) if found else None
