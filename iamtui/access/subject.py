"""The users and roles of an account as the policy engine sees them: a principal and its layers.

Resource policies are not part of an account's IAM; only a role's trust policy is, for the actions
that it decides on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamtui.access.held import Held, Holding, Way, held_policies
from iamtui.access.holders import holder_of
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
    holder = holder_of(account, entity)
    if holder is None:
        return None
    return Subject(entity, principal_of(holder), _layers(held_policies(account, entity)))


def principal_of(holder: User | Role) -> Principal:
    """The principal that a user or role is."""
    tags = holder.tags.value if isinstance(holder.tags, Known) else None
    return Principal.parse(holder.arn, tags=tags, user_id=holder.id or None)


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
        policy = held_policy(holding)
        if holding.way is Way.BOUNDARY:
            boundary = policy
        elif holding.group or holding.way is Way.MEMBERSHIP:
            groups.append(policy)
        else:
            own.append(policy)
    return Layers(identity=tuple(own), groups=tuple(groups), boundary=boundary)


def held_policy(holding: Holding) -> HeldPolicy:
    """The policy of a holding, ready; `unseen` where nobody could read it."""
    if isinstance(holding, Held) and isinstance(holding.document, Known):
        return HeldPolicy(_name(holding), compile_policy(holding.document.value), held=holding)
    return HeldPolicy(_name(holding), compile_policy(""), unseen=True, held=holding)


def _name(holding: Holding) -> str:
    if isinstance(holding, Held):
        return holding.arn or holding.name
    return f"{holding.way.value} of {holding.group}" if holding.group else holding.way.value
