"""TLS server certificates kept in IAM."""

from __future__ import annotations

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from iamtui.mock.entities import ServerCertificate
from iamtui.mock.errors import AwsError, no_such
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.paging import listed
from iamtui.mock.quotas import check_quota
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import Store, unique_name
from iamtui.mock.views import View, as_given, tag_list

_KIND: Final = "The Server Certificate"


@operation(
    "UploadServerCertificate",
    differs="A chain must lead from the certificate to its root; here each part must parse.",
)
def upload(request: Request) -> Result:
    """Keep a certificate and the key that belongs to it; 20 at most."""
    store, name = request.store, request.text("ServerCertificateName")
    certificates = store.moto.certificates
    unique_name(_KIND, name, certificates)
    body, chain = request.text("CertificateBody").strip(), request.optional("CertificateChain")
    _check_key(_parsed(body), request.text("PrivateKey"))
    if chain is not None:
        _check_chain(chain)
    labels = checked_tags(request.params.get("Tags", []), with_case)
    check_quota(store, "ServerCertificatesPerAccount", certificates)
    path = request.optional("Path") or "/"
    certificate = ServerCertificate(store.account_id, name, path, body, store.now())
    certificate.cert_chain = chain
    certificate.labels = labels
    certificates[name] = certificate
    return {"ServerCertificateMetadata": _metadata(certificate), "Tags": as_given(labels)}


@operation("GetServerCertificate")
def get(request: Request) -> Result:
    """One certificate, without its key."""
    certificate = _certificate(request)
    return {
        "ServerCertificate": {
            "ServerCertificateMetadata": _metadata(certificate),
            "CertificateBody": certificate.cert_body,
            "CertificateChain": certificate.cert_chain,
            "Tags": tag_list(certificate.labels),
        }
    }


@operation("ListServerCertificates")
def list_certificates(request: Request) -> Result:
    """Certificates under a path."""
    prefix = request.optional("PathPrefix") or "/"
    certificates = [item for item in _all(request.store) if item.path.startswith(prefix)]
    return listed(
        request,
        "ServerCertificateMetadataList",
        certificates,
        lambda item: str(item.cert_name).lower(),
        _metadata,
    )


@operation("UpdateServerCertificate")
def update(request: Request) -> Result:
    """Another name or path; the id and the tags stay."""
    certificate, certificates = _certificate(request), request.store.moto.certificates
    name = request.optional("NewServerCertificateName") or certificate.cert_name
    unique_name(_KIND, name, (other for other in certificates if other != certificate.cert_name))
    del certificates[certificate.cert_name]
    certificates[name] = certificate
    certificate.cert_name = name
    certificate.path = request.optional("NewPath") or certificate.path
    return None


@operation("DeleteServerCertificate", differs="One that a load balancer uses cannot be deleted.")
def delete(request: Request) -> Result:
    """Delete a certificate with its key and tags."""
    del request.store.moto.certificates[_certificate(request).cert_name]
    return None


def server_certificate_labels(request: Request) -> dict[str, str]:
    """The tags of the certificate that the call names."""
    return _certificate(request).labels


def _all(store: Store) -> list[ServerCertificate]:
    certificates = store.moto.certificates.values()
    return [item for item in certificates if isinstance(item, ServerCertificate)]


def _certificate(request: Request) -> ServerCertificate:
    name = request.text("ServerCertificateName")
    for certificate in _all(request.store):
        if certificate.cert_name == name:
            return certificate
    raise no_such("Server Certificate", name)


def _parsed(body: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(body.encode())
    except ValueError as error:
        words = "Unable to parse certificate. Please ensure the certificate is in PEM format."
        raise AwsError("MalformedCertificate", words) from error


def _check_key(certificate: x509.Certificate, key: str) -> None:
    try:
        private = serialization.load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError) as error:
        words = "Unable to parse key; the body must be a PEM encoded private key."
        raise AwsError("MalformedCertificate", words) from error
    if private.public_key() != certificate.public_key():
        words = "Certificate body and private key do not match."
        raise AwsError("KeyPairMismatch", words)


def _check_chain(chain: str) -> None:
    try:
        x509.load_pem_x509_certificates(chain.encode())
    except ValueError as error:
        words = "Unable to parse certificate chain."
        raise AwsError("MalformedCertificate", words) from error


def _metadata(certificate: ServerCertificate) -> View:
    return {
        "Path": certificate.path,
        "ServerCertificateName": certificate.cert_name,
        "ServerCertificateId": certificate.id,
        "Arn": certificate.arn,
        "UploadDate": certificate.upload_date,
        "Expiration": _parsed(certificate.cert_body).not_valid_after_utc,
    }
