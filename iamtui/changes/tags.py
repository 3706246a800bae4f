"""Tag and untag users, roles, managed policies and virtual MFA devices."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind, Read
from iamtui.account.model import MfaDevice
from iamtui.account.operation import Impossible
from iamtui.changes.change import Sensitivity, SingleCall

TAGGED = {
    EntityKind.USER: ("User", "UserName"),
    EntityKind.ROLE: ("Role", "RoleName"),
    EntityKind.POLICY: ("Policy", "PolicyArn"),
    EntityKind.MFA_DEVICE: ("MFADevice", "SerialNumber"),
}
LONGEST_KEY = 128
LONGEST_VALUE = 256


def _named(entity: Entity) -> tuple[str, str]:
    if entity.kind is EntityKind.MFA_DEVICE and not MfaDevice(entity.key, None).is_virtual:
        raise Impossible("AWS has tags on virtual MFA devices only.")
    try:
        return TAGGED[entity.kind]
    except KeyError:
        raise Impossible(f"AWS has no tags on the {entity}.") from None


def _check(text: str) -> None:
    """AWS's pattern `[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*` and its reserved prefix."""
    for character in text:
        if unicodedata.category(character)[0] not in "LZN" and character not in "_.:/=+-@":
            raise Impossible(
                f"A tag cannot hold the character {character!a}.",
                "Use letters, digits, spaces and _ . : / = + - @.",
            )
    if text.lower().startswith("aws:"):
        raise Impossible("Tags that start with aws: are set by AWS alone.")


@dataclass(frozen=True, slots=True)
class _TagChange(SingleCall):
    entity: Entity

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SESSION

    def reads(self) -> tuple[Read, ...]:
        return (Read(self.entity),)


@dataclass(frozen=True, slots=True)
class Tag(_TagChange):
    """Set the tag `key` to `value`; on users and roles it replaces one of that key in any case."""

    key: str
    value: str

    name: ClassVar[str] = "tag"

    def call(self) -> Call:
        kind, name_of = _named(self.entity)
        if not self.key or len(self.key) > LONGEST_KEY or len(self.value) > LONGEST_VALUE:
            raise Impossible(
                f"A tag's key has 1 to {LONGEST_KEY} characters, its value at most {LONGEST_VALUE}."
            )
        for text in (self.key, self.value):
            _check(text)
        tags = [{"Key": self.key, "Value": self.value}]
        return Call(f"Tag{kind}", {name_of: self.entity.key, "Tags": tags})


@dataclass(frozen=True, slots=True)
class Untag(_TagChange):
    """Remove the tag `key`."""

    key: str

    name: ClassVar[str] = "untag"

    def call(self) -> Call:
        kind, name_of = _named(self.entity)
        return Call(f"Untag{kind}", {name_of: self.entity.key, "TagKeys": [self.key]})
