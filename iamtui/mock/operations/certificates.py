"""X.509 signing certificates of users: at most two."""

from __future__ import annotations

from moto.iam.models import SigningCertificate

from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import View


@operation("UploadSigningCertificate")
def upload(request: Request) -> Result:
    """Keep a certificate; moto checks that it is one."""
    certificate = request.store.moto.upload_signing_certificate(
        request.user_name(), request.text("CertificateBody")
    )
    certificate.id = certificate.id.upper()
    certificate.upload_date = request.store.now()
    owned = request.store.user(certificate.user_name).signing_certificates
    owned[certificate.id] = owned.pop(certificate.id.lower())
    return {"Certificate": _view(certificate)}


@operation("UpdateSigningCertificate")
def update(request: Request) -> Result:
    """Activate or deactivate."""
    request.store.user(request.user_name())
    request.store.moto.update_signing_certificate(
        request.user_name(), request.text("CertificateId"), request.text("Status")
    )
    return None


@operation("DeleteSigningCertificate")
def delete(request: Request) -> Result:
    """Delete."""
    request.store.user(request.user_name())
    request.store.moto.delete_signing_certificate(
        request.user_name(), request.text("CertificateId")
    )
    return None


@operation("ListSigningCertificates")
def list_certificates(request: Request) -> Result:
    """A user's certificates."""
    owned = request.store.user(request.user_name()).signing_certificates.values()
    return listed(request, "Certificates", owned, lambda item: str(item.id), _view)


def _view(certificate: SigningCertificate) -> View:
    return {
        "UserName": certificate.user_name,
        "CertificateId": certificate.id,
        "CertificateBody": certificate.body,
        "Status": certificate.status,
        "UploadDate": certificate.upload_date,
    }
