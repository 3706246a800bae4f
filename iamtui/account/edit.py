"""Small steps that reducers share: look an entity up, put a changed one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from iamtui.account.field import Field, Known
from iamtui.account.model import Account, Group, ManagedPolicy, MfaDevice, Role, Source, User
from iamtui.account.operation import Impossible

S = TypeVar("S")
T = TypeVar("T")
E = TypeVar("E")


def changed(field: Field[T], change: Callable[[T], S]) -> Field[S]:
    """`field` with `change` applied to its value; a field that is not known stays so."""
    return Known(change(field.value)) if isinstance(field, Known) else field


def including(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """`values` with `value`, sorted; the same object where it is there already."""
    return values if value in values else tuple(sorted((*values, value)))


def without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """`values` without `value`; the same object where it is not there."""
    return tuple(v for v in values if v != value) if value in values else values


def within_quota(account: Account, quota: str, count: int, things: str) -> None:
    """`Impossible` where `count` is over `quota`, a name of AWS's account summary.

    A quota that is not known refuses nothing: AWS raises many of them on request.
    """
    most = account.summary.otherwise({}).get(quota)
    if most is not None and count > most:
        raise Impossible(f"AWS allows {most} {things}; this makes {count}.", "Remove one first.")


def listed(account: Account, source: Source) -> bool:
    """Whether AWS listed all that `source` is asked for, so that what is missing does not exist."""
    return isinstance(account.sources.get(source), Known)


def found(entities: Mapping[str, E], key: str, kind: str) -> E:
    """The entity under `key`; `Impossible` where there is none."""
    try:
        return entities[key]
    except KeyError:
        raise Impossible(f"There is no {kind} {key}.", "Refresh with r and look again.") from None


def with_user(account: Account, user: User) -> Account:
    """`account` with `user` in place of the one of that name; unchanged where they are equal."""
    if account.users.get(user.name) == user:
        return account
    return replace(account, users={**account.users, user.name: user})


def with_group(account: Account, group: Group) -> Account:
    """`account` with `group` in place of the one of that name; unchanged where they are equal."""
    if account.groups.get(group.name) == group:
        return account
    return replace(account, groups={**account.groups, group.name: group})


def with_role(account: Account, role: Role) -> Account:
    """`account` with `role` in place of the one of that name; unchanged where they are equal."""
    if account.roles.get(role.name) == role:
        return account
    return replace(account, roles={**account.roles, role.name: role})


def with_policy(account: Account, policy: ManagedPolicy) -> Account:
    """`account` with `policy` in place of the one of that ARN; unchanged where they are equal."""
    if account.policies.get(policy.arn) == policy:
        return account
    return replace(account, policies={**account.policies, policy.arn: policy})


def with_device(account: Account, device: MfaDevice) -> Account:
    """`account` with `device` in place of the one of that serial; unchanged if they are equal."""
    if account.mfa_devices.get(device.serial) == device:
        return account
    return replace(account, mfa_devices={**account.mfa_devices, device.serial: device})


def counted(account: Account, **steps: int) -> Account:
    """`account` with the counters of its summary moved by `steps` (`Users=-1`)."""

    def move(summary: Mapping[str, int]) -> Mapping[str, int]:
        return {**summary, **{k: summary[k] + n for k, n in steps.items() if k in summary}}

    return replace(account, summary=changed(account.summary, move))
