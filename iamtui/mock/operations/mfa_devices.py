"""MFA devices: virtual ones are made with a seed, enabled with two codes, and delete last."""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import MfaDevice
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.ids import FRESH
from iamtui.mock.labels import checked_tags, with_case
from iamtui.mock.paging import listed
from iamtui.mock.qr import provisioning_uri, qr_png
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import Store
from iamtui.mock.totp import RESYNC_TOLERANCE, accept_pair
from iamtui.mock.views import View, tag_list, user_listed

# IAM User Guide, "AWS Multi-factor authentication in IAM": any mix, eight per user.
_MOST: Final = 8
_WRONG: Final = "Authentication code for device is not valid."


@operation("CreateVirtualMFADevice")
def create_virtual_mfa_device(request: Request) -> Result:
    """A device that nobody has yet: the only answer that has its seed."""
    store = request.store
    path, name = request.optional("Path") or "/", request.text("VirtualMFADeviceName")
    serial = store.arn("mfa", path, name)
    if serial.lower() in {other.lower() for other in store.devices}:
        words = "MFADevice entity at the same path and name already exists."
        raise AwsError("EntityAlreadyExists", words)
    device = MfaDevice(serial, FRESH.seed())
    device.labels = checked_tags(request.params.get("Tags", []), with_case)
    store.devices[serial] = device
    return {
        "VirtualMFADevice": {
            "SerialNumber": serial,
            "Base32StringSeed": device.seed.encode(),
            "QRCodePNG": qr_png(provisioning_uri(device.seed, name, store.account_id)),
            "Tags": tag_list(device.labels) or None,
        }
    }


@operation("EnableMFADevice")
def enable_mfa_device(request: Request) -> Result:
    """Give a device to a user who proves with two consecutive codes to have its seed."""
    store = request.store
    user, device = store.user(request.text("UserName")), store.device(request.text("SerialNumber"))
    if device.owner is not None:
        words = "MFA Device is already in use."
        raise AwsError("EntityAlreadyExists", words)
    if len(user.devices) >= _MOST:
        raise quota("MFADevicesPerUser", _MOST)
    codes = request.text("AuthenticationCode1"), request.text("AuthenticationCode2")
    if not accept_pair(device, *codes, store.clock.now()):
        raise AwsError("InvalidAuthenticationCode", _WRONG)
    store.give_device(user, device)
    return None


@operation("ResyncMFADevice")
def resync_mfa_device(request: Request) -> Result:
    """Learn from two consecutive codes how far a device's clock is off."""
    device = _device_of(request.store, request.text("UserName"), request.text("SerialNumber"))
    codes = request.text("AuthenticationCode1"), request.text("AuthenticationCode2")
    if not accept_pair(device, *codes, request.store.clock.now(), RESYNC_TOLERANCE):
        raise AwsError("InvalidAuthenticationCode", _WRONG)
    return None


@operation("DeactivateMFADevice")
def deactivate_mfa_device(request: Request) -> Result:
    """Take a device from its user; a virtual one stays, unassigned."""
    store = request.store
    user = store.user(request.user_name())
    device = _device_of(store, str(user.name), request.text("SerialNumber"))
    user.devices.remove(device)
    device.owner, device.enabled = None, None
    if not device.seed:
        del store.devices[device.serial]
    return None


@operation("DeleteVirtualMFADevice")
def delete_virtual_mfa_device(request: Request) -> Result:
    """Delete a device that nobody has."""
    device = request.store.device(request.text("SerialNumber"))
    if device.owner is not None:
        words = "MFA VirtualDevice in use. Must deactivate first."
        raise AwsError("DeleteConflict", words)
    del request.store.devices[device.serial]
    return None


@operation("ListMFADevices")
def list_mfa_devices(request: Request) -> Result:
    """A user's devices of any kind."""
    user = request.store.user(request.user_name())
    return listed(request, "MFADevices", user.devices, _by_serial, _assigned_view)


@operation("GetMFADevice")
def get_mfa_device(request: Request) -> Result:
    """One device that somebody has."""
    serial = request.text("SerialNumber")
    device = request.store.devices.get(serial)
    name = request.optional("UserName")
    if device is None or device.owner is None or name not in (None, device.owner.name):
        raise _no_device(serial)
    return {
        "UserName": device.owner.name,
        "SerialNumber": serial,
        "EnableDate": device.enabled,
        "Certifications": {},
    }


@operation("ListVirtualMFADevices")
def list_virtual_mfa_devices(request: Request) -> Result:
    """Virtual devices of the account, without seeds."""
    wanted = request.optional("AssignmentStatus") or "Any"
    devices = [
        device
        for device in request.store.devices.values()
        if device.seed and wanted in ("Any", "Assigned" if device.owner else "Unassigned")
    ]
    return listed(request, "VirtualMFADevices", devices, _by_serial, _virtual_view)


def _device_of(store: Store, user_name: str, serial: str) -> MfaDevice:
    for device in store.user(user_name).devices:
        if device.serial == serial:
            return device
    raise _no_device(serial)


def _no_device(serial: str) -> AwsError:
    return AwsError("NoSuchEntity", f"MFA Device with serial number {serial} does not exist.")


def _by_serial(device: MfaDevice) -> str:
    return device.serial


def _assigned_view(device: MfaDevice) -> View:
    owner = device.owner.name if device.owner else None
    return {"UserName": owner, "SerialNumber": device.serial, "EnableDate": device.enabled}


def _virtual_view(device: MfaDevice) -> View:
    return {
        "SerialNumber": device.serial,
        "User": user_listed(device.owner) if device.owner else None,
        "EnableDate": device.enabled,
        "Tags": tag_list(device.labels) or None,
    }
