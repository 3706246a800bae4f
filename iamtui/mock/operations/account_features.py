"""Switches of the whole account: outbound web identity, the STS endpoint's tokens, properties."""

from __future__ import annotations

import uuid
from typing import Final

from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request, Result, operation

_TOKEN_VERSIONS: Final = {"v1Token": 1, "v2Token": 2}


@operation("EnableOutboundWebIdentityFederation")
def enable_outbound(request: Request) -> Result:
    """Let principals ask for tokens; the issuer stays the same when it was on before."""
    settings = request.store.settings
    if settings.vends_tokens:
        raise AwsError("FeatureEnabled", "Outbound web identity federation is already enabled.")
    settings.issuer = settings.issuer or f"https://{uuid.uuid4()}.tokens.sts.global.api.aws"
    settings.vends_tokens = True
    return {"IssuerIdentifier": settings.issuer}


@operation("DisableOutboundWebIdentityFederation")
def disable_outbound(request: Request) -> Result:
    """Stop giving tokens."""
    settings = request.store.settings
    if not settings.vends_tokens:
        raise _disabled()
    settings.vends_tokens = False
    return None


@operation("GetOutboundWebIdentityFederationInfo")
def outbound_info(request: Request) -> Result:
    """The issuer, while tokens are given."""
    settings = request.store.settings
    if not settings.vends_tokens:
        raise _disabled()
    return {"IssuerIdentifier": settings.issuer, "JwtVendingEnabled": True}


def _disabled() -> AwsError:
    return AwsError("FeatureDisabled", "Outbound web identity federation is disabled.")


@operation("SetSecurityTokenServicePreferences")
def set_token_version(request: Request) -> Result:
    """Which tokens the global STS endpoint gives; GetAccountSummary shows it."""
    version = _TOKEN_VERSIONS[request.text("GlobalEndpointTokenVersion")]
    request.store.settings.token_version = version
    return None


@operation("GetAccountProperties")
def get_properties(request: Request) -> Result:
    """The account's properties by their full names."""
    return {"Properties": dict(sorted(request.store.settings.properties.items()))}


@operation("PutAccountProperties")
def put_properties(request: Request) -> Result:
    """Set properties, all of one namespace.

    Source: IAM API reference, PutAccountProperties, `Properties`.
    """
    given = {str(key): str(value) for key, value in request.params["Properties"].items()}
    for key in given:
        namespace, slash, name = key.partition("/")
        if not (namespace and slash and name) or "/" in name:
            raise AwsError("InvalidInput", f"{key} is not in the format Namespace/PropertyName.")
    if len({key.partition("/")[0] for key in given}) > 1:
        raise AwsError("InvalidInput", "All properties must belong to the same namespace.")
    request.store.settings.properties.update(given)
    return {}
