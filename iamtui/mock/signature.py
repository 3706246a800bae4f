"""Signature Version 4, checked: the right secret, the request unchanged, the time near ours.

Source: AWS General Reference, "Create a signed AWS API request"; the window of 15 minutes and the
words of each refusal are those that IAM and STS answer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, quote

from iamtui.mock.errors import AwsError

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_DATE: Final = "%Y%m%dT%H%M%SZ"
_WINDOW: Final = timedelta(minutes=15)
_AUTHORIZATION: Final = re.compile(
    rf"{_ALGORITHM}\s+Credential=(?P<key>[^/,\s]+)/(?P<date>\d{{8}})/(?P<region>[^/]+)"
    r"/(?P<service>[^/]+)/aws4_request,\s*SignedHeaders=(?P<headers>[^,\s]+)"
    r",\s*Signature=(?P<signature>[0-9a-f]{64})"
)


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
    """The parts of an Authorization header."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


def read_signature(request: HttpRequest) -> Signature:
    """The signature that the call carries; MissingAuthenticationToken or IncompleteSignature."""
    header = request.headers.get("authorization")
    if header is None:
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token")
    match = _AUTHORIZATION.fullmatch(header.strip())
    if match is None:
        raise AwsError(
            "IncompleteSignature", "The Authorization header is not a complete Signature Version 4."
        )
    return Signature(
        access_key_id=match["key"],
        date=match["date"],
        region=match["region"],
        service=match["service"],
        signed_headers=tuple(match["headers"].split(";")),
        signature=match["signature"],
    )


def check_signature(request: HttpRequest, signed: Signature, secret: str, now: datetime) -> None:
    """Raise SignatureDoesNotMatch where the call was not signed with `secret`, or not just now."""
    stamp = request.headers.get("x-amz-date", "")
    _check_time(stamp, now)
    scope = f"{signed.date}/{signed.region}/{signed.service}/aws4_request"
    digest = hashlib.sha256(_canonical(request, signed).encode()).hexdigest()
    key = _signing_key(secret, signed)
    expected = hmac.new(
        key, f"{_ALGORITHM}\n{stamp}\n{scope}\n{digest}".encode(), hashlib.sha256
    ).hexdigest()
    if not hmac.compare_digest(expected, signed.signature):
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
        raise AwsError("IncompleteSignature", "Date must be in ISO-8601 'basic format'.") from error
    here = now.strftime(_DATE)
    if then < now - _WINDOW:
        edge = (now - _WINDOW).strftime(_DATE)
        words = f"Signature expired: {stamp} is now earlier than {edge} ({here} - 15 min.)"
        raise AwsError("SignatureDoesNotMatch", words)
    if then > now + _WINDOW:
        edge = (now + _WINDOW).strftime(_DATE)
        words = f"Signature not yet current: {stamp} is still later than {edge} ({here} + 15 min.)"
        raise AwsError("SignatureDoesNotMatch", words)


def _canonical(request: HttpRequest, signed: Signature) -> str:
    query = "&".join(
        sorted(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in parse_qsl(request.query, keep_blank_values=True)
        )
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
    for part in (signed.date, signed.region, signed.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
