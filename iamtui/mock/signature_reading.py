"""The parts of a signature as a call carries them: in its Authorization header or in its query.

Source: AWS General Reference, "Authentication methods" of Signature Version 4; the sentences are
those that AWS answers half-signed calls with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl

from iamtui.mock.errors import AwsError
from iamtui.mock.signature import ALGORITHM, HttpRequest, Signature

_ELEMENTS: Final = ("Credential", "Signature", "SignedHeaders")
_PARAMETERS: Final = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
    "X-Amz-Date",
)
_SCOPE_PARTS: Final = 5


def read_signature(request: HttpRequest) -> Signature | None:
    """The signature that the call carries, None where it carries nothing of one.

    Raises IncompleteSignature where it carries a part.
    """
    header = request.headers.get("authorization")
    if header is not None:
        return _from_header(header.strip(), request)
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    if any(name in query for name in _PARAMETERS):
        return _from_query(query)
    return None


def _from_header(header: str, request: HttpRequest) -> Signature:
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise _incomplete(f"Authorization header requires the algorithm '{ALGORITHM}'.")
    elements: dict[str, str] = {}
    for part in rest.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals:
            raise _incomplete(
                f"'{name}' not a valid key=value pair (missing equal-sign) in Authorization header."
            )
        elements[name] = value
    stamp = _stamp(request.headers)
    lacking = [
        f"Authorization header requires '{name}' parameter."
        for name in _ELEMENTS
        if not elements.get(name)
    ]
    if stamp is None:
        lacking.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    _refuse(lacking)
    token = request.headers.get("x-amz-security-token", "")
    return _signature(elements, stamp or "", token, presigned=False)


def _from_query(query: Mapping[str, str]) -> Signature:
    _refuse(
        f"AWS query-string parameters must include '{name}'."
        for name in _PARAMETERS
        if not query.get(name)
    )
    if query["X-Amz-Algorithm"] != ALGORITHM:
        raise _incomplete(f"X-Amz-Algorithm must be '{ALGORITHM}'.")
    elements = {name: query[f"X-Amz-{name}"] for name in _ELEMENTS}
    token = query.get("X-Amz-Security-Token", "")
    return _signature(elements, query["X-Amz-Date"], token, presigned=True)


def _signature(
    elements: Mapping[str, str], stamp: str, token: str, *, presigned: bool
) -> Signature:
    parts = elements["Credential"].split("/")
    if len(parts) != _SCOPE_PARTS:
        raise _incomplete(
            f"Credential must have exactly {_SCOPE_PARTS} slash-delimited elements, "
            f"e.g. keyid/date/region/service/term, got '{elements['Credential']}'."
        )
    key_id, date, region, service, terminator = parts
    return Signature(
        access_key_id=key_id,
        date=date,
        region=region,
        service=service,
        terminator=terminator,
        signed_headers=tuple(elements["SignedHeaders"].split(";")),
        signature=elements["Signature"],
        stamp=stamp,
        token=token,
        presigned=presigned,
    )


def _stamp(headers: Mapping[str, str]) -> str | None:
    """X-Amz-Date, or Date in either of its forms as X-Amz-Date would have it."""
    stamp = headers.get("x-amz-date") or headers.get("date")
    if not stamp:
        return None
    try:
        return parsedate_to_datetime(stamp).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except ValueError:
        return stamp


def _refuse(lacking: Iterable[str]) -> None:
    words = " ".join(lacking)
    if words:
        raise _incomplete(words)


def _incomplete(words: str) -> AwsError:
    return AwsError("IncompleteSignature", words)
