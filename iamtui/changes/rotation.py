"""The rotation of an access key, as the Guard and the configuration know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.model import Account
from iamtui.changes.change import Change, Sensitivity


@dataclass(frozen=True, slots=True)
class RotateKey(Change):
    """Replace an access key by a new one, as far as the old one being inactive."""

    user: str
    key_id: str

    name: ClassVar[str] = "rotate-access-key"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def title(self, account: Account) -> str:
        return f"Rotate the access key {self.key_id} of {self.user}"

    def calls(self, account: Account) -> tuple[Call, ...]:
        """None in advance: what is called depends on what AWS shows at each step."""
        return ()

    def reads(self) -> tuple[Read, ...]:
        return (Read(Entity(EntityKind.USER, self.user), frozenset({Aspect.ACCESS_KEYS})),)

    def typed_name(self) -> str:
        return self.user
