"""Signature Version 4, checked: the right secret, the request unchanged, the time near ours.

Source: AWS General Reference, "Create a signed AWS API request"; the window of 15 minutes and the
words of each refusal are those that IAM and STS answer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, quote

from iamtui.mock.errors import AwsError

ALGORITHM: Final = "AWS4-HMAC-SHA256"
_DATE: Final = "%Y%m%dT%H%M%SZ"
_WINDOW: Final = timedelta(minutes=15)
_TERMINATOR: Final = "aws4_request"
_SIGNATURE_PARAMETER: Final = "X-Amz-Signature"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What came over the wire; header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    source_ip: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The parts of a signature, from the Authorization header or (`presigned`) from the query.

    `stamp` is the time of signing as it was sent, `token` the session token ("" for none), and
    `date`, `region`, `service` and `terminator` are the credential's scope.
    """

    access_key_id: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    signature: str
    stamp: str
    token: str
    presigned: bool

    @property
    def scope(self) -> str:
        """The scope as it is signed."""
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"


def check_signature(request: HttpRequest, signed: Signature, secret: str, now: datetime) -> None:
    """Raise SignatureDoesNotMatch where the call was not signed with `secret`, or not just now."""
    _check_time(signed.stamp, now)
    for problem in _scope_problems(signed):
        raise AwsError("SignatureDoesNotMatch", problem)
    digest = hashlib.sha256(_canonical(request, signed).encode()).hexdigest()
    text = f"{ALGORITHM}\n{signed.stamp}\n{signed.scope}\n{digest}"
    expected = hmac.new(_signing_key(secret, signed), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signed.signature.encode()):
        raise AwsError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. "
            "Consult the service documentation for details.",
        )


def _check_time(stamp: str, now: datetime) -> None:
    try:
        then = datetime.strptime(stamp, _DATE).replace(tzinfo=UTC)
    except ValueError as error:
        words = f"Date must be in ISO-8601 'basic format'. Got '{stamp}'."
        raise AwsError("IncompleteSignature", words) from error
    here = now.strftime(_DATE)
    if then < now - _WINDOW:
        edge = (now - _WINDOW).strftime(_DATE)
        words = f"Signature expired: {stamp} is now earlier than {edge} ({here} - 15 min.)"
        raise AwsError("SignatureDoesNotMatch", words)
    if then > now + _WINDOW:
        edge = (now + _WINDOW).strftime(_DATE)
        words = f"Signature not yet current: {stamp} is still later than {edge} ({here} + 15 min.)"
        raise AwsError("SignatureDoesNotMatch", words)


def _scope_problems(signed: Signature) -> Iterator[str]:
    """The region may be any: for an endpoint that it was given, an SDK signs with its own."""
    if signed.terminator != _TERMINATOR:
        yield (
            "Credential should be scoped with a valid terminator: "
            f"'{_TERMINATOR}', not '{signed.terminator}'. "
        )
    if signed.date != signed.stamp[:8]:
        yield (
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{signed.date}' != '{signed.stamp[:8]}', from '{signed.stamp}'."
        )
    if "host" not in signed.signed_headers:
        yield "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."


def _canonical(request: HttpRequest, signed: Signature) -> str:
    pairs = parse_qsl(request.query, keep_blank_values=True)
    if signed.presigned:
        pairs = [(name, value) for name, value in pairs if name != _SIGNATURE_PARAMETER]
    query = "&".join(
        sorted(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)
    )
    headers = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n"
        for name in signed.signed_headers
    )
    return "\n".join(
        (
            request.method,
            quote(request.path, safe="/-_.~%") or "/",
            query,
            headers,
            ";".join(signed.signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def _signing_key(secret: str, signed: Signature) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (signed.date, signed.region, signed.service, signed.terminator):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
