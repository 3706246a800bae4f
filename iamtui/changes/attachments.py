"""Attach and detach managed policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.operation import Impossible
from iamtui.changes.change import Sensitivity, SingleCall

HOLDERS = {
    EntityKind.USER: ("User", "UserName"),
    EntityKind.GROUP: ("Group", "GroupName"),
    EntityKind.ROLE: ("Role", "RoleName"),
}


def attachment(verb: str, holder: Entity, policy: str) -> Call:
    """The call that attaches or detaches (`verb`: "Attach", "Detach") the policy ARN `policy`."""
    try:
        kind, name_of = HOLDERS[holder.kind]
    except KeyError:
        raise Impossible(f"A policy cannot be attached to the {holder}.") from None
    return Call(f"{verb}{kind}Policy", {name_of: holder.key, "PolicyArn": policy})


@dataclass(frozen=True, slots=True)
class _Attachment(SingleCall):
    holder: Entity
    policy: str

    verb: ClassVar[str]
    sensitivity: ClassVar[Sensitivity] = Sensitivity.CODE

    def call(self) -> Call:
        return attachment(self.verb, self.holder, self.policy)

    def reads(self) -> tuple[Read, ...]:
        return (Read(self.holder),)


@dataclass(frozen=True, slots=True)
class AttachPolicy(_Attachment):
    """Attach the managed policy with the ARN `policy` to a user, group or role."""

    name: ClassVar[str] = "attach-policy"
    verb: ClassVar[str] = "Attach"

    def reads(self) -> tuple[Read, ...]:
        # What a policy of AWS's says is loaded only where somebody holds it.
        document = Read(Entity(EntityKind.POLICY, self.policy), frozenset({Aspect.VERSIONS}))
        return (*_Attachment.reads(self), document)


@dataclass(frozen=True, slots=True)
class DetachPolicy(_Attachment):
    """Detach the managed policy with the ARN `policy` from a user, group or role."""

    name: ClassVar[str] = "detach-policy"
    verb: ClassVar[str] = "Detach"
