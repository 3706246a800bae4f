"""Web identity tokens (JWT): read, and held to a registered provider as far as one can here.

Checked: form, issuer, audience and times. Not checked: the signature, since the keys of the
provider would have to be fetched from the network; a token that claims no signature is refused.
Sources: RFC 7519; STS API reference, AssumeRoleWithWebIdentity; IAM User Guide, "Create an OpenID
Connect identity provider in IAM" and "Pass session tags using AssumeRoleWithWebIdentity".
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from moto.iam.models import OpenIDConnectProvider

from iamtui.mock.errors import AwsError
from iamtui.mock.store import Store

_WELL_KNOWN: Final = frozenset({"accounts.google.com"})
_TAGS: Final = "https://aws.amazon.com/tags"
_SOURCE_IDENTITY: Final = "https://aws.amazon.com/source_identity"
_NO_JWT: Final = (
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """Whom a token speaks for: `principal` is the provider's ARN or its well-known name.

    `keys` are the condition keys that follow from it, such as `token.example.com:sub`.
    """

    principal: str
    subject: str
    audience: str
    keys: Mapping[str, str]
    tags: Mapping[str, str]
    transitive: tuple[str, ...]
    source_identity: str | None


def read_web_identity(store: Store, token: str) -> WebIdentity:
    """The identity in a token.

    Raises InvalidIdentityToken, ExpiredTokenException for one past its time.
    """
    claims = _claims(token)
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str):
        raise invalid_token(_NO_JWT)
    _check_times(claims, store.clock.now())
    host = issuer.removeprefix("https://").removesuffix("/")
    audiences = _texts(claims.get("aud"))
    principal = _provider(store, issuer, host, audiences)
    authorised = claims.get("azp")
    audience = authorised if isinstance(authorised, str) else next(iter(audiences), "")
    keys = {f"{host}:{name}": value for name, value in claims.items() if isinstance(value, str)}
    tags, transitive = _session_tags(claims.get(_TAGS))
    source_identity = claims.get(_SOURCE_IDENTITY)
    return WebIdentity(
        principal=principal,
        subject=subject,
        audience=audience,
        keys=keys | {f"{host}:aud": audience},
        tags=tags,
        transitive=transitive,
        source_identity=source_identity if isinstance(source_identity, str) else None,
    )


def invalid_token(words: str) -> AwsError:
    """What a token that proves nothing is answered with."""
    return AwsError("InvalidIdentityToken", words)


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        raise invalid_token(_NO_JWT)
    header, claims = _object(parts[0]), _object(parts[1])
    if str(header.get("alg", "none")).lower() == "none":
        raise invalid_token("Provided Token is not signed.")
    return claims


def _object(part: str) -> dict[str, Any]:
    try:
        text = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        value = json.loads(text)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise invalid_token(_NO_JWT) from error
    if not isinstance(value, dict):
        raise invalid_token(_NO_JWT)
    return value


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    here, expires, issued = int(now.timestamp()), claims.get("exp"), claims.get("iat")
    if not isinstance(expires, int | float) or not isinstance(issued, int | float):
        raise invalid_token("Missing a required claim: exp, iat")
    if here >= expires:
        raise AwsError(
            "ExpiredTokenException",
            f"Token expired: current date/time {here} must be before the expiration "
            f"date/time {int(expires)}",
        )


def _provider(store: Store, issuer: str, host: str, audiences: tuple[str, ...]) -> str:
    if host in _WELL_KNOWN:
        return host
    arn = store.arn("oidc-provider", "/", host)
    provider: OpenIDConnectProvider | None = store.moto.open_id_providers.get(arn)
    if provider is None:
        raise invalid_token(f"No OpenIDConnect provider found in your account for {issuer}")
    if not set(audiences) & set(provider.client_id_list):
        raise invalid_token("Incorrect token audience")
    return arn


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, str))


def _session_tags(claim: object) -> tuple[dict[str, str], tuple[str, ...]]:
    """`{"principal_tags": {"key": ["value"]}, "transitive_tag_keys": ["key"]}`."""
    if not isinstance(claim, dict):
        return {}, ()
    given = claim.get("principal_tags")
    tags: dict[str, str] = {}
    for key, value in given.items() if isinstance(given, dict) else ():
        texts = _texts(value)
        if texts:
            tags[str(key)] = texts[0]
    return tags, _texts(claim.get("transitive_tag_keys"))
