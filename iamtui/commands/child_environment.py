"""The environment of a program that is to use a profile's credentials and nothing else of AWS's.

AWS SDKs and Tools Reference Guide, "Environment variables support".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from iamtui.aws.service_endpoints import ALL_SERVICES, IGNORE
from iamtui.aws.sign_in import SignedIn

# What shells show, and how an exec within an exec is seen.
MARKER = "AWS_IAMTUI_PROFILE"

# Each of these names credentials, or leads to some, or says where calls go.
_REMOVED = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_ACCOUNT_ID",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_CREDENTIAL_FILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_DEFAULT_REGION",
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECURITY_TOKEN",
        "AWS_SESSION_EXPIRATION",
        "AWS_SESSION_TOKEN",
        "AWS_SSO_ACCOUNT_ID",
        "AWS_SSO_ROLE_NAME",
        "AWS_VAULT",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        MARKER,
    }
)


def added(signed_in: SignedIn) -> dict[str, str]:
    """The variables that hand on the credentials; the values are secrets."""
    keys, session = signed_in.keys, signed_in.session
    variables = {
        MARKER: signed_in.profile,
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret.reveal(),
        "AWS_REGION": signed_in.region,
        "AWS_DEFAULT_REGION": signed_in.region,
    }
    if keys.token is not None:
        variables["AWS_SESSION_TOKEN"] = keys.token.reveal()
    if session is not None:
        end = session.expires.astimezone(UTC)
        variables["AWS_CREDENTIAL_EXPIRATION"] = end.strftime("%Y-%m-%dT%H:%M:%SZ")
    if signed_in.endpoint_url is not None:
        variables[ALL_SERVICES] = signed_in.endpoint_url
    elif not signed_in.service_urls:
        # [default] of ~/.aws/config may name one, and is read where no profile is named.
        variables[IGNORE] = "true"
    return {**variables, **signed_in.service_urls}


def removed(signed_in: SignedIn, environ: Mapping[str, str]) -> frozenset[str]:
    """The variables of `environ` that would contradict, or endanger what is handed on."""
    return frozenset(
        name
        for name in environ
        if name in _REMOVED
        or name.startswith("TEXTUAL")
        or name.startswith(ALL_SERVICES)
        or name == IGNORE
    )


def child_environment(signed_in: SignedIn, environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` without what contradicts, and with the credentials."""
    gone = removed(signed_in, environ)
    kept = {name: value for name, value in environ.items() if name not in gone}
    return kept | added(signed_in)
