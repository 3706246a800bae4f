"""TLS server certificates kept in IAM."""

from __future__ import annotations

from cryptography import x509
from moto.iam.models import Certificate

from iamtui.mock.errors import AwsError, no_such
from iamtui.mock.ids import Source
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import unique_name
from iamtui.mock.views import View, tag_list


@operation("UploadServerCertificate")
def upload(request: Request) -> Result:
    """Keep a certificate and its key."""
    moto, name = request.store.moto, request.text("ServerCertificateName")
    unique_name(
        "The Server Certificate", name, [item.cert_name for item in moto.certificates.values()]
    )
    _parsed(request.text("CertificateBody"))
    labels = checked_tags(request.params.get("Tags", []), with_case)
    certificate = moto.upload_server_certificate(
        name,
        request.text("CertificateBody"),
        request.text("PrivateKey"),
        request.optional("CertificateChain"),
        request.optional("Path"),
    )
    request.store.other_labels[_unique_id(certificate)] = labels
    return {
        "ServerCertificateMetadata": _metadata(certificate),
        "Tags": tag_list(labels) or None,
    }


@operation("GetServerCertificate")
def get(request: Request) -> Result:
    """One certificate, without its key."""
    certificate = _certificate(request)
    return {
        "ServerCertificate": {
            "ServerCertificateMetadata": _metadata(certificate),
            "CertificateBody": certificate.cert_body,
            "CertificateChain": certificate.cert_chain,
            "Tags": tag_list(server_certificate_labels(request)) or None,
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
    certificate = _certificate(request)
    request.store.other_labels.pop(_unique_id(certificate), None)
    request.store.moto.delete_server_certificate(certificate.cert_name)
    return None


def server_certificate_labels(request: Request) -> dict[str, str]:
    """The tags of the certificate that the call names."""
    return request.store.other_labels.setdefault(_unique_id(_certificate(request)), {})


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


def _unique_id(certificate: Certificate) -> str:
    return Source(certificate.cert_body).unique_id("ASCA")


def _metadata(certificate: Certificate) -> View:
    parsed = _parsed(certificate.cert_body)
    return {
        "Path": certificate.path,
        "ServerCertificateName": certificate.cert_name,
        "ServerCertificateId": _unique_id(certificate),
        "Arn": certificate.arn,
        "UploadDate": parsed.not_valid_before_utc,
        "Expiration": parsed.not_valid_after_utc,
    }
