"""TLS server certificates kept in IAM."""

from __future__ import annotations

from cryptography import x509
from moto.iam.models import Certificate

from iamtui.mock.errors import AwsError, no_such
from iamtui.mock.ids import Source
from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import unique_name
from iamtui.mock.views import View


@operation("UploadServerCertificate")
def upload(request: Request) -> Result:
    """Keep a certificate and its key."""
    moto, name = request.store.moto, request.text("ServerCertificateName")
    unique_name(
        "The Server Certificate", name, [item.cert_name for item in moto.certificates.values()]
    )
    _parsed(request.text("CertificateBody"))
    certificate = moto.upload_server_certificate(
        name,
        request.text("CertificateBody"),
        request.text("PrivateKey"),
        request.optional("CertificateChain"),
        request.optional("Path"),
    )
    return {"ServerCertificateMetadata": _metadata(certificate)}


@operation("GetServerCertificate")
def get(request: Request) -> Result:
    """One certificate, without its key."""
    certificate = _certificate(request)
    return {
        "ServerCertificate": {
            "ServerCertificateMetadata": _metadata(certificate),
            "CertificateBody": certificate.cert_body,
            "CertificateChain": certificate.cert_chain,
        }
    }


@operation("ListServerCertificates")
def list_certificates(request: Request) -> Result:
    """Certificates under a path."""
    prefix = request.optional("PathPrefix") or "/"
    certificates = [
        item for item in request.store.moto.certificates.values() if item.path.startswith(prefix)
    ]
    return listed(
        request,
        "ServerCertificateMetadataList",
        certificates,
        lambda item: str(item.cert_name).lower(),
        _metadata,
    )


@operation("UpdateServerCertificate")
def update(request: Request) -> Result:
    """Another name or path."""
    certificate = _certificate(request)
    certificate.cert_name = request.optional("NewServerCertificateName") or certificate.cert_name
    certificate.path = request.optional("NewPath") or certificate.path
    return None


@operation("DeleteServerCertificate")
def delete(request: Request) -> Result:
    """Delete."""
    request.store.moto.delete_server_certificate(_certificate(request).cert_name)
    return None


def _certificate(request: Request) -> Certificate:
    name = request.text("ServerCertificateName")
    for certificate in request.store.moto.certificates.values():
        if certificate.cert_name == name:
            return certificate
    raise no_such("Server Certificate", name)


def _parsed(body: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(body.encode())
    except ValueError as error:
        raise AwsError("MalformedCertificate", "Unable to parse certificate.") from error


def _metadata(certificate: Certificate) -> View:
    parsed = _parsed(certificate.cert_body)
    return {
        "Path": certificate.path,
        "ServerCertificateName": certificate.cert_name,
        "ServerCertificateId": Source(certificate.cert_body).unique_id("ASCA"),
        "Arn": certificate.arn,
        "UploadDate": parsed.not_valid_before_utc,
        "Expiration": parsed.not_valid_after_utc,
    }
