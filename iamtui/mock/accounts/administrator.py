"""The user that one signs in to a served account with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from iamtui.mock.entities import AccessKey, MfaDevice, User
from iamtui.mock.ids import Source
from iamtui.mock.store import Store
from iamtui.mock.usage import attach
from iamtui.secret import Secret

_NAME: Final = "iamtui-admin"
_POLICY: Final = "arn:aws:iam::aws:policy/AdministratorAccess"


@dataclass(frozen=True, slots=True)
class Login:
    """A user's access key and virtual MFA device (empty serial and seed where it has none)."""

    user_name: str
    access_key_id: str
    secret_access_key: Secret
    mfa_serial: str
    mfa_seed: Secret


def add_administrator(store: Store) -> Login:
    """Add a user with AdministratorAccess, an access key and an MFA device."""
    source = Source(f"{store.account_id}/{_NAME}")
    name = _free_name(store)
    user = User(store.account_id, name, "/", store.now(), source)
    store.users[name] = user
    attach(user, store.policy(_POLICY))
    key = store.add_key(user, source)
    device = MfaDevice(store.arn("mfa", "/", name), source.seed())
    store.devices[device.serial] = device
    store.give_device(user, device)
    return login_of(user, key, device)


def login_of(user: User, key: AccessKey, device: MfaDevice | None) -> Login:
    """How to sign in as `user`."""
    return Login(
        user_name=str(user.name),
        access_key_id=key.access_key_id,
        secret_access_key=Secret(key.secret_access_key),
        mfa_serial=device.serial if device else "",
        mfa_seed=Secret(device.seed if device else ""),
    )


def _free_name(store: Store) -> str:
    taken = {name.lower() for name in store.users}
    name, number = _NAME, 1
    while name in taken:
        number += 1
        name = f"{_NAME}-{number}"
    return name
