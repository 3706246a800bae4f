"""SAML providers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from xml.etree import ElementTree

from iamtui.mock.entities import SamlProvider
from iamtui.mock.errors import AwsError, already_exists, quota
from iamtui.mock.ids import FRESH
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import View, as_given, tag_list

_METADATA: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_FOREVER: Final = timedelta(days=36525)
_MOST_KEYS: Final = 2


@operation(
    "CreateSAMLProvider", differs="The keys in the metadata are read, and a private key's form."
)
def create(request: Request) -> Result:
    """A new provider, whose metadata must be that of a SAML entity."""
    store, name = request.store, request.text("Name")
    providers = store.moto.saml_providers
    document = request.text("SAMLMetadataDocument")
    valid_until = _valid_until(document, store.now())
    labels = checked_tags(request.params.get("Tags", []), with_case)
    if name in providers:
        raise already_exists("SAMLProvider", name)
    check_quota(store, "SAMLProvidersPerAccount", providers)
    provider = SamlProvider(store.account_id, name, document, store.now())
    provider.valid_until = valid_until
    _set_encryption(request, provider)
    providers[name] = provider
    store.other_labels[provider.arn] = labels
    return {"SAMLProviderArn": provider.arn, "Tags": as_given(labels)}


@operation("GetSAMLProvider")
def get(request: Request) -> Result:
    """One provider with its metadata, without its private keys."""
    provider = saml_provider(request)
    return {
        "SAMLProviderUUID": provider.unique_id,
        "SAMLMetadataDocument": provider.saml_metadata_document,
        "CreateDate": provider.create_date,
        "ValidUntil": provider.valid_until,
        "AssertionEncryptionMode": provider.encryption,
        "PrivateKeyList": [
            {"KeyId": key, "Timestamp": date} for key, date in provider.private_keys.items()
        ],
        "Tags": tag_list(request.store.other_labels.get(provider.arn, {})),
    }


@operation("ListSAMLProviders")
def list_providers(request: Request) -> Result:
    """All providers; this list has no pages."""
    providers = request.store.moto.saml_providers.values()
    return {"SAMLProviderList": [_listed(item) for item in providers]}


@operation("UpdateSAMLProvider")
def update(request: Request) -> Result:
    """Other metadata, another way of encryption, private keys added and removed."""
    provider = saml_provider(request)
    document = request.optional("SAMLMetadataDocument")
    if document is not None:
        provider.valid_until = _valid_until(document, request.store.now())
        provider.saml_metadata_document = document
    unwanted = request.optional("RemovePrivateKey")
    if unwanted is not None and unwanted not in provider.private_keys:
        raise AwsError("NoSuchEntity", f"Private key {unwanted} cannot be found.")
    provider.private_keys.pop(unwanted or "", None)
    _set_encryption(request, provider)
    return {"SAMLProviderArn": provider.arn}


@operation("DeleteSAMLProvider")
def delete(request: Request) -> Result:
    """Delete; roles that trust it stay."""
    provider = saml_provider(request)
    request.store.other_labels.pop(provider.arn, None)
    del request.store.moto.saml_providers[provider.name]
    return None


def saml_provider(request: Request) -> SamlProvider:
    """The provider that the call names, or NoSuchEntity."""
    arn = request.text("SAMLProviderArn")
    for provider in request.store.moto.saml_providers.values():
        if provider.arn == arn and isinstance(provider, SamlProvider):
            return provider
    raise AwsError("NoSuchEntity", f"Manifest not found for arn {arn}")


def _set_encryption(request: Request, provider: SamlProvider) -> None:
    if request.optional("AddPrivateKey") is not None:
        if len(provider.private_keys) >= _MOST_KEYS:
            raise quota("PrivateKeysPerSAMLProvider", _MOST_KEYS)
        provider.private_keys[FRESH.unique_id("SAMLKEY")] = request.store.now()
    provider.encryption = request.optional("AssertionEncryptionMode") or provider.encryption


def _valid_until(document: str, now: datetime) -> datetime:
    """Until when metadata is valid: what it says, or as good as for ever."""
    try:
        if "<!DOCTYPE" in document.upper():
            raise ValueError("a DOCTYPE")
        root = ElementTree.fromstring(document)  # noqa: S314 - without a DOCTYPE, no entities
        if root.tag != f"{_METADATA}EntityDescriptor" or not root.get("entityID"):
            raise ValueError("no entity")
        said = root.get("validUntil")
        moment = datetime.fromisoformat(said) if said else now + _FOREVER
    except (ValueError, ElementTree.ParseError, RecursionError) as error:
        raise AwsError("InvalidInput", "Could not parse metadata") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _listed(provider: object) -> View:
    names = {"Arn": "arn", "ValidUntil": "valid_until", "CreateDate": "create_date"}
    return {field: getattr(provider, name) for field, name in names.items()}
