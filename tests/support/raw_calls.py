"""Calls of the query protocol without an SDK, for requests that no SDK would send."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Signer

from tests.support.mock_server import Credentials

FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"
VERSIONS: Final = {"iam": "2010-05-08", "sts": "2011-06-15"}


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """Status and body; `code` and `message` are those of an error."""

    status: int
    body: str

    @property
    def code(self) -> str:
        """The error's code, "" in an answer that is none."""
        return _inside("Code", self.body)

    @property
    def message(self) -> str:
        """The error's message."""
        return _inside("Message", self.body)


def form(service: str, action: str, **parameters: str) -> dict[str, str]:
    """The parameters of a call."""
    return {"Action": action, "Version": VERSIONS[service], **parameters}


def signed_headers(
    endpoint: str,
    credentials: Credentials,
    service: str,
    parameters: Mapping[str, str],
    *,
    region: str = "us-east-1",
    signed_as: str | None = None,
) -> dict[str, str]:
    """The headers of a POST, signed (as another service if `signed_as` says so)."""
    request = AWSRequest(
        method="POST",
        url=endpoint + "/",
        data=urlencode(parameters),
        headers={"Content-Type": FORM},
    )
    signer: Any = Signer(
        credentials.access_key_id, credentials.secret_access_key, credentials.session_token
    )
    SigV4Auth(signer, signed_as or service, region).add_auth(request)
    return dict(request.headers.items())


def send(
    endpoint: str,
    body: str | bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "POST",
    target: str = "/",
) -> RawAnswer:
    """Send as it is, and read the answer."""
    place = urlsplit(endpoint)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    try:
        connection.request(method, target, body, dict(headers or {}))
        answer = connection.getresponse()
        return RawAnswer(answer.status, answer.read().decode())
    finally:
        connection.close()


def call(
    endpoint: str, credentials: Credentials, service: str, parameters: Mapping[str, str], **how: Any
) -> RawAnswer:
    """A signed call; `how` as `signed_headers` takes it."""
    headers = signed_headers(endpoint, credentials, service, parameters, **how)
    return send(endpoint, urlencode(parameters), headers)


def _inside(element: str, body: str) -> str:
    found = re.search(f"<{element}>(.*?)</{element}>", body, re.DOTALL)
    return found[1] if found else ""
