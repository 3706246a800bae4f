"""botocore sessions and their clients, set up the way iamtui calls AWS."""

from __future__ import annotations

import logging
import os
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.config import Config
from botocore.handlers import json_decode_policies
from botocore.loaders import Loader
from botocore.utils import parse_timestamp

from iamtui import __version__
from iamtui.aws.attempts import Attempts
from iamtui.aws.credentials import Keys
from iamtui.aws.file_resolver import Help, help_resolver
from iamtui.aws.target import CredentialSource, Target

if TYPE_CHECKING:
    from botocore.client import BaseClient

CONNECT_SECONDS = 3
READ_SECONDS = 15
MOST_ATTEMPTS = 4
DEFAULT_REGION = "us-east-1"

Service = Literal["iam", "sts", "cloudtrail"]

# botocore reads its models and endpoints into the loader; a session with a warm one starts in 4 ms
# instead of 112.
_LOADER = Loader()


class Clients:
    """The clients of one target and one set of credentials (`keys` None: botocore's resolver).

    A client of `once` sends a request a single time. Clients are made when first asked for and
    shared by all threads.
    """

    def __init__(self, session: boto3.session.Session, target: Target, keys: Keys | None) -> None:
        self._session = session
        self._target = target
        self._keys = keys
        self._lock = threading.Lock()
        self._clients: dict[tuple[Service, bool], BaseClient] = {}

    def get(self, service: Service, *, once: bool = False) -> BaseClient:
        """The client of `service`."""
        with self._lock:
            client = self._clients.get((service, once))
            if client is None:
                client = self._clients[service, once] = self._make(service, once)
            return client

    def with_keys(self, keys: Keys) -> Clients:
        """Clients of the same target that sign with `keys`."""
        return Clients(self._session, self._target, keys)

    def endpoint_url(self) -> str:
        """Where IAM's calls go, whoever set that."""
        url: str = self.get("iam").meta.endpoint_url
        return url

    def access_key_id(self) -> str:
        """The access key that they sign with, "" where there is none; may call what gives it."""
        if self._keys is not None:
            return self._keys.access_key_id
        credentials = self._session.get_credentials()
        return credentials.access_key or "" if credentials is not None else ""

    def are_temporary(self) -> bool:
        """Whether they sign with a session's credentials; may call what gives those out."""
        if self._keys is not None:
            return self._keys.token is not None
        credentials = self._session.get_credentials()
        return credentials is not None and bool(credentials.get_frozen_credentials().token)

    def region(self) -> str:
        """The region to sign for; botocore finds none for an endpoint in a profile without one."""
        configured = None
        if self._target.source is CredentialSource.AWS_PROFILE:
            configured = self._session.region_name
        return self._target.region or configured or DEFAULT_REGION

    def _make(self, service: Service, once: bool) -> BaseClient:
        keys = self._keys
        target = self._target
        # The stubs know a client's class by a literal name only.
        make: Any = self._session.client
        client: BaseClient = make(
            service,
            region_name=self.region(),
            endpoint_url=target.endpoint_url,
            aws_access_key_id=keys.access_key_id if keys else None,
            aws_secret_access_key=keys.secret.reveal() if keys else None,
            aws_session_token=keys.token.reveal() if keys and keys.token else None,
            config=_config(target, once),
        )
        return client


def open_clients(target: Target, keys: Keys | None, attempts: Attempts) -> Clients:
    """The clients of `target`; `attempts` is told of each attempt that the SDK makes."""
    for name in ("boto3", "botocore", "urllib3"):
        # Below INFO botocore logs secrets: new access keys, session tokens, MFA codes.
        logging.getLogger(name).setLevel(logging.INFO)
    session = boto3.session.Session(botocore_session=_session(target, attempts))
    return Clients(session, target, keys)


def _config(target: Target, once: bool) -> Config:
    return Config(  # type: ignore[call-arg]  # stubs lack the last one
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 1 if once else MOST_ATTEMPTS},
        user_agent_extra=f"iamtui/{__version__}",
        proxies={} if _is_here(target.endpoint_url) else None,
        # A key of the vault goes to the endpoint that its profile names, whatever is in the
        # environment.
        ignore_configured_endpoint_urls=target.source is not CredentialSource.AWS_PROFILE,
    )


def _is_here(url: str | None) -> bool:
    """Whether `url` is on this machine, where no proxy leads."""
    host = urlsplit(url).hostname if url else None
    return host in ("localhost", "::1") or (host is not None and host.startswith("127."))


def file_session(target: Target) -> botocore.session.Session:
    """A botocore session for a profile of ~/.aws, or for what the environment names."""
    session = botocore.session.Session(profile=target.aws_profile)
    session.register_component("data_loader", _LOADER)
    return session


def _session(target: Target, attempts: Attempts) -> botocore.session.Session:
    if target.source is CredentialSource.AWS_PROFILE:
        session = file_session(target)
        help_resolver(session, Help(endpoint_url=target.endpoint_url, region=DEFAULT_REGION))
    else:
        session = botocore.session.Session(session_vars=_without_aws_files())
        session.register_component("data_loader", _LOADER)
    session.unregister("after-call.iam", json_decode_policies)  # type: ignore[arg-type]
    session.register("needs-retry", attempts.watch)
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_moment)
    return session


def _without_aws_files() -> dict[str, Any]:
    """Session variables that keep `~/.aws` and AWS_PROFILE out: a mistake there is not ours."""
    return {
        "profile": (None, None, None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }


def _moment(text: str) -> datetime:
    """botocore's times, at a tenth of the cost for the form that IAM and STS write."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = parse_timestamp(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
