"""MFA devices: made without an owner, assigned with two codes, resynchronised, taken, deleted.

The codes are secrets that are given when a call is sent. A call names them by `FIRST_CODE` and
`SECOND_CODE`, so that it can be shown and noted.
"""

from __future__ import annotations

from dataclasses import replace

from iamtui.account.call import Call, Parameters, text
from iamtui.account.edit import (
    changed,
    counted,
    found,
    including,
    listed,
    with_device,
    with_user,
    without,
)
from iamtui.account.entity import Aspect, EntityKind
from iamtui.account.field import NOT_ASKED, Field, Known
from iamtui.account.model import Account, MfaDevice, Source, User
from iamtui.account.operation import Impossible, Inverse, Irreversible, Operation, declare

# IAM User Guide, "AWS Multi-factor authentication in IAM": any mix of devices, eight per user.
MOST_DEVICES = 8
FIRST_CODE, SECOND_CODE = "CODE-1", "CODE-2"


def device_serial(account: Account, path: str, name: str) -> str:
    """The ARN that AWS gives a virtual device; `Impossible` where the account is not known."""
    number = account.id.otherwise("")
    if not number:
        raise Impossible("The id of this account is not known.", "Refresh with r.")
    arns = (user.arn for user in account.users.values())
    caller = account.caller.otherwise(None)
    known = caller.arn if caller is not None else next(arns, "arn:aws:")
    return f"arn:{known.split(':')[1]}:iam::{number}:mfa{path}{name}"


def _name(p: Parameters) -> str:
    return text(p, "SerialNumber").rsplit("/", 1)[-1]


def _serial(account: Account, p: Parameters) -> str:
    path = text(p, "Path") if "Path" in p else "/"
    return device_serial(account, path, text(p, "VirtualMFADeviceName"))


def _create_words(_account: Account, p: Parameters) -> str:
    return f"Make the virtual MFA device {text(p, 'VirtualMFADeviceName')}"


def _create(account: Account, p: Parameters) -> Account:
    serial = _serial(account, p)
    if serial.lower() in {other.lower() for other in account.mfa_devices}:
        raise Impossible(
            f"There already is an MFA device {text(p, 'VirtualMFADeviceName')}.",
            "Choose another name.",
        )
    made = with_device(account, MfaDevice(serial, None, tags=Known({})))
    return counted(made, MFADevices=1)


def _deleted_again(before: Account, p: Parameters) -> Inverse:
    return Call("DeleteVirtualMFADevice", {"SerialNumber": _serial(before, p)})


def _all_devices(account: Account, _p: Parameters) -> Field[object]:
    return account.sources.get(Source.MFA_DEVICES, NOT_ASKED)


def _enable_words(_account: Account, p: Parameters) -> str:
    return f"Assign the MFA device {_name(p)} to {text(p, 'UserName')}, by two of its codes"


def _free(account: Account, user: User, serial: str) -> MfaDevice:
    """The device, if the user may be given it."""
    device = account.mfa_devices.get(serial)
    if device is None and listed(account, Source.MFA_DEVICES):
        raise Impossible(f"There is no MFA device {serial}.", "Refresh with r and look again.")
    if device is not None and device.user not in (None, user.name):
        raise Impossible(
            f"The MFA device {device.name} is {device.user}'s.", "Deactivate it there."
        )
    if len(user.mfa_devices.otherwise(())) >= MOST_DEVICES:
        raise Impossible(
            f"AWS allows {MOST_DEVICES} MFA devices a user, and {user.name} has as many.",
            "Remove one first.",
        )
    return device or MfaDevice(serial, None)


def _enable(account: Account, p: Parameters) -> Account:
    user, serial = found(account.users, text(p, "UserName"), "user"), text(p, "SerialNumber")
    held = account.mfa_devices.get(serial)
    if held is not None and held.user == user.name:
        return account
    device = _free(account, user, serial)
    devices = changed(user.mfa_devices, lambda serials: including(serials, serial))
    after = with_user(account, replace(user, mfa_devices=devices, mfa_active=Known(True)))
    return counted(with_device(after, replace(device, user=user.name)), MFADevicesInUse=1)


def _taken_again(_before: Account, p: Parameters) -> Inverse:
    named = {"UserName": p["UserName"], "SerialNumber": p["SerialNumber"]}
    return Call("DeactivateMFADevice", named)


def _resync_words(_account: Account, p: Parameters) -> str:
    return f"Resynchronise the MFA device {_name(p)} of {text(p, 'UserName')}, by two of its codes"


def _resync(account: Account, p: Parameters) -> Account:
    found(account.users, text(p, "UserName"), "user")
    # What AWS learns of the device's clock is in no list: a new object says that it does something.
    return replace(account)


def _learnt(_before: Account, p: Parameters) -> Inverse:
    return Irreversible(f"AWS has learnt how far the clock of {_name(p)} is off")


def _deactivate_words(_account: Account, p: Parameters) -> str:
    return f"Take the MFA device {_name(p)} from {text(p, 'UserName')}"


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


def _delete_words(_account: Account, p: Parameters) -> str:
    return f"Delete the virtual MFA device {_name(p)}"


def _delete(account: Account, p: Parameters) -> Account:
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
    return _all_devices(account, p)


def _seed_gone(_before: Account, p: Parameters) -> Inverse:
    return Irreversible(f"the MFA device {_name(p)} must be enrolled again with two codes")


def _with_name(name: str) -> str:
    """The end of the ARN of a device of which only the name is known yet."""
    return f":mfa/{name}"


_ASPECT = Aspect.MFA_DEVICES

declare(
    Operation(
        "CreateVirtualMFADevice",
        _create_words,
        _create,
        _deleted_again,
        _all_devices,
        repeatable=False,
        target=(EntityKind.MFA_DEVICE, "VirtualMFADeviceName"),
        aspect=_ASPECT,
        key=_with_name,
    )
)
declare(
    Operation(
        "EnableMFADevice",
        _enable_words,
        _enable,
        _taken_again,
        _devices,
        repeatable=False,
        aspect=_ASPECT,
    )
)
declare(
    Operation(
        "ResyncMFADevice",
        _resync_words,
        _resync,
        _learnt,
        _devices,
        repeatable=False,
        aspect=_ASPECT,
    )
)
declare(
    Operation(
        "DeactivateMFADevice", _deactivate_words, _deactivate, _seed_gone, _devices, aspect=_ASPECT
    )
)
declare(
    Operation(
        "DeleteVirtualMFADevice",
        _delete_words,
        _delete,
        _seed_gone,
        _device,
        target=(EntityKind.MFA_DEVICE, "SerialNumber"),
        aspect=_ASPECT,
    )
)
