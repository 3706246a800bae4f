"""X.509 signing certificates of users: at most two.

AWS's words: answers of AWS that LocalStack recorded, test_iam_signing_certificates.snapshot.json.
"""

from __future__ import annotations

from typing import Final

from cryptography import x509
from moto.iam.models import SigningCertificate

from iamtui.mock.entities import User
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.ids import FRESH
from iamtui.mock.paging import listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.status import wanted_status
from iamtui.mock.views import View

_MOST: Final = 2
_ID_LENGTH: Final = 32


@operation("UploadSigningCertificate")
def upload(request: Request) -> Result:
    """Keep a certificate, if it is one that is valid and new."""
    user, body = request.store.user(request.user_name()), request.text("CertificateBody")
    _check(request, body)
    others = user.signing_certificates
    if any(other.body.strip() == body.strip() for other in others.values()):
        words = "The certificate is already associated with the user."
        raise AwsError("DuplicateCertificate", words)
    if len(others) >= _MOST:
        raise quota("CertificatesPerUser", _MOST)
    certificate_id = (FRESH.unique_id("") + FRESH.unique_id(""))[:_ID_LENGTH]
    certificate = SigningCertificate(certificate_id, str(user.name), body)
    certificate.upload_date = request.store.now()
    others[certificate_id] = certificate
    return {"Certificate": _view(certificate)}


@operation("UpdateSigningCertificate")
def update(request: Request) -> Result:
    """Activate or deactivate a certificate."""
    _found(request)[1].status = wanted_status(request)
    return None


@operation("DeleteSigningCertificate")
def delete(request: Request) -> Result:
    """Delete a certificate."""
    user, certificate = _found(request)
    del user.signing_certificates[certificate.id]
    return None


@operation("ListSigningCertificates")
def list_certificates(request: Request) -> Result:
    """A user's certificates."""
    owned = request.store.user(request.user_name()).signing_certificates.values()
    return listed(request, "Certificates", owned, lambda item: str(item.id), _view)


def _found(request: Request) -> tuple[User, SigningCertificate]:
    user = request.store.user(request.user_name())
    certificate_id = request.text("CertificateId")
    if certificate_id not in user.signing_certificates:
        words = f"The Certificate with id {certificate_id} cannot be found."
        raise AwsError("NoSuchEntity", words)
    return user, user.signing_certificates[certificate_id]


def _check(request: Request, body: str) -> None:
    try:
        certificate = x509.load_pem_x509_certificate(body.encode())
    except ValueError as error:
        raise AwsError("MalformedCertificate", f"Certificate {body} is malformed.") from error
    if (
        not certificate.not_valid_before_utc
        <= request.store.now()
        < certificate.not_valid_after_utc
    ):
        raise AwsError("InvalidCertificate", "The certificate is expired or not valid yet.")


def _view(certificate: SigningCertificate) -> View:
    return {
        "UserName": certificate.user_name,
        "CertificateId": certificate.id,
        "CertificateBody": certificate.body,
        "Status": certificate.status,
        "UploadDate": certificate.upload_date,
    }
