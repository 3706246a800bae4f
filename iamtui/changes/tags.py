"""Tag and untag users, roles and managed policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.operation import Impossible
from iamtui.changes.change import Sensitivity, SingleCall

TAGGED = {
    EntityKind.USER: ("User", "UserName"),
    EntityKind.ROLE: ("Role", "RoleName"),
    EntityKind.POLICY: ("Policy", "PolicyArn"),
}
LONGEST_KEY = 128
LONGEST_VALUE = 256


def _named(entity: Entity) -> tuple[str, str]:
    try:
        return TAGGED[entity.kind]
    except KeyError:
        raise Impossible(f"AWS has no tags on the {entity}.") from None


@dataclass(frozen=True, slots=True)
class _TagChange(SingleCall):
    entity: Entity

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SESSION

    def reads(self) -> tuple[Read, ...]:
        aspect = Aspect.VERSIONS if self.entity.kind is EntityKind.POLICY else Aspect.ENTITY
        return (Read(self.entity, frozenset({aspect})),)


@dataclass(frozen=True, slots=True)
class Tag(_TagChange):
    """Set the tag `key` to `value`, replacing one of that key whatever its case."""

    key: str
    value: str

    name: ClassVar[str] = "tag"

    def call(self) -> Call:
        kind, name_of = _named(self.entity)
        if not self.key or len(self.key) > LONGEST_KEY or len(self.value) > LONGEST_VALUE:
            raise Impossible(
                f"A tag's key has 1 to {LONGEST_KEY} characters, its value at most {LONGEST_VALUE}."
            )
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
