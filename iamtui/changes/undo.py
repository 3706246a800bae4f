"""Taking back what was done: a Change like any other, made of the inverse calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call, text
from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.model import Account
from iamtui.account.operation import reduce
from iamtui.changes.change import Change, Read, Sensitivity

_NAMED_BY = {
    "UserName": EntityKind.USER,
    "GroupName": EntityKind.GROUP,
    "RoleName": EntityKind.ROLE,
}


@dataclass(frozen=True, slots=True)
class Undo(Change):
    """Take back `undone` (a title) by `inverse`, the calls of `changes.change.undoing`.

    Calls whose effect is there already are left out when it is planned, so that an undo after
    somebody else's change does no more than is left to do.
    """

    undone: str
    inverse: tuple[Call, ...]

    name: ClassVar[str] = "undo"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def title(self, account: Account) -> str:
        return f"Undo: {self.undone}"

    def calls(self, account: Account) -> tuple[Call, ...]:
        left: list[Call] = []
        for call in self.inverse:
            after = reduce(account, call)
            if after is not account:
                left.append(call)
            account = after
        return tuple(left)

    def reads(self) -> tuple[Read, ...]:
        return tuple(dict.fromkeys(read for call in self.inverse for read in _touched(call)))


def _touched(call: Call) -> Iterator[Read]:
    aspect = Aspect.ACCESS_KEYS if call.operation.endswith("AccessKey") else Aspect.ENTITY
    for parameter, kind in _NAMED_BY.items():
        if parameter in call.parameters:
            entity = Entity(kind, text(call.parameters, parameter))
            yield Read(entity, frozenset({aspect}))
    if call.operation in ("TagPolicy", "UntagPolicy"):
        policy = Entity(EntityKind.POLICY, text(call.parameters, "PolicyArn"))
        yield Read(policy, frozenset({Aspect.VERSIONS}))
