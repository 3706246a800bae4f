"""The steps by which one principal comes to act as another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from iamtui.access.document_editing import document_of, trust_statement
from iamtui.access.escalation_actor import Actor, Allowed, Asker
from iamtui.access.escalation_methods import (
    ASSUME_ROLE,
    ROLE_METHODS,
    SERVICE_PRINCIPALS,
    UPDATE_TRUST,
    USER_METHODS,
    RoleMethod,
    UserMethod,
)
from iamtui.access.escalation_path import EscalationStep
from iamtui.access.escalation_scope import users_meant
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Role, User
from iamtui.policy import Layers, NamedPolicy, Principal, Request, Verdict, evaluate, parse

_MOST_KEYS = 2
# Who has one of these can reach roles whose trust policies do not name him.
_ANY_ROLE = frozenset(
    (
        "iam:updateassumerolepolicy",
        *(each for method in ROLE_METHODS for each in method.permissions[:1]),
    )
)


@dataclass(frozen=True, slots=True)
class _Trust:
    """Whom a role's trust policy may let in: users and roles by `names`, `anybody`, those of an
    account whose own policies allow it, and services.

    `services` maps a service's principal to whether it is let in for certain.
    """

    names: frozenset[str]
    anybody: bool
    account: bool
    services: Mapping[str, bool]


class Targets(NamedTuple):
    """Users and roles, each by name."""

    users: Mapping[str, Entity]
    roles: Mapping[str, Entity]

    @classmethod
    def of(cls, entities: Iterable[Entity]) -> Targets:
        """The targets that `entities` are, in their order."""
        users: dict[str, Entity] = {}
        roles: dict[str, Entity] = {}
        for entity in entities:
            (users if entity.kind is EntityKind.USER else roles)[entity.key] = entity
        return cls(users, roles)


class Becoming:
    """Finds the steps from actor to target; what trust policies say is read once."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._account = asker.account
        self._trusts: dict[str, _Trust] = {}

    def steps(self, actor: Actor, target: Entity) -> Iterator[EscalationStep]:
        """Every step from `actor` to `target`, another user or role, the simplest methods first."""
        if actor.entity == target:
            return
        if target.kind is EntityKind.USER:
            user = self._account.users[target.key]
            for way in USER_METHODS:
                if actor.powers.issuperset(way.permissions):
                    yield from self._to_user(actor, user, way)
            return
        role = self._account.roles[target.key]
        yield from self._by_assuming(actor, role)
        yield from self._by_trust(actor, role)
        yield from self._by_services(actor, role)

    def can_start(self, actor: Actor) -> bool:
        """Whether `actor` has any of the permissions, or a trust policy may name it."""
        return bool(actor.powers) or self.is_named(actor)

    def is_named(self, actor: Actor) -> bool:
        """Whether a trust policy names `actor` itself, or everybody."""
        return not self._named.isdisjoint((actor.entity.key, "*"))

    def within_reach(self, actor: Actor, targets: Targets) -> Iterator[Entity]:
        """Those `targets` that it is worth to look for steps to."""
        if any(actor.powers.issuperset(way.permissions) for way in USER_METHODS):
            only = users_meant(actor)
            names = targets.users if only is None else only.intersection(targets.users)
            itself = actor.entity
            found = (targets.users[name] for name in names)
            yield from (target for target in found if target != itself)
        roles = bool(actor.powers & _ANY_ROLE)
        assumes = "sts:assumerole" in actor.powers
        for role in targets.roles.values():
            if role != actor.entity and (roles or self._may_assume(actor, role, delegated=assumes)):
                yield role

    def _may_assume(self, actor: Actor, target: Entity, *, delegated: bool) -> bool:
        trust = self._trust(self._account.roles[target.key])
        return trust.anybody or (delegated and trust.account) or actor.entity.key in trust.names

    @cached_property
    def _named(self) -> frozenset[str]:
        """The names that occur in trust policies."""
        return frozenset[str]().union(*(self._trust(r).names for r in self._account.roles.values()))

    def _to_user(self, actor: Actor, user: User, way: UserMethod) -> Iterator[EscalationStep]:
        needed = _needed(user, way)
        if needed is None:
            return
        conditions = list(needed)
        for action in way.permissions:
            allowed = self._asker.may(actor, action, user.arn)
            if allowed is None:
                return
            conditions += allowed.conditions
        target = Entity(EntityKind.USER, user.name)
        yield _step(actor, way.id, way.sentence, target, conditions)

    def _by_assuming(self, actor: Actor, role: Role) -> Iterator[EscalationStep]:
        if not self._may_assume(actor, _entity(role), delegated="sts:assumerole" in actor.powers):
            return
        allowed = self._asker.may(actor, "sts:AssumeRole", role.arn)
        if allowed is not None:
            yield _step(actor, ASSUME_ROLE, "assumes {target}", _entity(role), allowed.conditions)

    def _by_trust(self, actor: Actor, role: Role) -> Iterator[EscalationStep]:
        if "iam:updateassumerolepolicy" not in actor.powers or is_fixed(role):
            return
        allowed = self._asker.may(actor, "iam:UpdateAssumeRolePolicy", role.arn)
        if allowed is None:
            return
        trust = NamedPolicy.of("", document_of(trust_statement("sts:AssumeRole", actor.arn)))
        let_in = self._asker.is_let_in(actor, role.arn, trust)
        if let_in is not None:
            sentence = "names itself in the trust policy of {target} and assumes it"
            conditions = (*allowed.conditions, *let_in.conditions)
            yield _step(actor, UPDATE_TRUST, sentence, _entity(role), conditions)

    def _by_services(self, actor: Actor, role: Role) -> Iterator[EscalationStep]:
        services = self._trust(role).services
        if not services or role.is_service_linked:
            return
        for method in ROLE_METHODS:
            if not actor.powers.issuperset(method.permissions):
                continue
            for service in method.service.principals:
                if service in services and (not method.passes or "iam:passrole" in actor.powers):
                    yield from self._by_service(actor, role, method, service)

    def _by_service(
        self, actor: Actor, role: Role, method: RoleMethod, service: str
    ) -> Iterator[EscalationStep]:
        what = method.service.what
        conditions: list[str] = []
        if service == "ec2.amazonaws.com" and not role.instance_profiles.otherwise(("",)):
            return
        if method.passes:
            context = {"iam:PassedToService": service}
            passing = self._asker.may(actor, "iam:PassRole", role.arn, context)
            if passing is None:
                return
            conditions += passing.conditions
            sentence = f"runs its own code in {what} that it makes and passes {{target}} to"
        else:
            conditions.append(f"there is {what} that runs as {role.name}")
            sentence = f"takes over {what} that runs as {{target}}"
        allowed = self._on_any(actor, method, role)
        if allowed is None:
            return
        conditions += allowed.conditions
        if not self._trust(role).services[service]:
            conditions.append(f"the trust policy's conditions let {service} in")
        yield _step(actor, method.id, sentence, _entity(role), conditions)

    def _on_any(self, actor: Actor, method: RoleMethod, role: Role) -> Allowed | None:
        parts = role.arn.split(":")
        resources = f"arn:{parts[1]}:{{service}}:*:{parts[4]}:*"
        return self._asker.may_all(actor, method.permissions, resources)

    def _trust(self, role: Role) -> _Trust:
        found = self._trusts.get(role.name)
        if found is None:
            found = self._trusts[role.name] = _read_trust(role)
        return found


def is_fixed(role: Role) -> bool:
    """Whether AWS lets nobody change a role's policies and trust policy."""
    return role.is_service_linked or role.is_sso_reserved


def _entity(role: Role) -> Entity:
    return Entity(EntityKind.ROLE, role.name)


def _step(
    actor: Actor, method: str, words: str, target: Entity, conditions: list[str] | tuple[str, ...]
) -> EscalationStep:
    sentence = f"{actor.entity} {words.format(target=target)}".strip()
    unique = tuple(dict.fromkeys(conditions))
    return EscalationStep(actor.entity, method, sentence, target, unique)


def _needed(user: User, way: UserMethod) -> tuple[str, ...] | None:
    """What must hold of the target for `way` to work; None where it is known not to hold."""
    if way.id == "iam-002":
        keys = user.access_keys
        full = isinstance(keys, Known) and len(keys.value) >= _MOST_KEYS
        return None if full else ()
    if way.id == "iam-003":
        keys = user.access_keys
        full = isinstance(keys, Known) and len(keys.value) >= _MOST_KEYS
        return () if full else None
    if not isinstance(user.password, Known):
        has = "has no" if way.id == "iam-004" else "has a"
        return (f"{user.name} {has} console password",)
    fits = user.password.value.enabled is (way.id == "iam-006")
    return () if fits else None


def _read_trust(role: Role) -> _Trust:
    text = role.trust.otherwise("")
    named = [
        "*" if statement.not_principals else entry.value.value
        for statement in parse(text).statements
        for entry in statement.principals or statement.not_principals or ()
        if entry.kind == "AWS"
    ]
    services = {}
    for service in SERVICE_PRINCIPALS:
        if service in text or "\\" in text:
            answer = _lets_service_in(role.arn, text, service)
            if answer is not None:
                services[service] = answer
    return _Trust(
        names=frozenset(value.rsplit("/", 1)[-1] for value in named),
        anybody="*" in named,
        account=any(value.endswith(":root") or value.isdigit() for value in named),
        services=services,
    )


def _lets_service_in(arn: str, text: str, service: str) -> bool | None:
    """Whether a service is let in: for certain, or on conditions; None where it is not."""
    request = Request(Principal.parse(service), "sts:AssumeRole", arn, partial_context=True)
    decision = evaluate(request, Layers(resource_policy=NamedPolicy.of("", text)))
    if decision.verdict is Verdict.CONDITIONAL:
        return False
    return True if decision.allowed else None
