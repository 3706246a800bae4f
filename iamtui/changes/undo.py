"""Taking back what was done: a Change like any other, made of the inverse calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Read
from iamtui.account.model import Account
from iamtui.account.operation import has_effect, reduce, touched
from iamtui.changes.change import Change, Sensitivity


@dataclass(frozen=True, slots=True)
class Undo(Change):
    """Take back `undone` (a title) by `inverse`, the calls of `changes.change.undoing`.

    `lost` says why some of it stays as it is.

    Calls whose effect is there already are left out when it is planned, so that an undo after
    somebody else's change does no more than is left to do.
    """

    undone: str
    inverse: tuple[Call, ...]
    lost: tuple[str, ...] = ()

    name: ClassVar[str] = "undo"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def title(self, account: Account) -> str:
        return f"Undo: {self.undone}"

    def calls(self, account: Account) -> tuple[Call, ...]:
        left: list[Call] = []
        for call in self.inverse:
            if has_effect(account, call):
                left.append(call)
                account = reduce(account, call)
        return tuple(left)

    def reads(self) -> tuple[Read, ...]:
        return tuple(dict.fromkeys(touched(call) for call in self.inverse))

    def notes(self, account: Account) -> tuple[str, ...]:
        return tuple(f"Not taken back: {reason}." for reason in self.lost)
