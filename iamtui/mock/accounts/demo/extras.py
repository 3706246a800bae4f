"""What only a few of the demo account's entities have: certificates, SSH keys, providers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from moto.iam.models import SigningCertificate, SshPublicKey

from iamtui.mock.entities import MfaDevice, SamlProvider, ServerCertificate, ServiceCredential
from iamtui.mock.ids import Source
from iamtui.mock.store import Store

_HAS_EVERYTHING: Final = "hannah.everything"
_SSH_KEY: Final = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Qm0c1nGq0m2dP5v1wq8nq0b6k7yJ1Yt3pXr5sVw9A hannah"
)
_FINGERPRINT: Final = "5d:0c:6f:10:8b:9e:2a:77:41:3c:d2:e8:90:1f:b6:a4"
_CERTIFICATE: Final = """-----BEGIN CERTIFICATE-----
MIIBIzCByqADAgECAgISZzAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBB3d3cuYWNt
ZS5leGFtcGxlMB4XDTI1MDMwMTAwMDAwMFoXDTM1MDMwMTAwMDAwMFowGzEZMBcG
A1UEAwwQd3d3LmFjbWUuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BEl6KWsLgshjJ1aShBrohAm5s4dEWbATZlpbWB9Z8X31ZipK3zcBzPr7zYWfovl4
rGRPAf+uCF6YCDXUdH+y5iEwCgYIKoZIzj0EAwIDSAAwRQIgcNlbntuBWwdDdcqA
eHC8R1oD653PRDNmlmfVRBBXoUYCIQDbN8k5Swg4jtF2yiRUlG6yz4kbSz+WXFaU
EfMiL1akDQ==
-----END CERTIFICATE-----"""
_SAML_METADATA: Final = '<EntityDescriptor entityID="https://sso.acme.example/saml"/>' + " " * 1000


def add_extras(store: Store, source: Source) -> None:
    """Add them to the account."""
    _add_to_user(store, source)
    spare = MfaDevice(store.arn("mfa", "/", "spare-phone"), source.seed())
    store.devices[spare.serial] = spare
    _add_key_fob(store)
    _add_providers(store)
    moto = store.moto
    created = store.now() - timedelta(days=260)
    name, path = "www.acme.example", "/cloudfront/"
    certificate = ServerCertificate(store.account_id, name, path, _CERTIFICATE, created, source)
    moto.certificates[name] = certificate
    moto.account_aliases = ["acme-cloud"]
    moto.update_account_password_policy(True, False, 365, 14, 5, True, True, True, True)


def _add_to_user(store: Store, source: Source) -> None:
    user = store.user(_HAS_EVERYTHING)
    certificate_id = source.unique_id("") + source.unique_id("")[:15]
    certificate = SigningCertificate(certificate_id, str(user.name), _CERTIFICATE)
    certificate.upload_date = store.now() - timedelta(days=420)
    user.signing_certificates[certificate_id] = certificate
    key = SshPublicKey(str(user.name), _SSH_KEY)
    key.ssh_public_key_id = source.unique_id("APKA")[:20]
    key.fingerprint = _FINGERPRINT
    key.upload_date = store.now() - timedelta(days=230)
    user.ssh_public_keys.append(key)
    credential = ServiceCredential(
        id=source.unique_id("ACCA")[:20],
        service="codecommit.amazonaws.com",
        user_name=str(user.name),
        password=source.secret(),
        created=store.now() - timedelta(days=230),
    )
    user.service_credentials.append(credential)


def _add_key_fob(store: Store) -> None:
    """A hardware token and a passkey: devices without a seed."""
    fob = MfaDevice("GAHT12345678", "")
    passkey = MfaDevice(store.arn("u2f/user", "/li.wei/", "yubikey-J5ATGRJ2Q4"), "")
    for name, device in (("carlos.mendez", fob), ("li.wei", passkey)):
        store.devices[device.serial] = device
        store.give_device(store.user(name), device)


def _add_providers(store: Store) -> None:
    moto = store.moto
    github = moto.create_open_id_connect_provider(
        "https://token.actions.githubusercontent.com",
        ["6938fd4d98bab03faadb97b34396831e3780aea1"],
        ["sts.amazonaws.com"],
        [],
    )
    store.other_labels[github.arn] = {"team": "platform"}
    github.create_date = store.now() - timedelta(days=320)
    name, created = "AWSSSO_1f2e3d4c5b6a7980_DO_NOT_DELETE", store.now() - timedelta(days=420)
    moto.saml_providers[name] = SamlProvider(store.account_id, name, _SAML_METADATA, created)
