"""OpenID Connect providers, kept by moto."""

from __future__ import annotations

from moto.iam.models import OpenIDConnectProvider

from iamtui.mock.errors import AwsError
from iamtui.mock.labels import add_tags, checked_tags, remove_tags, with_case
from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import tag_list


@operation("CreateOpenIDConnectProvider")
def create(request: Request) -> Result:
    """A new provider."""
    checked_tags(request.params.get("Tags", []), with_case)
    provider = request.store.moto.create_open_id_connect_provider(
        request.text("Url"),
        request.params.get("ThumbprintList", []),
        request.params.get("ClientIDList", []),
        request.params.get("Tags", []),
    )
    provider.create_date = request.store.now()
    return {
        "OpenIDConnectProviderArn": provider.arn,
        "Tags": tag_list(_labels(provider)) or None,
    }


@operation("GetOpenIDConnectProvider")
def get(request: Request) -> Result:
    """One provider."""
    provider = _provider(request)
    return {
        "Url": provider.url,
        "ClientIDList": list(provider.client_id_list),
        "ThumbprintList": list(provider.thumbprint_list),
        "CreateDate": provider.create_date,
        "Tags": tag_list(_labels(provider)) or None,
    }


@operation("ListOpenIDConnectProviders")
def list_providers(request: Request) -> Result:
    """The ARNs of all providers; this list has no pages."""
    arns = request.store.moto.open_id_providers
    return {"OpenIDConnectProviderList": [{"Arn": arn} for arn in sorted(arns)]}


@operation("UpdateOpenIDConnectProviderThumbprint")
def update_thumbprint(request: Request) -> Result:
    """Other thumbprints."""
    _provider(request).thumbprint_list = list(request.params["ThumbprintList"])
    return None


@operation("AddClientIDToOpenIDConnectProvider")
def add_client_id(request: Request) -> Result:
    """One more audience; no matter if it is there."""
    provider, client = _provider(request), request.text("ClientID")
    if client not in provider.client_id_list:
        provider.client_id_list.append(client)
    return None


@operation("RemoveClientIDFromOpenIDConnectProvider")
def remove_client_id(request: Request) -> Result:
    """One audience less; no matter if it is not there."""
    provider, client = _provider(request), request.text("ClientID")
    provider.client_id_list = [other for other in provider.client_id_list if other != client]
    return None


@operation("DeleteOpenIDConnectProvider")
def delete(request: Request) -> Result:
    """Delete; AWS does not mind if it is gone."""
    request.store.moto.open_id_providers.pop(request.text("OpenIDConnectProviderArn"), None)
    return None


@operation("TagOpenIDConnectProvider")
def tag(request: Request) -> Result:
    """Set tags."""
    provider = _provider(request)
    labels = _labels(provider)
    add_tags(labels, checked_tags(request.params["Tags"], with_case), with_case)
    _keep(provider, labels)
    return None


@operation("UntagOpenIDConnectProvider")
def untag(request: Request) -> Result:
    """Remove tags."""
    provider = _provider(request)
    labels = _labels(provider)
    remove_tags(labels, request.params["TagKeys"], with_case)
    _keep(provider, labels)
    return None


@operation("ListOpenIDConnectProviderTags")
def list_tags(request: Request) -> Result:
    """Tags."""
    tags = tag_list(_labels(_provider(request)))
    return listed(request, "Tags", tags, lambda tag: str(tag["Key"]), lambda tag: tag)


def _provider(request: Request) -> OpenIDConnectProvider:
    arn = request.text("OpenIDConnectProviderArn")
    provider = request.store.moto.open_id_providers.get(arn)
    if provider is None:
        raise AwsError("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}")
    return provider


def _labels(provider: OpenIDConnectProvider) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in provider.tags.values()}


def _keep(provider: OpenIDConnectProvider, labels: dict[str, str]) -> None:
    provider.tags = {key.lower(): {"Key": key, "Value": labels[key]} for key in labels}
