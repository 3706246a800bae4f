"""Tokens of AWS for the world outside: GetWebIdentityToken, and GetDelegatedAccessToken.

Source: STS API reference of both; IAM User Guide, "Federating AWS identities to external services".
"""

from __future__ import annotations

import base64
import functools
import json
import uuid
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from iamtui.mock.errors import AwsError, invalid
from iamtui.mock.registry import Request, Result, operation

_DEFAULT_SECONDS: Final = 300
_COORDINATE_BYTES: Final = 48
_RSA_BITS: Final = 2048
_ALGORITHMS: Final = ("RS256", "ES384")


@operation(
    "GetWebIdentityToken", "sts", differs="The keys that verify the token are published nowhere."
)
def get_web_identity_token(request: Request) -> Result:
    """A signed JWT that says who the caller is, where the account gives such tokens."""
    settings = request.store.settings
    if not settings.vends_tokens:
        words = "Outbound web identity federation is not enabled for your account."
        raise AwsError("OutboundWebIdentityFederationDisabledException", words)
    algorithm = request.text("SigningAlgorithm")
    if algorithm not in _ALGORITHMS:
        raise invalid(f"The signing algorithm is one of {', '.join(_ALGORITHMS)}.")
    now = request.store.now()
    seconds = int(request.params.get("DurationSeconds", _DEFAULT_SECONDS))
    audiences = request.params["Audience"]
    claims = {
        "iss": settings.issuer,
        "sub": request.caller.arn,
        "aud": audiences[0] if len(audiences) == 1 else audiences,
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + seconds,
        "jti": str(uuid.uuid4()),
        "https://sts.amazonaws.com/": {
            "aws_account": request.store.account_id,
            "request_tags": {tag["Key"]: tag["Value"] for tag in request.params.get("Tags", [])},
        },
    }
    expires = now + timedelta(seconds=seconds)
    return {"WebIdentityToken": _signed(algorithm, claims), "Expiration": expires}


@operation("GetDelegatedAccessToken", "sts", differs="Partners have tokens to trade in.")
def get_delegated_access_token(request: Request) -> Result:
    """There are no tokens to trade in, so that none is a good one."""
    raise AwsError("ExpiredTradeInTokenException", "The trade-in token is not valid.")


def _signed(algorithm: str, claims: dict[str, object]) -> str:
    header = {"alg": algorithm, "typ": "JWT", "kid": algorithm}
    parts = [_encoded(json.dumps(part).encode()) for part in (header, claims)]
    text = ".".join(parts).encode()
    sign = _rs256 if algorithm == "RS256" else _es384
    return ".".join([*parts, _encoded(sign(text))])


def _rs256(text: bytes) -> bytes:
    return _rsa_key().sign(text, padding.PKCS1v15(), hashes.SHA256())


def _es384(text: bytes) -> bytes:
    """Two coordinates, one behind the other (RFC 7518, 3.4)."""
    pair = decode_dss_signature(_ec_key().sign(text, ec.ECDSA(hashes.SHA384())))
    return b"".join(number.to_bytes(_COORDINATE_BYTES, "big") for number in pair)


@functools.cache
def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


@functools.cache
def _ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")
