"""SAML providers, kept by moto."""

from __future__ import annotations

from moto.iam.models import SAMLProvider

from iamtui.mock.errors import AwsError, already_exists
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import tag_list


@operation("CreateSAMLProvider")
def create(request: Request) -> Result:
    """A new provider."""
    moto, name = request.store.moto, request.text("Name")
    if name in moto.saml_providers:
        raise already_exists("SAMLProvider", name)
    labels = checked_tags(request.params.get("Tags", []), with_case)
    provider = moto.create_saml_provider(name, request.text("SAMLMetadataDocument"))
    provider.create_date = request.store.now()
    request.store.other_labels[provider.arn] = labels
    return {"SAMLProviderArn": provider.arn, "Tags": tag_list(labels) or None}


@operation("GetSAMLProvider")
def get(request: Request) -> Result:
    """One provider with its metadata."""
    provider = saml_provider(request)
    return {
        "SAMLMetadataDocument": provider.saml_metadata_document,
        "CreateDate": provider.create_date,
        "ValidUntil": provider.valid_until,
        "Tags": tag_list(request.store.other_labels.get(provider.arn, {})) or None,
    }


@operation("ListSAMLProviders")
def list_providers(request: Request) -> Result:
    """All providers; this list has no pages."""
    providers = request.store.moto.saml_providers.values()
    return {
        "SAMLProviderList": [
            {"Arn": item.arn, "ValidUntil": item.valid_until, "CreateDate": item.create_date}
            for item in providers
        ]
    }


@operation("UpdateSAMLProvider")
def update(request: Request) -> Result:
    """Other metadata."""
    provider = saml_provider(request)
    document = request.optional("SAMLMetadataDocument")
    if document is not None:
        provider.saml_metadata_document = document
    return {"SAMLProviderArn": provider.arn}


@operation("DeleteSAMLProvider")
def delete(request: Request) -> Result:
    """Delete."""
    provider = saml_provider(request)
    request.store.other_labels.pop(provider.arn, None)
    del request.store.moto.saml_providers[provider.name]
    return None


def saml_provider(request: Request) -> SAMLProvider:
    """The provider that the call names, or NoSuchEntity."""
    arn = request.text("SAMLProviderArn")
    for provider in request.store.moto.saml_providers.values():
        if provider.arn == arn:
            return provider
    raise AwsError("NoSuchEntity", f"Manifest not found for arn {arn}")
