"""The commands about MFA devices, and those of the screen that takes two codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.changes.mfa import (
    DeactivateDevice,
    DeleteDevices,
    EnrolDevice,
    RemoveDevice,
    ResyncDevice,
)
from iamtui.changes.tags import Tag
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import changing, mfa_devices
else:
    changing = late("iamtui.ui.actions.changing")
    mfa_devices = late("iamtui.ui.actions.mfa_devices")

_DEVICE = frozenset({EntityKind.MFA_DEVICE})

MFA_COMMANDS: tuple[Command, ...] = (
    Command(
        "enrol-mfa",
        ("N",),
        "enrol MFA",
        "Enrol a virtual MFA device for the user, or for one to be chosen.",
        Scope.ACCOUNT,
        mfa_devices.enrol,
        hint=4,
        hinted_for=_DEVICE,
        change=EnrolDevice,
        unless=mfa_devices.why_not_enrol,
        phrases=("assign MFA device", "add MFA", "authenticator app", "QR code"),
    ),
    Command(
        "mfa-code-now",
        ("C",),
        "code",
        "Show a code of a device whose seed is kept here; it counts as used then.",
        Scope.ACCOUNT,
        mfa_devices.code_now,
        _DEVICE,
        hint=4,
        unless=mfa_devices.why_no_code,
        phrases=("one-time password", "TOTP"),
    ),
    Command(
        "resync-mfa",
        ("=",),
        "resync",
        "Resynchronise a device whose codes AWS does not take any more, by two of them.",
        Scope.ACCOUNT,
        mfa_devices.resync,
        _DEVICE,
        hint=5,
        change=ResyncDevice,
        unless=mfa_devices.why_not_resync,
        phrases=("resync MFA device", "out of sync"),
    ),
    Command(
        "switch-mfa",
        ("o",),
        "on/off",
        "Take the MFA device from its user, or assign one that is nobody's by two of its codes.",
        Scope.ACCOUNT,
        mfa_devices.switch,
        _DEVICE,
        change=DeactivateDevice,
        unless=mfa_devices.why_not_device,
        phrases=("deactivate MFA device", "assign MFA device"),
    ),
    Command(
        "remove-mfa",
        ("D",),
        "remove",
        "Take the MFA device from its user and delete it; one that is nobody's is deleted.",
        Scope.ACCOUNT,
        mfa_devices.remove,
        _DEVICE,
        hint=6,
        change=RemoveDevice,
        unless=mfa_devices.why_not_device,
        phrases=("delete MFA device",),
    ),
    Command(
        "clear-away-mfa",
        ("X",),
        "clear away",
        "Delete all virtual MFA devices that are nobody's.",
        Scope.ACCOUNT,
        mfa_devices.clear_away,
        _DEVICE,
        change=DeleteDevices,
        unless=mfa_devices.why_not_clear_away,
        phrases=("unassigned MFA devices",),
    ),
    Command(
        "tag-mfa",
        ("t",),
        "tag",
        "Set a tag of the virtual MFA device.",
        Scope.ACCOUNT,
        changing.tag,
        _DEVICE,
        change=Tag,
        unless=mfa_devices.why_not_device,
    ),
    Command(
        "show-seed",
        ("s",),
        "show seed",
        "Show the seed while the key is held; pressed once, for 10 seconds.",
        Scope.MFA_CODES,
        mfa_devices.show_seed,
        hint=2,
        unless=mfa_devices.why_no_seed,
    ),
    Command(
        "keep-seed",
        ("k",),
        "keep seed",
        "Keep the seed here, and have iamtui make the two codes; says first what that means.",
        Scope.MFA_CODES,
        mfa_devices.keep_seed,
        hint=1,
        unless=mfa_devices.why_no_seed,
    ),
    Command(
        "copy-seed",
        ("y",),
        "copy",
        "Send the seed to the terminal's clipboard; says first where it goes.",
        Scope.MFA_CODES,
        mfa_devices.copy_seed,
        hint=3,
        unless=mfa_devices.why_no_seed,
    ),
    Command(
        "leave-codes",
        ("escape", "q", "ctrl+c", "ctrl+q"),
        "leave",
        "Leave; a device that was made but not assigned is deleted again.",
        Scope.MFA_CODES,
        lambda screen: screen.go_back(),
        hint=4,
    ),
)
