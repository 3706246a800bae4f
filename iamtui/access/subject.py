"""The users and roles of an account as the policy engine sees them: a principal and its layers.

Resource policies are not part of an account's IAM; only a role's trust policy is, for the actions
that it decides on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamtui.access.held import Held, Holding, Way, held_policies
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, Role, User
from iamtui.policy import Layers, NamedPolicy, Principal, compile_policy


@dataclass(frozen=True, slots=True)
class HeldPolicy(NamedPolicy):
    """A policy of a subject, and the way it came by it: `Match.named` leads back to here."""

    held: Holding | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A user or a role, ready to be asked about.

    A part that nobody could read takes part as an unseen policy, so that no verdict passes over it.
    """

    entity: Entity
    principal: Principal
    layers: Layers


def subject(account: Account, entity: Entity) -> Subject | None:
    """The user or role `entity`; None for another kind, and for one the account does not hold."""
    holder: User | Role | None = None
    if entity.kind is EntityKind.USER:
        holder = account.users.get(entity.key)
    elif entity.kind is EntityKind.ROLE:
        holder = account.roles.get(entity.key)
    if holder is None:
        return None
    tags = holder.tags.value if isinstance(holder.tags, Known) else None
    principal = Principal.parse(holder.arn, tags=tags, user_id=holder.id or None)
    return Subject(entity, principal, _layers(held_policies(account, entity)))


def subjects(account: Account) -> Iterator[Subject]:
    """Every user, then every role of the account."""
    for kind, names in ((EntityKind.USER, account.users), (EntityKind.ROLE, account.roles)):
        for name in names:
            found = subject(account, Entity(kind, name))
            if found is not None:
                yield found


def _layers(holdings: tuple[Holding, ...]) -> Layers:
    own: list[NamedPolicy] = []
    groups: list[NamedPolicy] = []
    boundary: NamedPolicy | None = None
    for holding in holdings:
        policy = _policy(holding)
        if holding.way is Way.BOUNDARY:
            boundary = policy
        elif holding.group or holding.way is Way.MEMBERSHIP:
            groups.append(policy)
        else:
            own.append(policy)
    return Layers(identity=tuple(own), groups=tuple(groups), boundary=boundary)


def _policy(holding: Holding) -> HeldPolicy:
    if isinstance(holding, Held) and isinstance(holding.document, Known):
        return HeldPolicy(_name(holding), compile_policy(holding.document.value), held=holding)
    return HeldPolicy(_name(holding), compile_policy(""), unseen=True, held=holding)


def _name(holding: Holding) -> str:
    if isinstance(holding, Held):
        return holding.arn or holding.name
    return f"{holding.way.value} of {holding.group}" if holding.group else holding.way.value
