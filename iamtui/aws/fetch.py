"""Which calls an aspect of an entity takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeAlias

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import NOT_ASKED, Field
from iamtui.account.model import AccessKey, Account
from iamtui.aws import fetch_others, fetch_user
from iamtui.aws.api import Api
from iamtui.aws.backend import Aspect, Patch
from iamtui.aws.cancel import Cancel
from iamtui.aws.entities import credentials_owner, gone
from iamtui.aws.errors import NotFound

_Fetch: TypeAlias = Callable[[Api, str, Cancel], Patch]

_FETCHES: Final[Mapping[tuple[EntityKind, Aspect], _Fetch]] = {
    (EntityKind.USER, Aspect.ENTITY): fetch_user.entity,
    (EntityKind.USER, Aspect.MFA_DEVICES): fetch_user.mfa_devices,
    (EntityKind.USER, Aspect.PASSWORD): fetch_user.password,
    (EntityKind.USER, Aspect.OTHER_CREDENTIALS): fetch_user.other_credentials,
    (EntityKind.GROUP, Aspect.ENTITY): fetch_others.group,
    (EntityKind.ROLE, Aspect.ENTITY): fetch_others.role,
    (EntityKind.POLICY, Aspect.ENTITY): fetch_others.policy,
    (EntityKind.POLICY, Aspect.VERSIONS): fetch_others.versions,
    (EntityKind.MFA_DEVICE, Aspect.MFA_DEVICES): fetch_others.virtual_device,
    (EntityKind.MFA_DEVICE, Aspect.ENTITY): fetch_others.device_tags,
    (EntityKind.INSTANCE_PROFILE, Aspect.ENTITY): fetch_others.instance_profile,
}


def fetch(
    api: Api,
    entity: Entity,
    aspects: frozenset[Aspect],
    cancel: Cancel,
    keys_before: Field[tuple[AccessKey, ...]],
) -> Patch:
    """The patch that `Backend.fetch` promises; `keys_before` is what loading told of the keys."""
    user = credentials_owner(entity)
    keys = partial(fetch_user.access_keys, before=keys_before)
    fresh = partial(fetch_user.access_keys, before=NOT_ASKED)
    by_key: dict[Aspect, _Fetch] = {Aspect.ACCESS_KEYS: keys, Aspect.KEY_USE: fresh}
    patches: list[Patch] = []
    try:
        for aspect in Aspect:
            if aspect not in aspects:
                continue
            if user is not None and aspect in by_key:
                patches.append(by_key[aspect](api, user, cancel))
            elif (ask := _FETCHES.get((entity.kind, aspect))) is not None:
                patches.append(ask(api, entity.key, cancel))
    except NotFound:
        return gone(entity)
    return partial(_apply, patches)


def _apply(patches: list[Patch], account: Account) -> Account:
    for patch in patches:
        account = patch(account)
    return account
