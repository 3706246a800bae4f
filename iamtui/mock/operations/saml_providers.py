"""SAML providers, kept by moto."""

from __future__ import annotations

from moto.iam.models import SAMLProvider

from iamtui.mock.errors import AwsError, already_exists
from iamtui.mock.registry import Request, Result, operation


@operation("CreateSAMLProvider")
def create(request: Request) -> Result:
    """A new provider."""
    moto, name = request.store.moto, request.text("Name")
    if name in moto.saml_providers:
        raise already_exists("SAMLProvider", name)
    provider = moto.create_saml_provider(name, request.text("SAMLMetadataDocument"))
    provider.create_date = request.store.now()
    return {"SAMLProviderArn": provider.arn}


@operation("GetSAMLProvider")
def get(request: Request) -> Result:
    """One provider with its metadata."""
    provider = _provider(request)
    return {
        "SAMLMetadataDocument": provider.saml_metadata_document,
        "CreateDate": provider.create_date,
        "ValidUntil": provider.valid_until,
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
    provider = _provider(request)
    document = request.optional("SAMLMetadataDocument")
    if document is not None:
        provider.saml_metadata_document = document
    return {"SAMLProviderArn": provider.arn}


@operation("DeleteSAMLProvider")
def delete(request: Request) -> Result:
    """Delete."""
    del request.store.moto.saml_providers[_provider(request).name]
    return None


def _provider(request: Request) -> SAMLProvider:
    arn = request.text("SAMLProviderArn")
    for provider in request.store.moto.saml_providers.values():
        if provider.arn == arn:
            return provider
    raise AwsError("NoSuchEntity", f"Manifest not found for arn {arn}")
