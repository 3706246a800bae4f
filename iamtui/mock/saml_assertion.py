"""SAML assertions: read, and held to a registered provider as far as one can here.

Checked: form, issuer, audience, times, and the attributes that AWS wants. Not checked: the XML
signature. Sources: IAM User Guide, "Configure SAML assertions for the authentication response" and
"Available keys for SAML-based AWS STS federation"; STS API reference, AssumeRoleWithSAML.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

from moto.iam.models import SAMLProvider

from iamtui.mock.errors import AwsError
from iamtui.mock.store import Store
from iamtui.mock.web_identity import invalid_token

_ASSERTION: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_ATTRIBUTE: Final = "https://aws.amazon.com/SAML/Attributes/"
_AUDIENCES: Final = ("https://signin.aws.amazon.com/saml", "urn:amazon:webservices")
_FORMATS: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
_BAD: Final = "Your request included an invalid SAML response."


@dataclass(frozen=True, slots=True)
class SamlIdentity:
    """Whom an assertion speaks for; `roles` are its pairs of role and provider, as it has them."""

    issuer: str
    subject: str
    subject_type: str
    audience: str
    name_qualifier: str
    roles: tuple[str, ...]
    session_name: str
    seconds: int | None
    tags: Mapping[str, str]
    transitive: tuple[str, ...]
    source_identity: str | None
    keys: Mapping[str, str]


def read_assertion(store: Store, provider_arn: str, encoded: str) -> SamlIdentity:
    """The identity in an assertion.

    Raises InvalidIdentityToken, ExpiredTokenException for one past its time.
    """
    provider = _provider(store, provider_arn)
    assertion = _assertion(encoded)
    issuer = _text(assertion, "Issuer")
    if issuer not in str(provider.saml_metadata_document):
        raise invalid_token("Issuer not present in specified provider")
    data = _find(assertion, "Subject/SubjectConfirmation/SubjectConfirmationData")
    audience = data.get("Recipient", "")
    _check_conditions(assertion, data, store.clock.now())
    name_id = _find(assertion, "Subject/NameID")
    attributes = _attributes(assertion)
    subject, kind = (name_id.text or "").strip(), name_id.get("Format", "").removeprefix(_FORMATS)
    qualifier = _name_qualifier(issuer, store.account_id, str(provider.name))
    return SamlIdentity(
        issuer=issuer,
        subject=subject,
        subject_type=kind,
        audience=audience,
        name_qualifier=qualifier,
        roles=attributes.get(f"{_ATTRIBUTE}Role", ()),
        session_name=_required(attributes, "RoleSessionName"),
        seconds=_seconds(attributes),
        tags=_tags(attributes),
        transitive=attributes.get(f"{_ATTRIBUTE}TransitiveTagKeys", ()),
        source_identity=next(iter(attributes.get(f"{_ATTRIBUTE}SourceIdentity", ())), None),
        keys={
            "saml:aud": audience,
            "saml:doc": f"{store.account_id}/{provider.name}",
            "saml:iss": issuer,
            "saml:namequalifier": qualifier,
            "saml:sub": subject,
            "saml:sub_type": kind,
        },
    )


def _provider(store: Store, arn: str) -> SAMLProvider:
    for provider in store.moto.saml_providers.values():
        if provider.arn == arn:
            return provider
    raise invalid_token("Specified provider doesn't exist")


def _assertion(encoded: str) -> ElementTree.Element:
    try:
        text = base64.b64decode(encoded, validate=True)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise invalid_token(_BAD)
        root = ElementTree.fromstring(text)  # noqa: S314 - without a DOCTYPE, no entities
    except (ValueError, binascii.Error, ElementTree.ParseError, RecursionError) as error:
        raise invalid_token(_BAD) from error
    found = root if root.tag == f"{_ASSERTION}Assertion" else root.find(f"{_ASSERTION}Assertion")
    if found is None:
        raise invalid_token(_BAD)
    return found


def _find(element: ElementTree.Element, path: str) -> ElementTree.Element:
    found = element.find("/".join(f"{_ASSERTION}{name}" for name in path.split("/")))
    if found is None:
        raise invalid_token(_BAD)
    return found


def _text(element: ElementTree.Element, path: str) -> str:
    return (_find(element, path).text or "").strip()


def _check_conditions(
    assertion: ElementTree.Element, data: ElementTree.Element, now: datetime
) -> None:
    allowed = _find(assertion, "Conditions/AudienceRestriction/Audience")
    if (allowed.text or "").strip() not in _AUDIENCES:
        raise invalid_token("SAML Assertion doesn't contain a valid audience")
    for element in (data, _find(assertion, "Conditions")):
        ends = element.get("NotOnOrAfter")
        if ends is not None and now >= _moment(ends):
            raise AwsError(
                "ExpiredTokenException",
                "Token must be redeemed within 5 minutes of issuance",
            )
        begins = element.get("NotBefore")
        if begins is not None and now < _moment(begins):
            raise invalid_token("SAML Assertion is not valid yet")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid_token(_BAD) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _attributes(assertion: ElementTree.Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for attribute in assertion.iterfind(f"{_ASSERTION}AttributeStatement/{_ASSERTION}Attribute"):
        values = attribute.iterfind(f"{_ASSERTION}AttributeValue")
        found[attribute.get("Name", "")] = tuple((value.text or "").strip() for value in values)
    return found


def _required(attributes: Mapping[str, tuple[str, ...]], name: str) -> str:
    values = attributes.get(f"{_ATTRIBUTE}{name}", ())
    if not values or not values[0]:
        raise invalid_token(f"{name} is required in AuthnResponse")
    return values[0]


def _seconds(attributes: Mapping[str, tuple[str, ...]]) -> int | None:
    values = attributes.get(f"{_ATTRIBUTE}SessionDuration", ())
    return int(values[0]) if values and values[0].isdecimal() else None


def _tags(attributes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    prefix = f"{_ATTRIBUTE}PrincipalTag:"
    return {
        name.removeprefix(prefix): values[0]
        for name, values in attributes.items()
        if name.startswith(prefix) and values
    }


def _name_qualifier(issuer: str, account_id: str, provider: str) -> str:
    """Source: STS API reference, AssumeRoleWithSAML, `NameQualifier`: Base64 of the SHA-1."""
    text = f"{issuer}{account_id}/{provider}"
    return base64.b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()
