"""The steps by which an actor gives every permission to a user or role, itself or another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from iamtui.access.administrator import grants_everything
from iamtui.access.escalation_actor import Actor, Allowed, Asker, powers_of, with_group
from iamtui.access.escalation_becoming import is_fixed
from iamtui.access.escalation_methods import SET_DEFAULT_VERSION, STRENGTHENING, TELLING
from iamtui.access.escalation_path import EscalationStep
from iamtui.access.held import Held, Way, held_policies
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, Role, User
from iamtui.policy import NamedPolicy

_TELLING = frozenset(action.lower() for action in TELLING)

_Context = dict[str, "str | tuple[str, ...]"]


class Strengthening:
    """Finds the steps that make an administrator of a user or role.

    What is given only counts where it would help: not past a permissions boundary or a Deny.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._account = asker.account
        self._helps: dict[Entity, Allowed | None] = {}

    def can(self, actor: Actor) -> bool:
        """Whether `actor` has any of the permissions that it takes."""
        return not actor.powers.isdisjoint(STRENGTHENING)

    def steps(self, actor: Actor, target: Actor) -> Iterator[EscalationStep]:
        """Every step by which `actor` makes an administrator of `target`, simple ones first."""
        if not self.can(actor) or self._is_fixed(target.entity):
            return
        helps = self._would_help(target)
        if helps is None:
            return
        for method, words, allowed in self._ways(actor, target):
            sentence = f"{actor.entity} {words}"
            conditions = tuple(dict.fromkeys((*allowed.conditions, *helps.conditions)))
            yield EscalationStep(actor.entity, method, sentence, target.entity, conditions, True)
        yield from self._by_joining(actor, target)

    def _would_help(self, target: Actor) -> Allowed | None:
        """Whether `target` were an administrator with a policy that allows everything."""
        if target.entity not in self._helps:
            self._helps[target.entity] = self._asker.is_administrator(target, given=True)
        return self._helps[target.entity]

    def _is_fixed(self, entity: Entity) -> bool:
        return entity.kind is EntityKind.ROLE and is_fixed(self._account.roles[entity.key])

    def _ways(self, actor: Actor, target: Actor) -> Iterator[tuple[str, str, Allowed]]:
        holder = _holder(self._account, target.entity)
        kind = "User" if isinstance(holder, User) else "Role"
        own: _Context = {"iam:PermissionsBoundary": holder.boundary.otherwise(None) or ()}
        ids = {"User": ("iam-008", "iam-007"), "Role": ("iam-009", "iam-005")}[kind]
        attach, put = f"iam:Attach{kind}Policy", f"iam:Put{kind}Policy"
        whom = _name(target.entity, actor)
        yield from self._attaching(actor, ids[0], attach, holder.arn, own, whom)
        yield from self._putting(actor, ids[1], put, holder.arn, own, whom)
        yield from self._editing(actor, target)
        if isinstance(holder, User):
            for name in holder.groups.otherwise(()):
                yield from self._through_group(actor, name)

    def _through_group(self, actor: Actor, name: str) -> Iterator[tuple[str, str, Allowed]]:
        group = self._account.groups.get(name)
        if group is not None:
            whom = f"the group {name}"
            attach, put = "iam:AttachGroupPolicy", "iam:PutGroupPolicy"
            yield from self._attaching(actor, "iam-010", attach, group.arn, {}, whom)
            yield from self._putting(actor, "iam-011", put, group.arn, {}, whom)

    def _attaching(
        self, actor: Actor, method: str, action: str, arn: str, context: _Context, whom: str
    ) -> Iterator[tuple[str, str, Allowed]]:
        partition = arn.split(":", 2)[1]
        everything = f"arn:{partition}:iam::aws:policy/AdministratorAccess"
        allowed = self._may(actor, action, arn, {**context, "iam:PolicyARN": everything})
        if allowed is not None:
            yield method, f"attaches AdministratorAccess to {whom}", allowed

    def _putting(
        self, actor: Actor, method: str, action: str, arn: str, context: _Context, whom: str
    ) -> Iterator[tuple[str, str, Allowed]]:
        allowed = self._may(actor, action, arn, context)
        if allowed is not None:
            yield method, f"puts an inline policy that allows everything into {whom}", allowed

    def _editing(self, actor: Actor, target: Actor) -> Iterator[tuple[str, str, Allowed]]:
        """New versions of the customer managed policies that `target` has, and old ones."""
        for held in held_policies(self._account, target.entity):
            if not isinstance(held, Held) or not held.arn or ":iam::aws:" in held.arn:
                continue
            if held.way is Way.BOUNDARY:
                continue
            allowed = self._may(actor, "iam:CreatePolicyVersion", held.arn, {})
            if allowed is not None:
                words = f"makes a version of the policy {held.name} that allows everything"
                yield "iam-001", words, allowed
            yield from self._switching(actor, held)

    def _switching(self, actor: Actor, held: Held) -> Iterator[tuple[str, str, Allowed]]:
        policy = self._account.policies.get(held.arn)
        for version in policy.versions.otherwise(()) if policy is not None else ():
            if version.is_default or not grants_everything(version.document.otherwise("")):
                continue
            allowed = self._may(actor, SET_DEFAULT_VERSION, held.arn, {})
            if allowed is not None:
                words = f"goes back to {version.id} of {held.name}, which allows everything"
                yield SET_DEFAULT_VERSION, words, allowed

    def _by_joining(self, actor: Actor, target: Actor) -> Iterator[EscalationStep]:
        """`target`, a user, is added to a group whose policies make an administrator of it."""
        if target.entity.kind is not EntityKind.USER or "iam:addusertogroup" not in actor.powers:
            return
        user = self._account.users[target.entity.key]
        for name, powers in self._group_powers.items():
            if name in user.groups.otherwise(()) or not powers | target.powers >= _TELLING:
                continue
            group = self._account.groups[name]
            allowed = self._may(actor, "iam:AddUserToGroup", group.arn, {})
            gain = self._asker.is_administrator(target, *self._policies(name)) if allowed else None
            if allowed is not None and gain is not None:
                conditions = tuple(dict.fromkeys((*allowed.conditions, *gain.conditions)))
                sentence = f"{actor.entity} adds {_name(target.entity, actor)} to the group {name}"
                yield EscalationStep(
                    actor.entity, "iam-013", sentence, target.entity, conditions, True
                )

    def joined(self, actor: Actor) -> Iterator[tuple[EscalationStep, Actor, str]]:
        """Each group that the user `actor` can join: the step, the user as a member, the group."""
        if actor.entity.kind is not EntityKind.USER or "iam:addusertogroup" not in actor.powers:
            return
        groups = self._account.users[actor.entity.key].groups.otherwise(())
        for name, powers in self._group_powers.items():
            if name in groups or powers <= actor.powers:
                continue
            group = self._account.groups[name]
            member = with_group(actor, self._policies(name))
            allowed = self._may(actor, "iam:AddUserToGroup", group.arn, {})
            if allowed is not None:
                sentence = f"{actor.entity} adds itself to the group {name}"
                yield (
                    EscalationStep(
                        actor.entity, "iam-013", sentence, actor.entity, allowed.conditions
                    ),
                    member,
                    name,
                )

    def of_group(self, actor: Actor, name: str) -> Iterator[EscalationStep]:
        """Every step by which `actor`, a member of the group, gives it every permission."""
        helps = self._would_help(actor)
        for method, words, allowed in self._through_group(actor, name) if helps else ():
            sentence = f"{actor.entity} {words}"
            yield EscalationStep(
                actor.entity, method, sentence, actor.entity, allowed.conditions, True
            )

    @cached_property
    def _group_powers(self) -> Mapping[str, frozenset[str]]:
        """The groups that give any of the relevant actions, with those."""
        powers = {name: powers_of(self._policies(name)) for name in self._account.groups}
        return {name: found for name, found in powers.items() if found}

    def _policies(self, group: str) -> tuple[NamedPolicy, ...]:
        return tuple(
            NamedPolicy.of(held.name, held.document.value)
            for held in held_policies(self._account, Entity(EntityKind.GROUP, group))
            if isinstance(held, Held) and isinstance(held.document, Known)
        )

    def _may(self, actor: Actor, action: str, arn: str, context: _Context) -> Allowed | None:
        if action.lower() not in actor.powers:
            return None
        return self._asker.may(actor, action, arn, context)


def _name(entity: Entity, actor: Actor) -> str:
    return "itself" if entity == actor.entity else str(entity)


def _holder(account: Account, entity: Entity) -> User | Role:
    if entity.kind is EntityKind.USER:
        return account.users[entity.key]
    return account.roles[entity.key]
