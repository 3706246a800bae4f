"""SSH keys, certificates, service credentials and identity providers: read for what they are.

Sources: IAM API reference, the operations' own pages; the answers of AWS that LocalStack recorded
in 2026 (test_iam_ssh_public_keys, _signing_certificates, _server_certificates, _oidc and
_saml_providers .snapshot.json, and test_iam.snapshot.json for service credentials).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.keys import certificate_and_key, ssh_public_key
from tests.support.mock_server import RunningMock, refused
from tests.support.refusals import Refusal, refusal

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
METADATA = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" '
    'entityID="https://idp.example.com/saml" validUntil="2031-01-02T03:04:05Z"/>'
) + " " * 1000


def test_an_ssh_key_is_given_in_either_encoding(iam: Any, user: str) -> None:
    """Source: GetSSHPublicKey, Encoding; the fingerprint is `ssh-keygen -E md5 -l`'s."""
    body = ssh_public_key()
    made = iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=f"{body} me@here")
    made = made["SSHPublicKey"]
    assert re.fullmatch("APKA[A-Z2-7]{16}", made["SSHPublicKeyId"])
    assert re.fullmatch("([0-9a-f]{2}:){15}[0-9a-f]{2}", made["Fingerprint"])
    named = {"UserName": user, "SSHPublicKeyId": made["SSHPublicKeyId"]}
    ssh = iam.get_ssh_public_key(**named, Encoding="SSH")["SSHPublicKey"]
    pem = iam.get_ssh_public_key(**named, Encoding="PEM")["SSHPublicKey"]
    assert ssh["SSHPublicKeyBody"] == body
    assert pem["SSHPublicKeyBody"].startswith("-----BEGIN PUBLIC KEY-----")
    assert ssh["Fingerprint"] == pem["Fingerprint"] == made["Fingerprint"]
    listed = iam.list_ssh_public_keys(UserName=user)["SSHPublicKeys"]
    assert [sorted(key) for key in listed] == [
        ["SSHPublicKeyId", "Status", "UploadDate", "UserName"]
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ssh_public_key(bits=1024), "InvalidPublicKey"),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Qm0c1nGq0m2dP5v1wq8nq0b6k7yJ1Yt3pXr5sVw9A",
            "InvalidPublicKey",
        ),
        ("no key at all", "UnrecognizedPublicKeyEncoding"),
        ("ssh-rsa AAAA", "UnrecognizedPublicKeyEncoding"),
    ],
)
def test_ssh_keys_are_rsa_and_long_enough(iam: Any, user: str, body: str, code: str) -> None:
    """Source: UploadSSHPublicKey: ssh-rsa or PEM, 2,048 bits at least."""
    with refused(code):
        iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=body)


def test_a_key_is_associated_once(iam: Any, user: str) -> None:
    """Source: UploadSSHPublicKey, DuplicateSSHPublicKey."""
    iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=ssh_public_key())
    told = refusal(iam.upload_ssh_public_key, UserName=user, SSHPublicKeyBody=ssh_public_key())
    assert (told.code, told.status) == ("DuplicateSSHPublicKey", 400)


def test_a_signing_certificate_is_a_certificate(iam: Any, user: str) -> None:
    """Source: test_signing_certificate_errors; UploadSigningCertificate, InvalidCertificate."""
    told = refusal(iam.upload_signing_certificate, UserName=user, CertificateBody="no such thing")
    words = "Certificate no such thing is malformed."
    assert told == Refusal("MalformedCertificate", 400, words)
    with refused("InvalidCertificate"):
        iam.upload_signing_certificate(
            UserName=user, CertificateBody=certificate_and_key("over", -5)[0]
        )
    body = certificate_and_key("good")[0]
    made = iam.upload_signing_certificate(UserName=user, CertificateBody=body)["Certificate"]
    assert re.fullmatch("[A-Z2-7]{24,128}", made["CertificateId"])
    with refused("DuplicateCertificate"):
        iam.upload_signing_certificate(UserName=user, CertificateBody=body)


def test_a_server_certificate_and_its_key_belong_together(iam: Any, fresh: Fresh) -> None:
    """Source: UploadServerCertificate, KeyPairMismatch and MalformedCertificate."""
    name = fresh("certificate")
    body, key = certificate_and_key("one.example.com")
    other = certificate_and_key("two.example.com")[1]
    named = {"ServerCertificateName": name}
    upload = iam.upload_server_certificate
    told = refusal(upload, **named, CertificateBody=body, PrivateKey=other)
    assert (told.code, told.status) == ("KeyPairMismatch", 400)
    for wrong in ({"CertificateBody": "x"}, {"PrivateKey": "x"}, {"CertificateChain": "x"}):
        with refused("MalformedCertificate"):
            upload(**{**named, "CertificateBody": body, "PrivateKey": key, **wrong})
    made = upload(**named, CertificateBody=body, PrivateKey=key, CertificateChain=body)
    metadata = made["ServerCertificateMetadata"]
    assert re.fullmatch("ASCA[A-Z2-7]{17}", metadata["ServerCertificateId"])
    assert metadata["Expiration"] > metadata["UploadDate"]
    shown = iam.get_server_certificate(**named)["ServerCertificate"]
    assert shown["CertificateChain"].strip() == body.strip()
    assert shown["Tags"] == []
    assert "PrivateKey" not in shown


def test_a_renamed_server_certificate_keeps_its_id_and_tags(iam: Any, fresh: Fresh) -> None:
    """Source: UpdateServerCertificate."""
    old, new, taken = fresh("old"), fresh("new"), fresh("taken")
    body, key = certificate_and_key("renamed.example.com")
    for name in (old, taken):
        iam.upload_server_certificate(
            ServerCertificateName=name,
            CertificateBody=body,
            PrivateKey=key,
            Tags=[{"Key": "of", "Value": name}],
        )
    update = iam.update_server_certificate
    told = refusal(update, ServerCertificateName=old, NewServerCertificateName=taken.upper())
    assert (told.code, told.status) == ("EntityAlreadyExists", 409)
    before = iam.get_server_certificate(ServerCertificateName=old)["ServerCertificate"]
    update(ServerCertificateName=old, NewServerCertificateName=new, NewPath="/moved/")
    after = iam.get_server_certificate(ServerCertificateName=new)["ServerCertificate"]
    assert after["Tags"] == before["Tags"] == [{"Key": "of", "Value": old}]
    was, now = before["ServerCertificateMetadata"], after["ServerCertificateMetadata"]
    assert was["ServerCertificateId"] == now["ServerCertificateId"]
    assert now["Arn"].endswith(f":server-certificate/moved/{new}")
    with refused("NoSuchEntity"):
        iam.delete_server_certificate(ServerCertificateName=old)


@pytest.mark.parametrize("service", ["codecommit.amazonaws.com", "cassandra.amazonaws.com"])
def test_a_service_credential_comes_and_goes(
    sandbox: RunningMock, iam: Any, user: str, service: str
) -> None:
    """Source: test_service_specific_credential_lifecycle."""
    create = iam.create_service_specific_credential
    made = create(UserName=user, ServiceName=service)["ServiceSpecificCredential"]
    assert re.fullmatch("ACCA[A-Z2-7]{16}", made["ServiceSpecificCredentialId"])
    assert made["ServiceUserName"] == f"{user}-at-{sandbox.ready.account_id}"
    named = {"UserName": user, "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    iam.update_service_specific_credential(**named, Status="Inactive")
    (listed,) = iam.list_service_specific_credentials(UserName=user)["ServiceSpecificCredentials"]
    assert "ServicePassword" not in listed
    assert listed["Status"] == "Inactive"
    again = iam.reset_service_specific_credential(**named)["ServiceSpecificCredential"]
    assert again["ServicePassword"] != made["ServicePassword"]
    iam.delete_service_specific_credential(**named)
    answer = iam.list_service_specific_credentials(UserName=user, ServiceName=service)
    assert answer["ServiceSpecificCredentials"] == []


def test_bedrock_has_keys_that_end(iam: Any, user: str) -> None:
    """Source: CreateServiceSpecificCredential, ServiceCredentialSecret and CredentialAgeDays."""
    made = iam.create_service_specific_credential(
        UserName=user, ServiceName="bedrock.amazonaws.com", CredentialAgeDays=30
    )["ServiceSpecificCredential"]
    assert (made["ExpirationDate"] - made["CreateDate"]).days == 30
    assert made["ServiceCredentialSecret"]
    assert "ServicePassword" not in made


def test_a_service_must_be_one_with_credentials(iam: Any, user: str) -> None:
    """Source: test_list_service_specific_credential_different_service."""
    words = "No such service x.amazonaws.com is supported for Service Specific Credentials"
    named = {"UserName": user, "ServiceName": "x.amazonaws.com"}
    told = refusal(iam.list_service_specific_credentials, **named)
    assert told == Refusal("NoSuchEntity", 404, words)


def test_an_oidc_provider_comes_and_goes(iam: Any, fresh: Fresh) -> None:
    """Source: test_iam_oidc, TestOIDCProviderOperations."""
    url = f"https://{fresh('oidc')}.example.com/path"
    arn = iam.create_open_id_connect_provider(
        Url=url, ThumbprintList=["b" * 40], ClientIDList=["one"]
    )["OpenIDConnectProviderArn"]
    assert arn.endswith(":oidc-provider/" + url.removeprefix("https://"))
    named = {"OpenIDConnectProviderArn": arn}
    for _ in range(2):
        iam.add_client_id_to_open_id_connect_provider(**named, ClientID="two")
    iam.update_open_id_connect_provider_thumbprint(**named, ThumbprintList=["c" * 40])
    shown = iam.get_open_id_connect_provider(**named)
    assert shown["Url"] == url.removeprefix("https://")
    assert (shown["ClientIDList"], shown["ThumbprintList"]) == (["one", "two"], ["c" * 40])
    assert shown["Tags"] == []
    for _ in range(2):
        iam.remove_client_id_from_open_id_connect_provider(**named, ClientID="one")
    told = refusal(iam.create_open_id_connect_provider, Url=url, ThumbprintList=["a" * 40])
    words = f"Provider with url {url} already exists."
    assert told == Refusal("EntityAlreadyExists", 409, words)
    iam.delete_open_id_connect_provider(**named)
    told = refusal(iam.delete_open_id_connect_provider, **named)
    words = f"OpenId connect Provider {arn} cannot be found."
    assert told == Refusal("NoSuchEntity", 404, words)
    told = refusal(iam.get_open_id_connect_provider, **named)
    words = f"OpenIDConnect Provider not found for arn {arn}"
    assert told == Refusal("NoSuchEntity", 404, words)


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "http://example.org",
        "https://example.org?a=b",
        "https://example.org:8443",
        "https:///path",
    ],
)
def test_an_oidc_provider_has_a_plain_https_url(iam: Any, url: str) -> None:
    """Sources: CreateOpenIDConnectProvider, Url; test_…_invalid_url."""
    told = refusal(iam.create_open_id_connect_provider, Url=url, ThumbprintList=["a" * 40])
    assert told == Refusal("ValidationError", 400, "Invalid Open ID Connect Provider URL")


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        (
            {"ThumbprintList": [letter * 40 for letter in "abcdef"]},
            Refusal("InvalidInput", 400, "Thumbprint list must contain fewer than 5 entries."),
        ),
        (
            {"ThumbprintList": ["a" * 40], "ClientIDList": [str(n) for n in range(101)]},
            Refusal(
                "LimitExceeded",
                409,
                "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100",
            ),
        ),
    ],
)
def test_an_oidc_provider_has_so_much_of_each(
    iam: Any, fresh: Fresh, parameters: dict[str, Any], told: Refusal
) -> None:
    """Source: test_iam_oidc, TestOIDCProviderCreateErrors."""
    url = f"https://{fresh('much')}.example.com"
    assert refusal(iam.create_open_id_connect_provider, Url=url, **parameters) == told


def test_a_saml_provider_shows_what_its_metadata_says(iam: Any, fresh: Fresh) -> None:
    """Source: test_get_saml_provider and test_update_saml_provider."""
    made = iam.create_saml_provider(Name=fresh("saml"), SAMLMetadataDocument=METADATA)
    arn = made["SAMLProviderArn"]
    shown = iam.get_saml_provider(SAMLProviderArn=arn)
    assert shown["ValidUntil"].isoformat() == "2031-01-02T03:04:05+00:00"
    assert (shown["AssertionEncryptionMode"], shown["PrivateKeyList"]) == ("Allowed", [])
    assert re.fullmatch("[A-Z0-9]{22,64}", shown["SAMLProviderUUID"])
    assert shown["Tags"] == []
    iam.update_saml_provider(
        SAMLProviderArn=arn, AddPrivateKey="a key", AssertionEncryptionMode="Required"
    )
    shown = iam.get_saml_provider(SAMLProviderArn=arn)
    assert shown["AssertionEncryptionMode"] == "Required"
    (key,) = shown["PrivateKeyList"]
    iam.update_saml_provider(SAMLProviderArn=arn, RemovePrivateKey=key["KeyId"])
    assert iam.get_saml_provider(SAMLProviderArn=arn)["PrivateKeyList"] == []
    iam.delete_saml_provider(SAMLProviderArn=arn)
    told = refusal(iam.delete_saml_provider, SAMLProviderArn=arn)
    assert told == Refusal("NoSuchEntity", 404, f"Manifest not found for arn {arn}")


@pytest.mark.parametrize(
    "document",
    [
        "x" * 1000,
        "<a/>" + " " * 1000,
        METADATA.replace("entityID", "id"),
        "<!DOCTYPE a>" + METADATA,
    ],
)
def test_saml_metadata_is_that_of_an_entity(iam: Any, fresh: Fresh, document: str) -> None:
    """Source: CreateSAMLProvider, SAMLMetadataDocument."""
    told = refusal(iam.create_saml_provider, Name=fresh("saml"), SAMLMetadataDocument=document)
    assert told == Refusal("InvalidInput", 400, "Could not parse metadata")


def test_nothing_can_be_made_to_expire(iam: Any, user: str) -> None:
    """Source: botocore's model has the status Expired, which only time gives."""
    key = iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    told = refusal(iam.update_access_key, UserName=user, AccessKeyId=key, Status="Expired")
    assert (told.code, told.status) == ("InvalidInput", 400)
