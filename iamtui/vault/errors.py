"""What can go wrong with stored secrets, in words that can be shown as they are.

No text here holds a secret or an answer of a keyring library.
"""

from __future__ import annotations

from pathlib import Path

from iamtui.errors import IamtuiError, RefusedError, UsageError


def capital(text: str) -> str:
    """The text as it starts a sentence: “the keyring” becomes “The keyring”."""
    return text[:1].upper() + text[1:]


class VaultError(IamtuiError):
    """Something about stored secrets, profiles or MFA codes."""


class KeyringMissing(VaultError):
    """There is no keyring here; `can_create` says that `gnome_keyring.create` can make one."""

    def __init__(self, what: str, next_step: str, *, can_create: bool = False) -> None:
        super().__init__(what, next_step)
        self.can_create = can_create


class StoreNotChosen(KeyringMissing, RefusedError):
    """Nobody said yet where secrets are to be kept, and nothing is kept yet."""

    def __init__(self) -> None:
        super().__init__(
            "It is not chosen yet where secrets are kept.",
            "“iamtui vault status” lists the places, “iamtui vault move PLACE” chooses one.",
        )


class KeyringLocked(VaultError, RefusedError):
    """The keyring is locked; `can_unlock` says that `gnome_keyring.unlock` can open it."""

    def __init__(self, what: str, next_step: str, *, can_unlock: bool = False) -> None:
        super().__init__(what, next_step)
        self.can_unlock = can_unlock


class WrongPassphrase(VaultError, RefusedError):
    """The keyring did not take the passphrase."""


class KeyringTimeout(VaultError):
    """The keyring did not answer `doing` within `seconds`."""

    def __init__(self, keyring: str, doing: str, seconds: float) -> None:
        super().__init__(
            f"{capital(keyring)} did not answer within {seconds:g} s ({doing}); "
            "whether that was done is not known.",
            "It may be waiting for an answer in a window on a desktop: answer it there or unlock "
            "the keyring, then try again.",
        )


class KeyringFailed(VaultError):
    """The keyring died or refused."""


class ReadBackMismatch(VaultError):
    """The keyring took an item and gives back something else."""

    def __init__(self, keyring: str, item: str) -> None:
        super().__init__(
            f"{capital(keyring)} took {item} but gives another value back; nothing uses it.",
            "Check that keyring (is its disk full?), or take another one; keep the secret.",
        )


class ItemExists(VaultError, RefusedError):
    """An item of that name holds another value, which is not overwritten."""

    def __init__(self, keyring: str, item: str) -> None:
        super().__init__(
            f"{capital(keyring)} already holds another value as {item}; nothing was changed.",
            "Remove the old one first if it is really not needed any more.",
        )


class ItemMissing(VaultError):
    """An item that must be there is not."""

    def __init__(self, keyring: str, item: str) -> None:
        super().__init__(
            f"{capital(keyring)} holds no {item}.",
            "Was it stored in another keyring, or on another machine? Add it again.",
        )


class ItemDamaged(VaultError):
    """An item is there and cannot be understood."""

    def __init__(self, keyring: str, item: str) -> None:
        super().__init__(
            f"{item} in {keyring} cannot be read as iamtui wrote it.",
            "Remove the profile and add its access key again.",
        )


class SecretRefused(VaultError, UsageError):
    """A secret that cannot be stored or used like this."""


class TypedCodeInvalid(VaultError, UsageError):
    """What was typed is no MFA code."""


class CodeAlreadyUsed(VaultError, RefusedError):
    """AWS takes an MFA code once; `seconds` until the device shows the next one."""

    def __init__(self, device: str, seconds: float) -> None:
        super().__init__(
            f"This code of {device} was already used; AWS takes each code once.",
            f"The next one comes in {max(1, round(seconds))} s.",
        )
        self.seconds = seconds


class LedgerUnusable(VaultError):
    """The record of used MFA codes cannot be read, understood or written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"The record of used MFA codes, {path}, {problem}; no code was sent.",
            "Put that right, or delete the file, wait for the next code and try again.",
        )


class IndexUnusable(VaultError):
    """The list of profiles cannot be read, understood or written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"The list of profiles, {path}, {problem}; it was left as it is.",
            "Put that right, or move the file away to start a new list.",
        )


class ProfileInvalid(VaultError, UsageError):
    """A profile that cannot be meant like this."""


class ProfileUnknown(VaultError, UsageError):
    """There is no profile of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no profile “{name}”.", "Choose one of the list, or add it.")


class ProfileExists(VaultError, UsageError):
    """Another profile has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There already is a profile “{name}”.", "Choose another name.")


class ProfileChanged(VaultError, RefusedError):
    """Someone else changed the profile since it was read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The profile “{name}” was changed by another iamtui; nothing was changed here.",
            "Look at it again and repeat what you did.",
        )
