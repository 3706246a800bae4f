"""A user's detail screen."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known
from iamtui.account.model import AccessKey, Account, LastUsed, Password, User
from iamtui.changes.membership import RemoveFromGroup
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Row, Section, View
from iamtui.ui.kinds import key_rows
from iamtui.ui.kinds.entity_findings import findings_section
from iamtui.ui.kinds.mfa_devices import device_kind, device_name
from iamtui.ui.kinds.permissions import user_permissions
from iamtui.ui.kinds.sections import (
    GONE,
    boundary_fact,
    fact,
    incomplete,
    listed,
    not_known,
    rows_of,
    section,
    value_of,
    when,
)
from iamtui.ui.kinds.tag_rows import tag_section
from iamtui.ui.kinds.user_activity import last_activity


def sections(view: View, key: str) -> tuple[Section, ...]:
    """All that is known of the user `key`."""
    account = view.account
    user = account.users.get(key)
    if user is None:
        return GONE
    entity = Entity(EntityKind.USER, user.name)
    return (
        _summary(view, user),
        findings_section(view, entity),
        _groups(account, user),
        user_permissions(account, user),
        _access_keys(view, user),
        _mfa_devices(view, user),
        tag_section(entity, user.tags),
        _other_credentials(user),
    )


def _summary(view: View, user: User) -> Section:
    return section(
        "Summary",
        (
            fact("ARN", user.arn),
            fact("User id", user.id),
            fact("Path", user.path),
            fact("Created", when(view, user.created)),
            fact("Console access", value_of(user.password, lambda one: _console(view, one))),
            fact("Last sign-in", value_of(user.password, lambda one: _sign_in(view, one))),
            fact("Last activity", last_activity(view, user).cell),
            fact("MFA", value_of(user.mfa_active, lambda active: _mfa(user, active))),
            boundary_fact(view.account, user.boundary),
        ),
    )


def _console(view: View, password: Password) -> Cell:
    if not password.enabled:
        return "no password"
    if password.last_changed is None:
        return "password"
    return f"password, set {when(view, password.last_changed)}"


def _sign_in(view: View, password: Password) -> Cell:
    return when(view, password.last_used, "never" if password.enabled else ("–", "muted"))


def _mfa(user: User, active: bool) -> Cell:
    if active:
        return "yes"
    password = user.password
    at_risk = isinstance(password, Known) and password.value.enabled
    return ("no, with a console password", "warning") if at_risk else "no"


def _groups(account: Account, user: User) -> Section:
    def row(name: str) -> Row:
        link = Entity(EntityKind.GROUP, name) if name in account.groups else None
        return Row(name, name, link=link, take_away=RemoveFromGroup(user.name, name))

    return listed("Groups", user.groups, row, "in no group")


def _access_keys(view: View, user: User) -> Section:
    def row(number: int, key: AccessKey) -> Row:
        entity = key_rows.entity_of(user, number, key)
        return Row(entity.key, value_of(key.id, str), _key_words(view, key), link=entity)

    if not isinstance(user.access_keys, Known):
        return section("Access keys", (not_known("access keys", user.access_keys),))
    rows = [row(number, key) for number, key in enumerate(user.access_keys.value)]
    return section("Access keys", rows, "no access keys")


def _key_words(view: View, key: AccessKey) -> Cell:
    created = when(view, key.created)
    made = f"created {created}" if isinstance(created, str) else "created: not known"
    return f"{key.status.value.lower()}, {made}, {key_use_words(view, key)}"


def key_use_words(view: View, key: AccessKey) -> str:
    """When, where and for what a key was last used."""
    if not isinstance(key.last_used, Known):
        return f"last used: {key.last_used}"
    return f"used {use_words(view, key.last_used.value)}"


def use_words(view: View, use: LastUsed | None) -> str:
    """When, for what service and in which region."""
    if use is None:
        return "never"
    service = f" for {use.service}" if use.service else ""
    region = f" in {use.region}" if use.region else ""
    return f"{when(view, use.at)}{service}{region}"


def _mfa_devices(view: View, user: User) -> Section:
    serials = user.mfa_devices
    if not isinstance(serials, Known):
        known = view.account.index.devices_of.get(user.name, ())
        rows = [_device(view, serial) for serial in known]
        if user.mfa_active == Known(False):
            return section("MFA devices", rows, "no MFA device")
        reason = f"only virtual devices are listed so far: {serials}"
        return section("MFA devices", [*rows, incomplete(reason)])
    rows = [_device(view, serial) for serial in serials.value]
    return section("MFA devices", rows, "no MFA device")


def _device(view: View, serial: str) -> Row:
    device = view.account.mfa_devices.get(serial)
    if device is None:
        return Row(serial, serial)
    since = when(view, device.enabled)
    words = (
        f"{device_kind(device)}, since {since}"
        if isinstance(since, str)
        else f"{device_kind(device)}, since when is not known"
    )
    return Row(serial, device_name(device), words, link=Entity(EntityKind.MFA_DEVICE, serial))


def _other_credentials(user: User) -> Section:
    rows = [
        *_credentials("signing certificate", user.signing_certificates),
        *_credentials("SSH key", user.ssh_keys),
        *_credentials("service-specific credential", user.service_credentials),
    ]
    return section("Other credentials", rows)


def _credentials(what: str, field: Field[tuple[str, ...]]) -> list[Row]:
    return rows_of(field, lambda item: Row(item, item, what), f"{what}s")
