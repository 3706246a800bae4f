"""A new access key for a user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Known
from iamtui.account.model import AccessKey, Account
from iamtui.account.new_key import CREATE, NEW_KEY_ID
from iamtui.account.operation import has_effect, reduce, words
from iamtui.changes.change import Change, Sensitivity
from iamtui.changes.tags import Tag


@dataclass(frozen=True, slots=True)
class CreateKey(Change):
    """Make an access key of `user`; `description` is kept as the console keeps it, in a tag of the
    user whose key is the key's id (IAM User Guide, "Manage access keys"), "" for none."""

    user: str
    description: str = ""

    name: ClassVar[str] = "create-key"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def title(self, account: Account) -> str:
        return words(account, self._creation())

    def calls(self, account: Account) -> tuple[Call, ...]:
        create = self._creation()
        has_effect(account, create)
        if not self.description:
            return (create,)
        tag = Tag(self._entity(), NEW_KEY_ID, self.description).call()
        has_effect(reduce(account, create), tag)
        return (create, tag)

    def reads(self) -> tuple[Read, ...]:
        aspects = {Aspect.ACCESS_KEYS, Aspect.KEY_USE}
        if self.description:
            aspects.add(Aspect.ENTITY)
        return (Read(self._entity(), frozenset(aspects)),)

    def notes(self, account: Account) -> tuple[str, ...]:
        user = account.users.get(self.user)
        keys = user.access_keys.otherwise(()) if user else ()
        return (
            "The secret is shown once, after this, and can be handed over from there.",
            *(_there_already(key) for key in keys),
        )

    def _creation(self) -> Call:
        return Call(CREATE, {"UserName": self.user})

    def _entity(self) -> Entity:
        return Entity(EntityKind.USER, self.user)


def _there_already(key: AccessKey) -> str:
    name = key.id.value if isinstance(key.id, Known) else "a key whose id is not known"
    state = key.status.value.lower()
    since = f", of {key.created:%Y-%m-%d}" if key.created else ""
    unused = ", never used" if key.last_used == Known(None) else ""
    return f"There is one already: {name} ({state}{since}{unused})."
