"""OpenID Connect providers.

AWS's words: answers of AWS that LocalStack recorded in 2026, test_iam_oidc.snapshot.json.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from moto.iam.models import OpenIDConnectProvider

from iamtui.mock.errors import AwsError, invalid, quota
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import as_given, tag_list

_REGION: Final = "us-east-1"
_CLIENTS: Final = "ClientIdsPerOpenIdConnectProvider"
_MOST_CLIENTS: Final = 100
_MOST_THUMBPRINTS: Final = 5


@operation(
    "CreateOpenIDConnectProvider",
    differs="AWS asks the provider for its thumbprint where none is given.",
)
def create(request: Request) -> Result:
    """A new provider at an https URL, with 100 audiences and 5 thumbprints at most."""
    store, url = request.store, request.text("Url")
    thumbprints = _thumbprints(request)
    clients = list(request.params.get("ClientIDList", []))
    _check_url(url)
    if len(clients) > _MOST_CLIENTS:
        raise quota(_CLIENTS, _MOST_CLIENTS)
    labels = checked_tags(request.params.get("Tags", []), with_case)
    provider = OpenIDConnectProvider(store.account_id, _REGION, url, thumbprints, clients, {})
    providers = store.moto.open_id_providers
    if provider.arn in providers:
        raise AwsError("EntityAlreadyExists", f"Provider with url {url} already exists.")
    check_quota(store, "OpenIdConnectProvidersPerAccount", providers)
    provider.create_date = store.now()
    providers[provider.arn] = provider
    store.other_labels[provider.arn] = labels
    return {"OpenIDConnectProviderArn": provider.arn, "Tags": as_given(labels)}


@operation("GetOpenIDConnectProvider")
def get(request: Request) -> Result:
    """One provider."""
    provider = oidc_provider(request)
    return {
        "Url": provider.url,
        "ClientIDList": list(provider.client_id_list),
        "ThumbprintList": list(provider.thumbprint_list),
        "CreateDate": provider.create_date,
        "Tags": tag_list(request.store.other_labels.get(provider.arn, {})),
    }


@operation("ListOpenIDConnectProviders")
def list_providers(request: Request) -> Result:
    """The ARNs of all providers; this list has no pages."""
    arns = request.store.moto.open_id_providers
    return {"OpenIDConnectProviderList": [{"Arn": arn} for arn in sorted(arns)]}


@operation("UpdateOpenIDConnectProviderThumbprint")
def update_thumbprint(request: Request) -> Result:
    """Other thumbprints."""
    thumbprints = _thumbprints(request)
    oidc_provider(request).thumbprint_list = thumbprints
    return None


@operation("AddClientIDToOpenIDConnectProvider")
def add_client_id(request: Request) -> Result:
    """One more audience; no matter if it is there."""
    provider, client = oidc_provider(request), request.text("ClientID")
    if client not in provider.client_id_list:
        check_quota(request.store, _CLIENTS, provider.client_id_list)
        provider.client_id_list.append(client)
    return None


@operation("RemoveClientIDFromOpenIDConnectProvider")
def remove_client_id(request: Request) -> Result:
    """One audience less; no matter if it is not there."""
    provider, client = oidc_provider(request), request.text("ClientID")
    provider.client_id_list = [other for other in provider.client_id_list if other != client]
    return None


@operation(
    "DeleteOpenIDConnectProvider",
    differs="AWS was recorded so, though its documentation says that the call is idempotent.",
)
def delete(request: Request) -> Result:
    """Delete a provider; NoSuchEntity where it is gone."""
    arn = request.text("OpenIDConnectProviderArn")
    if arn not in request.store.moto.open_id_providers:
        raise AwsError("NoSuchEntity", f"OpenId connect Provider {arn} cannot be found.")
    del request.store.moto.open_id_providers[arn]
    request.store.other_labels.pop(arn, None)
    return None


def oidc_provider(request: Request) -> OpenIDConnectProvider:
    """The provider that the call names, or NoSuchEntity."""
    arn = request.text("OpenIDConnectProviderArn")
    provider = request.store.moto.open_id_providers.get(arn)
    if provider is None:
        raise AwsError("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}")
    return provider


def _thumbprints(request: Request) -> list[str]:
    thumbprints = list(request.params.get("ThumbprintList", []))
    if len(thumbprints) > _MOST_THUMBPRINTS:
        raise AwsError("InvalidInput", "Thumbprint list must contain fewer than 5 entries.")
    return thumbprints


def _check_url(url: str) -> None:
    """Source: IAM API reference, CreateOpenIDConnectProvider, Url: https, no port, no query."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad_url() from None
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or port:
        raise _bad_url()


def _bad_url() -> AwsError:
    return invalid("Invalid Open ID Connect Provider URL")
