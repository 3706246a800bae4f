"""Commands about MFA devices: enrol, resynchronise, deactivate, remove, clear away, show a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from iamtui.account.credential_report import ROOT_ACCOUNT
from iamtui.account.entity import EntityKind
from iamtui.account.field import Unknown
from iamtui.account.model import Account, MfaDevice, Source
from iamtui.account.operation import Impossible, reduce
from iamtui.changes.mfa import (
    AssignDevice,
    DeactivateDevice,
    DeleteDevices,
    EnrolDevice,
    RemoveDevice,
    ResyncDevice,
)
from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.ui.kinds.key_rows import UNKNOWN_KEYS, owner_name
from iamtui.ui.mfa import words as mfa_words

if TYPE_CHECKING:
    from iamtui.ui.mfa.two_codes import TwoCodesScreen
    from iamtui.ui.screen import CommandScreen


def _device(screen: CommandScreen) -> MfaDevice | None:
    session, subject = screen.session, screen.subject
    if session is None or subject is None or subject.kind is not EntityKind.MFA_DEVICE:
        return None
    return session.account.mfa_devices.get(subject.key)


def _owned(screen: CommandScreen) -> tuple[str, str]:
    """The owner and the serial number of the device under the cursor; `why_not_owned` is ""."""
    device = _device(screen)
    return (device.user or "", device.serial) if device is not None else ("", "")


# Enrol


def enrol(screen: CommandScreen) -> None:
    """Ask for a name, and plan a new device for the user under the cursor, or one to be chosen."""
    user = _for_whom(screen)
    if user:
        _ask_name(screen, user)
        return
    _choose_user(screen, "Enrol an MFA device for whom?", lambda name: _ask_name(screen, name))


def _choose_user(screen: CommandScreen, title: str, use: Callable[[str], None]) -> None:
    """Let one of the users be chosen, the caller first."""
    session = screen.session
    if session is None:
        return
    me = _caller_name(session.account)
    names = sorted(session.account.users, key=lambda name: (name != me, name.lower()))
    options = [Option(name, name, "you" if name == me else "") for name in names]

    def chosen(name: str | None) -> None:
        if name is not None:
            use(name)

    screen.app.push_screen(ChoiceDialog(title, options, "Nobody."), chosen)


def why_not_enrol(screen: CommandScreen) -> str:
    """Why no device can be enrolled from here; "" where one can."""
    device = _device(screen)
    if device is not None and device.user == ROOT_ACCOUNT:
        return mfa_words.ROOT_DEVICE
    return ""


def _for_whom(screen: CommandScreen) -> str:
    subject, device = screen.subject, _device(screen)
    if subject is not None and subject.kind is EntityKind.USER:
        return subject.key
    if subject is not None and subject.key.endswith(f"/{UNKNOWN_KEYS}"):
        return owner_name(subject.key)
    return device.user or "" if device is not None else ""


def _caller_name(account: Account) -> str:
    caller = account.caller.otherwise(None)
    return (caller.user_name if caller is not None else None) or ""


def _ask_name(screen: CommandScreen, user: str, typed: str = "", problem: str = "") -> None:
    """Ask for the device's name; `typed` and `problem` are those of the last try."""
    session = screen.session
    if session is None:
        return
    account = session.account

    def entered(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        change = EnrolDevice(user, answer["name"].strip())
        try:
            check(session.account, change)
        except Impossible as error:
            _ask_name(screen, user, change.device, str(error))
        else:
            screen.iamtui.propose(change)

    entry = Entry(
        "name", "Device name, unique in the account", value=typed or free_name(account, user)
    )
    title = f"Enrol a virtual MFA device for {user}"
    screen.app.push_screen(FormDialog(title, (entry,), problem), entered)


def check(account: Account, change: EnrolDevice) -> None:
    """Raises `Impossible` where the name cannot be, or is taken, or the user has enough devices."""
    for call in change.calls(account):
        account = reduce(account, call)


def free_name(account: Account, user: str) -> str:
    """The user's name, as the console had it, or the first with a number that is not taken."""
    taken = {device.name.lower() for device in account.mfa_devices.values()}
    number, name = 1, user
    while name.lower() in taken:
        number += 1
        name = f"{user}-{number}"
    return name


# What is there


def resync(screen: CommandScreen) -> None:
    """Plan to resynchronise the device."""
    screen.iamtui.propose(ResyncDevice(*_owned(screen)))


def switch(screen: CommandScreen) -> None:
    """Plan to take the device from its user, or to assign one that is nobody's."""
    owner, serial = _owned(screen)
    app = screen.iamtui
    if owner:
        app.propose(DeactivateDevice(owner, serial))
        return
    title = "Assign it to whom, whose phone has its seed?"
    _choose_user(screen, title, lambda name: app.propose(AssignDevice(name, serial)))


def remove(screen: CommandScreen) -> None:
    """Plan to take the device from its user and to delete it, or to delete it where it is
    nobody's."""
    owner, serial = _owned(screen)
    change = RemoveDevice(owner, serial) if owner else DeleteDevices((serial,))
    screen.iamtui.propose(change)


def code_now(screen: CommandScreen) -> None:
    """Show a code of the device, whose seed is kept here."""
    from iamtui.ui.mfa.code_now import show_code_now

    device, session = _device(screen), screen.session
    if device is not None and session is not None:
        show_code_now(screen.iamtui, session, device.serial)


def clear_away(screen: CommandScreen) -> None:
    """Plan to delete all virtual devices that are nobody's."""
    if screen.session is not None:
        screen.iamtui.propose(DeleteDevices(_unassigned(screen.session.account)))


def _unassigned(account: Account) -> tuple[str, ...]:
    devices = sorted(account.mfa_devices.values(), key=lambda device: device.serial)
    return tuple(device.serial for device in devices if device.user is None)


def why_not_clear_away(screen: CommandScreen) -> str:
    """Why there is nothing to be cleared away."""
    account = screen.session.account if screen.session is not None else Account()
    state = account.sources.get(Source.MFA_DEVICES)
    if isinstance(state, Unknown):
        return f"Which devices are nobody's is not known: {state}."
    return "" if _unassigned(account) else "Every virtual MFA device is somebody's."


def why_not_device(screen: CommandScreen) -> str:
    """Why nothing can be done about the device under the cursor; "" where it can."""
    device = _device(screen)
    if device is None:
        return "Which device this is is not known yet. Wait a moment, or press r."
    return mfa_words.ROOT_DEVICE if device.user == ROOT_ACCOUNT else ""


def why_not_owned(screen: CommandScreen) -> str:
    """Why nothing can be done about an assigned device here."""
    device = _device(screen)
    nobodys = mfa_words.SEED_LOST if device is not None and device.user is None else ""
    return why_not_device(screen) or nobodys


def why_not_resync(screen: CommandScreen) -> str:
    """Why the device cannot be resynchronised."""
    device = _device(screen)
    return why_not_owned(screen) or (
        mfa_words.FIDO if device is not None and device.is_fido else ""
    )


def why_no_code(screen: CommandScreen) -> str:
    """Why the device has no codes that can be shown."""
    device = _device(screen)
    if device is not None and not device.is_virtual:
        return mfa_words.FIDO if device.is_fido else "The codes of this device are on it alone."
    return why_not_device(screen)


# While two codes are asked for


def _codes(screen: CommandScreen) -> TwoCodesScreen:
    return cast("TwoCodesScreen", screen)


def show_seed(screen: CommandScreen) -> None:
    """Show the seed while the key is held, or for some seconds."""
    _codes(screen).show_seed()


def copy_seed(screen: CommandScreen) -> None:
    """Send the seed to the clipboard, when asked for a second time."""
    _codes(screen).copy_seed()


def keep_seed(screen: CommandScreen) -> None:
    """Keep the seed here and have the codes made of it, when asked for a second time."""
    _codes(screen).keep_seed()


def why_no_seed(screen: CommandScreen) -> str:
    """Why there is no seed to be seen."""
    return "" if _codes(screen).has_seed else "AWS shows a seed only when its device is made."
