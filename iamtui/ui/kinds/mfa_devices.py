"""MFA devices: columns and detail screen.

Loading an account lists its virtual devices only. A user who has MFA without such a device, or of
whom nobody knows, has a row of its own, `user/#0`, until its devices have been asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.account.credential_report import ROOT_ACCOUNT
from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.field import Field, Known, Unknown
from iamtui.account.model import Account, MfaDevice, Source, User
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Kind, Row, Section, View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.datum import NOTHING, Datum
from iamtui.ui.kinds.entity_columns import MEDIUM, EntityColumns
from iamtui.ui.kinds.entity_findings import FINDINGS, findings_datum, findings_section
from iamtui.ui.kinds.key_rows import UNKNOWN_KEYS, owner_name
from iamtui.ui.kinds.per_account import per_account
from iamtui.ui.kinds.sections import GONE, NONE, fact, section, value_of, when
from iamtui.ui.kinds.tag_rows import tag_section
from iamtui.ui.mfa import words as mfa_words

_PLACEHOLDER = f"/{UNKNOWN_KEYS}"


@dataclass(frozen=True, slots=True)
class _Held:
    owner: str | None
    device: Field[MfaDevice]


def device_kind(device: MfaDevice) -> str:
    """What sort of device it is, in the words of the console."""
    if device.is_virtual:
        return "virtual"
    return "FIDO" if device.is_fido else "hardware"


def device_name(device: MfaDevice) -> str:
    """The end of the device's ARN, or the serial number of hardware."""
    return device.serial.rpartition("/")[2]


def _unlisted(account: Account, user: User) -> Unknown | None:
    """Why the devices of a user who may have some are not known, None where they are."""
    if user.mfa_active == Known(False) or isinstance(user.mfa_devices, Known):
        return None
    return None if account.index.devices_of.get(user.name) else user.mfa_devices


def _find(account: Account, row: str) -> _Held | None:
    if not row.endswith(_PLACEHOLDER):
        device = account.mfa_devices.get(row)
        return None if device is None else _Held(device.user, Known(device))
    user = account.users.get(owner_name(row))
    why = None if user is None else _unlisted(account, user)
    return None if user is None or why is None else _Held(user.name, why)


def _name_datum(_view: View, held: _Held) -> Datum:
    return datum.known(held.device, lambda device: datum.words(device_name(device)))


def _owner_datum(_view: View, held: _Held) -> Datum:
    return datum.words(held.owner) if held.owner else datum.words("nobody", "warning")


def _kind_datum(_view: View, held: _Held) -> Datum:
    return datum.known(held.device, lambda device: datum.words(device_kind(device)))


def _since(view: View, held: _Held) -> Datum:
    def date(device: MfaDevice) -> Datum:
        return NOTHING if device.user is None else datum.date(view.now, device.enabled)

    return datum.known(held.device, date)


def _serial(_view: View, held: _Held) -> Datum:
    return datum.known(held.device, lambda device: datum.words(device.serial))


def _findings(view: View, held: _Held) -> Datum:
    return datum.known(held.device, lambda device: findings_datum(view, _entity(device)))


def _entity(device: MfaDevice) -> Entity:
    return Entity(EntityKind.MFA_DEVICE, device.serial)


_columns = EntityColumns[_Held](_find)

COLUMNS = (
    _columns.text("name", "Device", 20, _name_datum, grow=True),
    _columns.text("owner", "Owner", 16, _owner_datum, grow=True),
    _columns.text("kind", "Kind", 8, _kind_datum, choice=True),
    _columns.figure("since", "Since", 10, _since),
    _columns.figure(FINDINGS, "Findings", 9, _findings),
    _columns.text("serial", "Serial number", 44, _serial, from_width=MEDIUM),
)


def _sections(view: View, row: str) -> tuple[Section, ...]:
    held = _find(view.account, row)
    if held is None:
        return GONE
    owner = view.account.users.get(held.owner or "")
    link = Entity(EntityKind.USER, owner.name) if owner else None
    return (
        section(
            "Summary",
            (
                fact("Serial number", value_of(held.device, lambda device: device.serial)),
                fact("Kind", value_of(held.device, device_kind)),
                fact("Owner", held.owner or ("nobody", "warning"), link=link),
                fact("Since", value_of(held.device, lambda device: _enabled(view, device))),
            ),
        ),
        *_found(view, held.device),
        *_advice(held.device),
        *_tags(held.device),
    )


def _advice(field: Field[MfaDevice]) -> tuple[Section, ...]:
    """What this sort of device cannot do, and the way there is instead."""
    if not isinstance(field, Known):
        return ()
    device = field.value
    if device.user == ROOT_ACCOUNT:
        words = mfa_words.ROOT_DEVICE
    elif device.user is None:
        words = mfa_words.SEED_LOST
    elif device.is_fido:
        words = mfa_words.FIDO
    elif not device.is_virtual:
        words = mfa_words.HARDWARE
    else:
        return ()
    return (section("To know", (Row("advice", ("note", "warning"), words),)),)


def _tags(device: Field[MfaDevice]) -> tuple[Section, ...]:
    if not isinstance(device, Known) or not device.value.is_virtual:
        return ()
    return (tag_section(_entity(device.value), device.value.tags),)


def _found(view: View, device: Field[MfaDevice]) -> tuple[Section, ...]:
    if not isinstance(device, Known):
        return ()
    return (findings_section(view, _entity(device.value)),)


def _enabled(view: View, device: MfaDevice) -> Cell:
    return NONE if device.user is None else when(view, device.enabled)


@per_account
def _keys(account: Account) -> tuple[str, ...]:
    devices = sorted(account.mfa_devices.values(), key=lambda one: device_name(one).casefold())
    users = sorted(account.users.values(), key=lambda user: user.name.casefold())
    unlisted = [user.name + _PLACEHOLDER for user in users if _unlisted(account, user)]
    return (*(device.serial for device in devices), *unlisted)


def _name(account: Account, row: str) -> str:
    device = account.mfa_devices.get(row)
    if device is not None:
        return device_name(device)
    return f"device of {owner_name(row)}" if row.endswith(_PLACEHOLDER) else row


def _used_by(account: Account, row: str) -> tuple[Entity, ...]:
    held = _find(account, row)
    return (Entity(EntityKind.USER, held.owner),) if held is not None and held.owner else ()


def _state(account: Account, row: str) -> tuple[object, ...]:
    return (account.mfa_devices.get(row), account.users.get(owner_name(row)))


MFA_DEVICES = Kind(
    entity=EntityKind.MFA_DEVICE,
    title="MFA devices",
    key="6",
    columns=COLUMNS,
    sources=(Source.MFA_DEVICES, Source.USERS),
    keys=_keys,
    sections=_sections,
    name=_name,
    arn=lambda account, key: key if key in account.mfa_devices and key.startswith("arn:") else "",
    used_by=_used_by,
    state=_state,
    opened=frozenset({Aspect.MFA_DEVICES, Aspect.ENTITY}),
    seen=frozenset({Aspect.MFA_DEVICES}),
    when_empty="N enrols one.",
)
