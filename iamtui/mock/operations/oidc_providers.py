"""OpenID Connect providers, kept by moto."""

from __future__ import annotations

from moto.iam.models import OpenIDConnectProvider

from iamtui.mock.errors import AwsError
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import tag_list


@operation("CreateOpenIDConnectProvider")
def create(request: Request) -> Result:
    """A new provider."""
    labels = checked_tags(request.params.get("Tags", []), with_case)
    provider = request.store.moto.create_open_id_connect_provider(
        request.text("Url"),
        request.params.get("ThumbprintList", []),
        request.params.get("ClientIDList", []),
        [],
    )
    provider.create_date = request.store.now()
    request.store.other_labels[provider.arn] = labels
    return {
        "OpenIDConnectProviderArn": provider.arn,
        "Tags": tag_list(labels) or None,
    }


@operation("GetOpenIDConnectProvider")
def get(request: Request) -> Result:
    """One provider."""
    provider = oidc_provider(request)
    return {
        "Url": provider.url,
        "ClientIDList": list(provider.client_id_list),
        "ThumbprintList": list(provider.thumbprint_list),
        "CreateDate": provider.create_date,
        "Tags": tag_list(request.store.other_labels.get(provider.arn, {})) or None,
    }


@operation("ListOpenIDConnectProviders")
def list_providers(request: Request) -> Result:
    """The ARNs of all providers; this list has no pages."""
    arns = request.store.moto.open_id_providers
    return {"OpenIDConnectProviderList": [{"Arn": arn} for arn in sorted(arns)]}


@operation("UpdateOpenIDConnectProviderThumbprint")
def update_thumbprint(request: Request) -> Result:
    """Other thumbprints."""
    oidc_provider(request).thumbprint_list = list(request.params["ThumbprintList"])
    return None


@operation("AddClientIDToOpenIDConnectProvider")
def add_client_id(request: Request) -> Result:
    """One more audience; no matter if it is there."""
    provider, client = oidc_provider(request), request.text("ClientID")
    if client not in provider.client_id_list:
        provider.client_id_list.append(client)
    return None


@operation("RemoveClientIDFromOpenIDConnectProvider")
def remove_client_id(request: Request) -> Result:
    """One audience less; no matter if it is not there."""
    provider, client = oidc_provider(request), request.text("ClientID")
    provider.client_id_list = [other for other in provider.client_id_list if other != client]
    return None


@operation("DeleteOpenIDConnectProvider")
def delete(request: Request) -> Result:
    """Delete; AWS does not mind if it is gone."""
    arn = request.text("OpenIDConnectProviderArn")
    request.store.moto.open_id_providers.pop(arn, None)
    request.store.other_labels.pop(arn, None)
    return None


def oidc_provider(request: Request) -> OpenIDConnectProvider:
    """The provider that the call names, or NoSuchEntity."""
    arn = request.text("OpenIDConnectProviderArn")
    provider = request.store.moto.open_id_providers.get(arn)
    if provider is None:
        raise AwsError("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}")
    return provider
