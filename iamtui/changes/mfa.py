"""MFA devices: enrol, resynchronise, deactivate, remove, clear away what belongs to nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Known
from iamtui.account.model import Account, MfaDevice
from iamtui.account.operation import Impossible, has_effect, reduce
from iamtui.account.operations.mfa_devices import FIRST_CODE, SECOND_CODE, device_serial
from iamtui.changes.change import Change, Sensitivity, SingleCall

# IAM API Reference, CreateVirtualMFADevice; the ARN of an account's device has 256 characters.
_NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
LONGEST_NAME = 220
_DEVICES = frozenset({Aspect.MFA_DEVICES})
_CODES = {"AuthenticationCode1": FIRST_CODE, "AuthenticationCode2": SECOND_CODE}


def _of_user(name: str) -> Read:
    return Read(Entity(EntityKind.USER, name), _DEVICES)


def _of_device(key: str) -> Read:
    return Read(Entity(EntityKind.MFA_DEVICE, key), _DEVICES)


def _named(serial: str) -> str:
    return MfaDevice(serial, None).name


@dataclass(frozen=True, slots=True)
class EnrolDevice(Change):
    """Make the virtual MFA device `device` and assign it to `user`, who gives two of its codes."""

    user: str
    device: str

    name: ClassVar[str] = "enrol-device"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def title(self, account: Account) -> str:
        return f"Enrol the MFA device {self.device} for {self.user}"

    def serial(self, account: Account) -> str:
        """The ARN of the device; raises `Impossible` where the account is not known."""
        return device_serial(account, "/", self.device)

    def calls(self, account: Account) -> tuple[Call, ...]:
        if not _NAME.fullmatch(self.device) or len(self.device) > LONGEST_NAME:
            raise Impossible(
                f"{self.device or 'Nothing'} is no name for an MFA device.",
                f"Use 1 to {LONGEST_NAME} letters, digits and + = , . @ _ -.",
            )
        return (
            Call("CreateVirtualMFADevice", {"VirtualMFADeviceName": self.device}),
            assignment(self.user, self.serial(account)),
        )

    def reads(self) -> tuple[Read, ...]:
        return (_of_user(self.user), _of_device(f":mfa/{self.device}"))

    def notes(self, account: Account) -> tuple[str, ...]:
        return (
            "Between the two steps the QR code and the seed are shown: have the phone at hand.",
            "Leaving before the second step deletes the device again.",
        )


def assignment(user: str, serial: str) -> Call:
    """The call that gives `user` the device, by two codes that are put in when it is sent."""
    return Call("EnableMFADevice", {"UserName": user, "SerialNumber": serial, **_CODES})


@dataclass(frozen=True, slots=True)
class AssignDevice(SingleCall):
    """Give `user` a virtual device that is nobody's, of which a phone or the vault has the seed."""

    user: str
    serial: str

    name: ClassVar[str] = "assign-device"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def call(self) -> Call:
        return assignment(self.user, self.serial)

    def reads(self) -> tuple[Read, ...]:
        return (_of_user(self.user), _of_device(self.serial))

    def notes(self, account: Account) -> tuple[str, ...]:
        return ("Two of its codes are asked for: without its seed nobody can give them.",)


@dataclass(frozen=True, slots=True)
class ResyncDevice(SingleCall):
    """Have AWS learn from two consecutive codes how far the clock of a device is off.

    It asks for no session: who is out of step can start none, and the codes prove the device.
    """

    user: str
    serial: str

    name: ClassVar[str] = "resync-device"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.NOTHING

    def call(self) -> Call:
        if MfaDevice(self.serial, self.user).is_fido:
            raise Impossible(
                f"{_named(self.serial)} is a passkey or security key, which has no codes.",
                "There is nothing to resynchronise.",
            )
        named = {"UserName": self.user, "SerialNumber": self.serial}
        return Call("ResyncMFADevice", {**named, **_CODES})

    def reads(self) -> tuple[Read, ...]:
        return (_of_user(self.user),)


@dataclass(frozen=True, slots=True)
class DeactivateDevice(Change):
    """Take the device `serial` from `user`; a virtual one stays, and belongs to nobody."""

    user: str
    serial: str

    name: ClassVar[str] = "deactivate-device"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.NAME

    def title(self, account: Account) -> str:
        return f"Deactivate the MFA device {_named(self.serial)} of {self.user}"

    def calls(self, account: Account) -> tuple[Call, ...]:
        named = {"UserName": self.user, "SerialNumber": self.serial}
        call = Call("DeactivateMFADevice", named)
        return (call,) if has_effect(account, call) else ()

    def reads(self) -> tuple[Read, ...]:
        return (_of_user(self.user),)

    def typed_name(self) -> str:
        return _named(self.serial)

    def notes(self, account: Account) -> tuple[str, ...]:
        return (
            *_last_device(account, self.user, self.serial),
            "Sessions that were started with it stay valid until they end.",
        )


@dataclass(frozen=True, slots=True)
class RemoveDevice(DeactivateDevice):
    """Take the device from its user, and delete it if it is a virtual one."""

    name: ClassVar[str] = "remove-device"

    def title(self, account: Account) -> str:
        return f"Remove the MFA device {_named(self.serial)} from {self.user}"

    def calls(self, account: Account) -> tuple[Call, ...]:
        taken = DeactivateDevice.calls(self, account)
        if not MfaDevice(self.serial, None).is_virtual:
            return taken
        for call in taken:
            account = reduce(account, call)
        return (*taken, *_deletion(account, self.serial))


@dataclass(frozen=True, slots=True)
class DeleteDevices(Change):
    """Delete virtual devices that belong to nobody."""

    serials: tuple[str, ...]

    name: ClassVar[str] = "delete-devices"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def title(self, account: Account) -> str:
        if len(self.serials) == 1:
            return f"Delete the MFA device {_named(self.serials[0])}, which is nobody's"
        return f"Delete {len(self.serials)} MFA devices that are nobody's"

    def calls(self, account: Account) -> tuple[Call, ...]:
        return tuple(call for serial in self.serials for call in _deletion(account, serial))

    def reads(self) -> tuple[Read, ...]:
        return tuple(_of_device(serial) for serial in self.serials)

    def notes(self, account: Account) -> tuple[str, ...]:
        return ("Somebody who is enrolling one of them at this moment has to begin anew.",)


@dataclass(frozen=True, slots=True)
class DiscardDevice(DeleteDevices):
    """Delete the device that an enrolment that came to nothing has left a moment ago.

    Nobody was given it, so nothing is asked for.
    """

    name: ClassVar[str] = "discard-device"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.NOTHING


def _deletion(account: Account, serial: str) -> tuple[Call, ...]:
    call = Call("DeleteVirtualMFADevice", {"SerialNumber": serial})
    return (call,) if has_effect(account, call) else ()


def _last_device(account: Account, name: str, serial: str) -> tuple[str, ...]:
    """What it means for another user that the device is their last; the screens warn the caller."""
    caller = account.caller.otherwise(None)
    user = account.users.get(name)
    is_last = user is not None and user.mfa_devices == Known((serial,))
    if not is_last or (caller is not None and caller.user_name == name):
        return ()
    return (f"{name} has no other MFA device, and is locked out where a policy asks for MFA.",)
