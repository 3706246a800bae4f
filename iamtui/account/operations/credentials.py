"""A user's credentials besides access keys: password, MFA, certificates, SSH, service-specific."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iamtui.account.call import Parameters, text
from iamtui.account.edit import changed, counted, found, with_user, without
from iamtui.account.entity import Aspect, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, Password, User
from iamtui.account.operation import Impossible, Inverse, Irreversible, Operation, declare


def _declare_gone(
    operation: str,
    thing: str,
    key: str | None,
    remove: Callable[[User, str], User],
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

    declare(Operation(operation, words, delete, gone, aspect=aspect))


def _no_password(user: User, _key: str) -> User:
    return replace(user, password=changed(user.password, lambda _: Password(enabled=False)))


def _no_certificate(user: User, key: str) -> User:
    certificates = changed(user.signing_certificates, lambda ids: without(ids, key))
    return replace(user, signing_certificates=certificates)


def _no_ssh_key(user: User, key: str) -> User:
    return replace(user, ssh_keys=changed(user.ssh_keys, lambda ids: without(ids, key)))


def _no_service_credential(user: User, key: str) -> User:
    credentials = changed(user.service_credentials, lambda ids: without(ids, key))
    return replace(user, service_credentials=credentials)


_declare_gone("DeleteLoginProfile", "console password", None, _no_password, Aspect.PASSWORD)
_declare_gone("DeleteSigningCertificate", "signing certificate", "CertificateId", _no_certificate)
_declare_gone("DeleteSSHPublicKey", "SSH public key", "SSHPublicKeyId", _no_ssh_key)
_declare_gone(
    "DeleteServiceSpecificCredential",
    "service-specific credential",
    "ServiceSpecificCredentialId",
    _no_service_credential,
)


def _deactivate_words(_account: Account, p: Parameters) -> str:
    serial = text(p, "SerialNumber")
    return f"Take the MFA device {serial.rsplit('/', 1)[-1]} from {text(p, 'UserName')}"


def _deactivate(account: Account, p: Parameters) -> Account:
    user = found(account.users, text(p, "UserName"), "user")
    serial = text(p, "SerialNumber")
    devices = changed(user.mfa_devices, lambda serials: without(serials, serial))
    left = devices.otherwise(None)
    active = Known(bool(left)) if left is not None else user.mfa_active
    after = with_user(account, replace(user, mfa_devices=devices, mfa_active=active))
    device = account.mfa_devices.get(serial)
    if device is None or device.user != user.name:
        return after
    free = replace(device, user=None, enabled=None)
    kept = {**account.mfa_devices, serial: free}
    return counted(replace(after, mfa_devices=kept), MFADevicesInUse=-1)


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


def _seed_gone(_before: Account, p: Parameters) -> Inverse:
    name = text(p, "SerialNumber").rsplit("/", 1)[-1]
    return Irreversible(f"the MFA device {name} must be enrolled again with two codes")


declare(
    Operation(
        "DeactivateMFADevice",
        _deactivate_words,
        _deactivate,
        _seed_gone,
        aspect=Aspect.MFA_DEVICES,
    )
)
declare(
    Operation(
        "DeleteVirtualMFADevice",
        _delete_device_words,
        _delete_device,
        _seed_gone,
        target=(EntityKind.MFA_DEVICE, "SerialNumber"),
        aspect=Aspect.MFA_DEVICES,
    )
)
