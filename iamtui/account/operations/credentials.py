"""A user's credentials besides access keys: password, MFA, certificates, SSH, service-specific."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iamtui.account.call import Parameters, text
from iamtui.account.edit import changed, counted, found, with_user, without
from iamtui.account.entity import Aspect, EntityKind
from iamtui.account.field import NOT_ASKED, Field, Known
from iamtui.account.model import Account, Password, Source, User
from iamtui.account.operation import Impossible, Inverse, Irreversible, Operation, declare


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


def _deactivate_words(_account: Account, p: Parameters) -> str:
    serial = text(p, "SerialNumber")
    return f"Take the MFA device {serial.rsplit('/', 1)[-1]} from {text(p, 'UserName')}"


def _deactivate(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    serial = text(p, "SerialNumber")
    left = changed(user.mfa_devices, lambda serials: without(serials, serial))
    after = with_user(account, replace(user, mfa_devices=left, mfa_active=changed(left, bool)))
    device = account.mfa_devices.get(serial)
    if device is not None and device.user == user.name:
        others = {key: other for key, other in account.mfa_devices.items() if key != serial}
        # A hardware or FIDO device exists only as somebody's.
        free = {serial: replace(device, user=None, enabled=None)} if device.is_virtual else {}
        after = replace(after, mfa_devices={**others, **free})
    # Hardware devices count too, though only virtual ones are listed for the whole account.
    return after if after is account else counted(after, MFADevicesInUse=-1)


def _devices(account: Account, p: Parameters) -> Field[object]:
    return found(account.users, text(p, "UserName"), "user").mfa_devices


def _delete_device_words(_account: Account, p: Parameters) -> str:
    return f"Delete the virtual MFA device {text(p, 'SerialNumber').rsplit('/', 1)[-1]}"


def _delete_device(account: Account, p: Parameters) -> Account:
    serial = text(p, "SerialNumber")
    device = account.mfa_devices.get(serial)
    if device is None:
        return account
    if device.user is not None:
        raise Impossible(
            f"The MFA device {serial} is assigned to {device.user}.", "Deactivate it there first."
        )
    kept = {key: other for key, other in account.mfa_devices.items() if key != serial}
    return counted(replace(account, mfa_devices=kept), MFADevices=-1)


def _device(account: Account, p: Parameters) -> Field[object]:
    if text(p, "SerialNumber") in account.mfa_devices:
        return Known(None)
    return account.sources.get(Source.MFA_DEVICES, NOT_ASKED)


def _seed_gone(_before: Account, p: Parameters) -> Inverse:
    name = text(p, "SerialNumber").rsplit("/", 1)[-1]
    return Irreversible(f"the MFA device {name} must be enrolled again with two codes")


declare(
    Operation(
        "DeactivateMFADevice",
        _deactivate_words,
        _deactivate,
        _seed_gone,
        _devices,
        aspect=Aspect.MFA_DEVICES,
    )
)
declare(
    Operation(
        "DeleteVirtualMFADevice",
        _delete_device_words,
        _delete_device,
        _seed_gone,
        _device,
        target=(EntityKind.MFA_DEVICE, "SerialNumber"),
        aspect=Aspect.MFA_DEVICES,
    )
)
