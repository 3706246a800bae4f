"""Access keys: activate, deactivate, delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Known
from iamtui.account.model import Account, KeyStatus
from iamtui.changes.change import Sensitivity, SingleCall


@dataclass(frozen=True, slots=True)
class _KeyChange(SingleCall):
    user: str
    key_id: str

    operation: ClassVar[str]
    status: ClassVar[KeyStatus | None] = None

    def call(self) -> Call:
        parameters = {"UserName": self.user, "AccessKeyId": self.key_id}
        if self.status is not None:
            parameters["Status"] = self.status.value
        return Call(self.operation, parameters)

    def reads(self) -> tuple[Read, ...]:
        return (Read(Entity(EntityKind.USER, self.user), frozenset({Aspect.ACCESS_KEYS})),)


@dataclass(frozen=True, slots=True)
class ActivateKey(_KeyChange):
    """Let an inactive access key be used again."""

    name: ClassVar[str] = "activate-key"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE
    operation: ClassVar[str] = "UpdateAccessKey"
    status: ClassVar[KeyStatus | None] = KeyStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class DeactivateKey(_KeyChange):
    """Refuse an access key from now on; it can be activated again."""

    name: ClassVar[str] = "deactivate-key"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE
    operation: ClassVar[str] = "UpdateAccessKey"
    status: ClassVar[KeyStatus | None] = KeyStatus.INACTIVE

    def notes(self, account: Account) -> tuple[str, ...]:
        return (
            "Temporary credentials made with this key before stay valid until they expire.",
            *_use(account, self.user, self.key_id),
        )


@dataclass(frozen=True, slots=True)
class DeleteKey(_KeyChange):
    """Delete an access key for good."""

    name: ClassVar[str] = "delete-key"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.NAME
    operation: ClassVar[str] = "DeleteAccessKey"

    def typed_name(self) -> str:
        return self.key_id

    def notes(self, account: Account) -> tuple[str, ...]:
        user = account.users.get(self.user)
        keys = user.access_keys.otherwise(()) if user else ()
        active = any(k.id == Known(self.key_id) and k.status is KeyStatus.ACTIVE for k in keys)
        advice = ("It is still active: deactivate it first and see what breaks.",) if active else ()
        return (*advice, *_use(account, self.user, self.key_id))


def _use(account: Account, user_name: str, key_id: str) -> tuple[str, ...]:
    user = account.users.get(user_name)
    for key in user.access_keys.otherwise(()) if user else ():
        if key.id != Known(key_id):
            continue
        if not isinstance(key.last_used, Known):
            return ("When it was last used is not known.",)
        if key.last_used.value is None:
            return ("It was never used.",)
        used = key.last_used.value
        return (f"Last used {used.at:%Y-%m-%d %H:%M} UTC for {used.service} in {used.region}.",)
    return ()
