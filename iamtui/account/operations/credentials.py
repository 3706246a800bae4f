"""A user's other credentials: password, certificates, SSH keys, service-specific ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iamtui.account.call import Parameters, text
from iamtui.account.edit import changed, found, with_user, without
from iamtui.account.entity import Aspect
from iamtui.account.field import Field
from iamtui.account.model import Account, Password, User
from iamtui.account.operation import Inverse, Irreversible, Operation, declare


def _declare_gone(
    operation: str,
    thing: str,
    key: str | None,
    remove: Callable[[User, str], User],
    held: Callable[[User], Field[object]],
    aspect: Aspect = Aspect.OTHER_CREDENTIALS,
) -> None:
    """Declare a deletion that AWS cannot take back; `key` names the parameter of the thing."""

    def words(_account: Account, p: Parameters) -> str:
        named = f" {text(p, key)}" if key else ""
        return f"Delete the {thing}{named} of {text(p, 'UserName')}"

    def delete(account: Account, p: Parameters) -> Account:
        user = found(account.users, text(p, "UserName"), "user")
        return with_user(account, remove(user, text(p, key) if key else ""))

    def gone(_before: Account, p: Parameters) -> Inverse:
        return Irreversible(f"AWS does not give back the deleted {thing} of {text(p, 'UserName')}")

    def field(account: Account, p: Parameters) -> Field[object]:
        return held(found(account.users, text(p, "UserName"), "user"))

    declare(Operation(operation, words, delete, gone, field, aspect=aspect))


def _no_password(user: User, _key: str) -> User:
    none = Password(enabled=False)
    return replace(user, password=changed(user.password, lambda p: none if p.enabled else p))


def _no_certificate(user: User, key: str) -> User:
    certificates = changed(user.signing_certificates, lambda ids: without(ids, key))
    return replace(user, signing_certificates=certificates)


def _no_ssh_key(user: User, key: str) -> User:
    return replace(user, ssh_keys=changed(user.ssh_keys, lambda ids: without(ids, key)))


def _no_service_credential(user: User, key: str) -> User:
    credentials = changed(user.service_credentials, lambda ids: without(ids, key))
    return replace(user, service_credentials=credentials)


_declare_gone(
    "DeleteLoginProfile",
    "console password",
    None,
    _no_password,
    lambda user: user.password,
    Aspect.PASSWORD,
)
_declare_gone(
    "DeleteSigningCertificate",
    "signing certificate",
    "CertificateId",
    _no_certificate,
    lambda user: user.signing_certificates,
)
_declare_gone(
    "DeleteSSHPublicKey",
    "SSH public key",
    "SSHPublicKeyId",
    _no_ssh_key,
    lambda user: user.ssh_keys,
)
_declare_gone(
    "DeleteServiceSpecificCredential",
    "service-specific credential",
    "ServiceSpecificCredentialId",
    _no_service_credential,
    lambda user: user.service_credentials,
)
