"""Users into groups and out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind, Read
from iamtui.changes.change import Sensitivity, SingleCall


@dataclass(frozen=True, slots=True)
class _Membership(SingleCall):
    user: str
    group: str

    operation: ClassVar[str]
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def call(self) -> Call:
        return Call(self.operation, {"UserName": self.user, "GroupName": self.group})

    def reads(self) -> tuple[Read, ...]:
        return (Read(Entity(EntityKind.USER, self.user)),)


@dataclass(frozen=True, slots=True)
class AddToGroup(_Membership):
    """Add a user to a group."""

    name: ClassVar[str] = "add-to-group"
    operation: ClassVar[str] = "AddUserToGroup"


@dataclass(frozen=True, slots=True)
class RemoveFromGroup(_Membership):
    """Remove a user from a group."""

    name: ClassVar[str] = "remove-from-group"
    operation: ClassVar[str] = "RemoveUserFromGroup"
