"""Taking back what was done: a Change like any other, made of the inverse calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Read
from iamtui.account.model import Account
from iamtui.account.operation import reduce, touched
from iamtui.changes.change import Change, Sensitivity


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
        return tuple(dict.fromkeys(touched(call) for call in self.inverse))
