"""Put together what different calls say of one user, so that none overwrites what it does not know.

The credential report may be four hours old; lists are fresh. So the report completes only what no
fresher call has said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from iamtui.account.credential_report import ReportRow
from iamtui.account.edit import including, with_user, without
from iamtui.account.field import Field, Known, Unknown
from iamtui.account.model import AccessKey, Account, MfaDevice, User


def with_report(account: Account, rows: Mapping[str, ReportRow]) -> Account:
    """`account` with its users completed from the report; the same object where nothing is new.

    A user who is younger than the report keeps fields that are not known.
    """
    fresh = {
        user.name: _completed(user, row)
        for user in account.users.values()
        if isinstance(user.password, Unknown) and (row := rows.get(user.name)) is not None
    }
    return replace(account, users={**account.users, **fresh}) if fresh else account


def _completed(user: User, row: ReportRow) -> User:
    return replace(
        user,
        password=row.password,
        access_keys=user.access_keys if isinstance(user.access_keys, Known) else row.access_keys,
        mfa_active=user.mfa_active if isinstance(user.mfa_active, Known) else row.mfa_active,
    )


def with_assigned_devices(account: Account) -> Account:
    """`account` where every owner of an assigned MFA device counts as using MFA.

    A device assigned after the report was made is not in it.
    """
    owners = {device.user or "" for device in account.mfa_devices.values()}
    fresh = {
        name: replace(account.users[name], mfa_active=Known(True))
        for name in owners
        if name in account.users and account.users[name].mfa_active != Known(True)
    }
    return replace(account, users={**account.users, **fresh}) if fresh else account


def with_user_devices(account: Account, user: User, devices: tuple[MfaDevice, ...]) -> Account:
    """`account` after `user`'s own list of MFA devices was read.

    A virtual device that is not in the list any more is assigned to nobody; a hardware or FIDO
    device exists only as somebody's.
    """
    kept = {
        serial: device if device.user != user.name else replace(device, user=None, enabled=None)
        for serial, device in account.mfa_devices.items()
        if device.user != user.name or device.is_virtual
    }
    kept |= {device.serial: with_known_tags(account, device) for device in devices}
    after = replace(
        user,
        mfa_devices=Known(tuple(sorted(device.serial for device in devices))),
        mfa_active=Known(bool(devices)),
    )
    return replace(account, users={**account.users, user.name: after}, mfa_devices=kept)


def with_known_tags(account: Account, device: MfaDevice) -> MfaDevice:
    """`device`, as a list that tells no tags has it, with those that `account` knows."""
    known = account.mfa_devices.get(device.serial)
    return device if known is None else replace(device, tags=known.tags)


def with_known_use(
    listed: tuple[AccessKey, ...], before: Field[tuple[AccessKey, ...]]
) -> tuple[AccessKey, ...]:
    """`listed` keys with the last use that `before` knows, where they themselves do not.

    Keys are matched by id, or by the second of their creation where the report gave no id and no
    two keys share it.
    """
    known = before.otherwise(())
    seconds = Counter(key.created for key in known)
    by_second = {key.created: key for key in known if seconds[key.created] == 1}
    by_id = {key.id.value: key for key in known if isinstance(key.id, Known)}

    def completed(key: AccessKey) -> AccessKey:
        if isinstance(key.last_used, Known):
            return key
        twin = by_id.get(key.id.otherwise("")) or by_second.get(key.created)
        return replace(key, last_used=twin.last_used) if twin else key

    return tuple(map(completed, listed))


def with_members(account: Account, group_name: str, members: frozenset[str]) -> Account:
    """`account` where `members`, and no other users, are in the group."""
    for user in account.users.values():
        if not isinstance(user.groups, Known):
            continue
        change = including if user.name in members else without
        account = with_user(
            account, replace(user, groups=Known(change(user.groups.value, group_name)))
        )
    return account
