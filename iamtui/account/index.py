"""The links of an account read backwards: members of a group, users of a policy, owner of a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import Account, Group, Role, User

_Links = Mapping[str, tuple[str, ...]]
_Holders = Mapping[str, tuple[Entity, ...]]


@dataclass(frozen=True, slots=True)
class Index:
    """Built once per `Account` in one pass over it; every look-up is then a dictionary's.

    `members` group to user names; `attached_to` and `boundary_of` policy ARN to entities;
    `key_owner` access key id to user name; `devices_of` user to MFA serials; `profiles_of` role to
    instance profile names; `by_arn` any ARN to its entity.
    """

    members: _Links
    attached_to: _Holders
    boundary_of: _Holders
    key_owner: Mapping[str, str]
    devices_of: _Links
    profiles_of: _Links
    by_arn: Mapping[str, Entity]

    @classmethod
    def of(cls, account: Account) -> Index:
        """Build the index of `account`; fields that are not known add no links."""
        members: dict[str, list[str]] = defaultdict(list)
        devices: dict[str, list[str]] = defaultdict(list)
        profiles: dict[str, list[str]] = defaultdict(list)
        for user in account.users.values():
            for group in user.groups.otherwise(()):
                members[group].append(user.name)
        for device in account.mfa_devices.values():
            if device.user is not None:
                devices[device.user].append(device.serial)
        for profile in account.instance_profiles.values():
            for role in profile.roles:
                profiles[role].append(profile.name)
        return cls(
            members=_frozen(members),
            attached_to=_attachments(account),
            boundary_of=_boundaries(account),
            key_owner=_key_owners(account),
            devices_of=_frozen(devices),
            profiles_of=_frozen(profiles),
            by_arn=_arns(account),
        )


def holders(account: Account) -> Iterable[tuple[Entity, User | Group | Role]]:
    """Every user, group and role of `account` with its name as an `Entity`."""
    for user in account.users.values():
        yield Entity(EntityKind.USER, user.name), user
    for group in account.groups.values():
        yield Entity(EntityKind.GROUP, group.name), group
    for role in account.roles.values():
        yield Entity(EntityKind.ROLE, role.name), role


def _attachments(account: Account) -> _Holders:
    links: dict[str, list[Entity]] = defaultdict(list)
    for entity, holder in holders(account):
        for arn in holder.attached.otherwise(()):
            links[arn].append(entity)
    return {arn: tuple(entities) for arn, entities in links.items()}


def _boundaries(account: Account) -> _Holders:
    links: dict[str, list[Entity]] = defaultdict(list)
    for entity, holder in holders(account):
        if isinstance(holder, Group):
            continue
        arn = holder.boundary.otherwise(None)
        if arn is not None:
            links[arn].append(entity)
    return {arn: tuple(entities) for arn, entities in links.items()}


def _key_owners(account: Account) -> Mapping[str, str]:
    return {
        key_id: user.name
        for user in account.users.values()
        for key in user.access_keys.otherwise(())
        if (key_id := key.id.otherwise("")) != ""
    }


def _arns(account: Account) -> Mapping[str, Entity]:
    arns = {holder.arn: entity for entity, holder in holders(account)}
    arns.update((arn, Entity(EntityKind.POLICY, arn)) for arn in account.policies)
    arns.update((serial, Entity(EntityKind.MFA_DEVICE, serial)) for serial in account.mfa_devices)
    for profile in account.instance_profiles.values():
        arns[profile.arn] = Entity(EntityKind.INSTANCE_PROFILE, profile.name)
    return arns


def _frozen(links: Mapping[str, list[str]]) -> _Links:
    return {key: tuple(values) for key, values in links.items()}
