"""A plain key is kept in the vault, read back, and shown to STS."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, replace

from iamtui.account.model import Caller
from iamtui.aws.errors import BadCredentials, WrongSecret
from iamtui.aws.live import open_backend
from iamtui.aws.target import target_of
from iamtui.errors import IamtuiError, UsageError
from iamtui.rotation.importing.plain_keys import PlainKey
from iamtui.vault.errors import ReadBackMismatch
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault

Identify = Callable[[Profile, AccessKeyPair], Caller]
"""Asks STS whose key that is. Raises IamtuiError."""


class Verdict(enum.Enum):
    """What STS says of a key that was kept; the value is the word for it."""

    VERIFIED = "verified"
    DEAD = "dead"
    NOT_ASKED = "not verified"


@dataclass(frozen=True, slots=True)
class Imported:
    """A key that lies in the vault now, read back; `said` tells what is to be known about it."""

    profile: Profile
    verdict: Verdict
    said: str = ""


def identify(profile: Profile, key: AccessKeyPair) -> Caller:
    """`Identify` at the profile's own endpoint."""
    return open_backend(target_of(profile), key).identity()


def keep(vault: Vault, plain: PlainKey, name: str = "", ask: Identify = identify) -> Imported:
    """Keep `plain` as the profile `name` (its own by default), and pin who STS says it is.

    A key that STS refuses or cannot be asked about is kept all the same: it may be inactive, or
    the network away. Raises UsageError where it is kept already, ProfileExists, ProfileInvalid,
    ReadBackMismatch and other VaultErrors; nothing is listed then. Blocks.
    """
    if plain.kept_as:
        raise UsageError(
            f"The key of {plain.name} is kept already, as {', '.join(plain.kept_as)}.",
            "Take its plain text out, or remove that profile first.",
        )
    profile = vault.add_access_key(profile_of(plain, name), plain.key.secret)
    if vault.access_key(profile) != plain.key:
        raise ReadBackMismatch(vault.store.name, plain.key.access_key_id)
    return _shown(vault, profile, plain.key, ask)


def profile_of(plain: PlainKey, name: str = "") -> Profile:
    """The profile that `plain` becomes. Raises ProfileInvalid."""
    own = plain.settings
    return Profile(
        name=name or plain.name,
        region=own.region or "us-east-1",
        access_key_id=plain.key.access_key_id,
        endpoint_url=own.endpoint_url,
        mfa_serial=own.mfa_serial,
    )


def _shown(vault: Vault, profile: Profile, key: AccessKeyPair, ask: Identify) -> Imported:
    try:
        caller = ask(profile, key)
    except (BadCredentials, WrongSecret) as error:
        return Imported(profile, Verdict.DEAD, f"AWS does not take the key: {error}")
    except IamtuiError as error:
        return Imported(profile, Verdict.NOT_ASKED, f"STS could not be asked: {error}")
    pinned = replace(profile, account_id=caller.account, user_arn=caller.arn)
    said = ""
    serial = profile.mfa_serial or ""
    # The serial of a hardware token tells no account.
    if serial.startswith("arn:") and f"::{caller.account}:" not in serial:
        said = f"Its MFA device {serial} is one of another account, and was left out."
        pinned = replace(pinned, mfa_serial=None)
    vault.index.replace(profile, pinned)
    return Imported(pinned, Verdict.VERIFIED, said)
