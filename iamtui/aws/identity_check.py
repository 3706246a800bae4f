"""Who a profile is, what AWS knows of its key and devices, and whether that is who it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.field import Field, Known, Unknown
from iamtui.account.model import AccessKey, Account, Caller, User
from iamtui.aws.backend import Backend
from iamtui.aws.cancel import Cancel
from iamtui.aws.pins import check_identity
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile


@dataclass(frozen=True, slots=True)
class Checked:
    """A profile that is who it was: the caller, its key as IAM lists it (Known(None): no key of an
    IAM user signs), and the user's MFA devices."""

    profile: Profile
    caller: Caller
    key: Field[AccessKey | None]
    devices: Field[tuple[str, ...]]

    @property
    def pinned(self) -> Profile:
        """The profile with who it is. The ARN of a role's session is not kept: it may change."""
        arn = self.caller.arn if ":user/" in self.caller.arn else self.profile.user_arn
        return replace(self.profile, account_id=self.caller.account, user_arn=arn)


def check_profile(
    profile: Profile, backend: Backend, tell: Callable[[str], None] = lambda _sentence: None
) -> Checked:
    """Ask AWS about `profile`; `tell` is told what is asked now. Blocks.

    What may not be read is unknown with the reason. Raises WrongIdentity where the profile is not
    who it was, and what the calls give.
    """
    tell(f"Asking AWS who {profile.name} is …")
    caller = backend.identity()
    check_identity(profile, caller.account, caller.arn)
    name = caller.user_name
    if name is None:
        return Checked(profile, caller, Known(None), Known(()))
    tell(f"Reading access keys and MFA devices of {name} …")
    user = _read(backend, User(name, caller.arn, caller.user_id))
    return Checked(profile, caller, _own(user.access_keys, profile), user.mfa_devices)


def check_and_pin(
    profile: Profile, backend: Backend, tell: Callable[[str], None] = lambda _sentence: None
) -> Checked:
    """As `check_profile`, and note in the list of profiles who it is. Raises ProfileChanged too,
    where that was changed meanwhile."""
    found = check_profile(profile, backend, tell)
    if found.pinned != profile:
        ProfileIndex().replace(profile, found.pinned)
    return found


def lines_of(found: Checked, now: datetime) -> tuple[str, ...]:
    """What was found, a line each."""
    lines = [
        f"{found.profile.name} is {found.caller.arn}",
        f"in the account {found.caller.account}.",
        f"Access key: {_key_in_words(found, now)}.",
        f"MFA devices: {_devices_in_words(found.devices)}.",
    ]
    serial = found.profile.mfa_serial
    if serial and isinstance(found.devices, Known) and serial not in found.devices.value:
        lines.append(f"The MFA device of the profile, {serial}, is none of the user's.")
    if found.caller.is_root:
        lines.append("This is the ROOT USER, whom no policy limits: use a user or a role instead.")
    return tuple(lines)


def age_in_days(key: AccessKey, now: datetime) -> int | None:
    """How old the key is; None where AWS does not tell."""
    return (now - key.created).days if key.created is not None else None


def _read(backend: Backend, user: User) -> User:
    entity = Entity(EntityKind.USER, user.name)
    aspects = frozenset({Aspect.ACCESS_KEYS, Aspect.MFA_DEVICES})
    account = backend.fetch(entity, aspects, Cancel())(Account(users={user.name: user}))
    return account.users.get(user.name, user)


def _own(keys: Field[tuple[AccessKey, ...]], profile: Profile) -> Field[AccessKey | None]:
    if isinstance(keys, Unknown):
        return keys
    wanted = profile.access_key_id
    return Known(next((key for key in keys.value if key.id == Known(wanted)), None))


def _key_in_words(found: Checked, now: datetime) -> str:
    if isinstance(found.key, Unknown):
        return f"{found.profile.access_key_id or 'one'}; its state and age: {found.key}"
    key = found.key.value
    if key is None:
        return "none of an IAM user's signs"
    days = age_in_days(key, now)
    age = "of unknown age" if days is None else f"{days} days old"
    return f"{key.id.otherwise('')}, {key.status.value.lower()}, {age}"


def _devices_in_words(devices: Field[tuple[str, ...]]) -> str:
    if isinstance(devices, Unknown):
        return str(devices)
    marked = (
        f"{d} (a passkey: no codes for the API)" if ":u2f/" in d else d for d in devices.value
    )
    return ", ".join(marked) or "none"
