"""Users and roles as those who may take a step, and the questions put on their behalf."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from iamtui.access.asking import ask
from iamtui.access.escalation_methods import RELEVANT, TELLING
from iamtui.access.subject import Subject, subjects
from iamtui.access.terms import depends_on_principal
from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.policy import (
    CompiledPolicy,
    Decision,
    Effect,
    NamedPolicy,
    Request,
    Verdict,
    evaluate,
)
from iamtui.policy.condition_words import condition_in_words

_WILD = r'[^":]*[*?][^":]*'
_MENTIONS = re.compile(
    r'"(?:'
    + "|".join(sorted({action.partition(":")[0] for action in RELEVANT}))
    + rf'|{_WILD})(?::|"|\*)|\\|"NotAction"',
    re.IGNORECASE,
)
_EVERYTHING = NamedPolicy.of(
    "AdministratorAccess",
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
)


_Group: TypeAlias = tuple[int, ...]


class Actor(NamedTuple):
    """A user or role with the relevant actions that some statement allows it somewhere.

    Actors of one `group` have the same policies, which say the same of each of them; None where
    they may say something else of another.
    """

    entity: Entity
    subject: Subject
    powers: frozenset[str]
    group: _Group | None

    @property
    def arn(self) -> str:
        """The ARN of the user or role."""
        return self.subject.principal.arn

    @property
    def is_blind(self) -> bool:
        """Whether a policy of it was not read, or not understood."""
        layers = self.subject.layers
        own = (*layers.identity, *layers.groups)
        return not all(map(_is_whole, own if layers.boundary is None else (*own, layers.boundary)))


class Allowed(NamedTuple):
    """A request is allowed, for certain or on conditions (a phrase each)."""

    conditions: tuple[str, ...] = ()


def actors(account: Account) -> dict[Entity, Actor]:
    """Every user and role of `account`."""
    return {who.entity: _actor(who) for who in subjects(account)}


def with_group(actor: Actor, policies: tuple[NamedPolicy, ...]) -> Actor:
    """`actor` as a member of one more group, which has these policies."""
    layers = actor.subject.layers
    layers = replace(layers, groups=(*layers.groups, *policies))
    return _actor(replace(actor.subject, layers=layers))


def _actor(who: Subject) -> Actor:
    layers = who.layers
    layers = replace(layers, identity=_telling(layers.identity), groups=_telling(layers.groups))
    own = (*layers.identity, *layers.groups)
    powers = powers_of(own)
    return Actor(who.entity, replace(who, layers=layers), powers, _group(own, layers.boundary))


def powers_of(policies: Iterable[NamedPolicy]) -> frozenset[str]:
    """The relevant actions that some statement of the policies allows, in lower case."""
    return frozenset[str]().union(*(_named(named.policy)[0] for named in policies))


def _telling(policies: tuple[NamedPolicy, ...]) -> tuple[NamedPolicy, ...]:
    """Those that say anything about the relevant actions, or may do so."""
    return tuple(named for named in policies if any(_named(named.policy)) or not _is_whole(named))


def _group(own: tuple[NamedPolicy, ...], boundary: NamedPolicy | None) -> _Group | None:
    """The same text makes the same compiled policy, so that equal texts make one group."""
    policies = own if boundary is None else (*own, boundary)
    if not all(_is_impersonal(named.policy) and _is_whole(named) for named in policies):
        return None
    limit = -1 if boundary is None else id(boundary.policy)
    return (limit, *sorted({id(named.policy) for named in own}))


def _is_whole(named: NamedPolicy) -> bool:
    return named.policy.complete and not named.unseen


@lru_cache(maxsize=16384)
def _named(policy: CompiledPolicy) -> tuple[frozenset[str], frozenset[str]]:
    """The relevant actions that some statement allows, and those that one denies."""
    if _MENTIONS.search(policy.text) is None:
        return frozenset(), frozenset()
    allowed: set[str] = set()
    denied: set[str] = set()
    for statement in policy.statements:
        found = denied if statement.denies else allowed
        found.update(filter(statement.acts, RELEVANT - found))
    return frozenset(allowed), frozenset(denied)


@lru_cache(maxsize=16384)
def _is_impersonal(policy: CompiledPolicy) -> bool:
    return not any(map(depends_on_principal, policy.statements))


class Asker:
    """Puts requests to one account, and remembers the answers that hold for several actors."""

    def __init__(self, account: Account, now: datetime | None) -> None:
        self.account = account
        self._now = now
        self._answers: dict[tuple[object, ...], Allowed | None] = {}

    def may(
        self,
        actor: Actor,
        action: str,
        resource: str,
        context: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> Allowed | None:
        """Whether `actor` may do `action` on `resource`; None where it may not."""
        who: object = actor.group or (actor.arn, len(actor.subject.layers.groups))
        trust = actor.arn if action == "sts:AssumeRole" else ""
        key = (who, trust, action, resource, *(context or {}).items())
        if key not in self._answers:
            known = context or {}
            decision = ask(
                self.account, actor.subject, action, resource, context=known, now=self._now
            )
            self._answers[key] = _allowed(decision)
        return self._answers[key]

    def may_all(self, actor: Actor, actions: Iterable[str], resources: str) -> Allowed | None:
        """Whether `actor` may do all of `actions`, each on some resource of its service.

        `resources` is a pattern with the service left open: `arn:aws:{service}:*:*:*`.
        """
        conditions: list[str] = []
        for action in actions:
            resource = resources.format(service=action.partition(":")[0])
            allowed = self.may(actor, action, resource)
            if allowed is None:
                return None
            conditions += allowed.conditions
        return Allowed(tuple(dict.fromkeys(conditions)))

    def is_let_in(self, actor: Actor, role_arn: str, trust: NamedPolicy) -> Allowed | None:
        """Whether `actor` might assume a role if its trust policy were `trust`."""
        layers = replace(actor.subject.layers, resource_policy=trust)
        return _allowed(evaluate(self._request(actor, "sts:AssumeRole", role_arn), layers))

    def is_administrator(
        self, actor: Actor, *more: NamedPolicy, given: bool = False
    ) -> Allowed | None:
        """Whether `actor` may do everything; with `more` policies, or (`given`) one for all."""
        layers = actor.subject.layers
        extra = (*more, _EVERYTHING) if given else more
        layers = replace(layers, identity=(*layers.identity, *extra))
        conditions: list[str] = []
        for action in TELLING:
            allowed = _allowed(evaluate(self._request(actor, action, "*"), layers))
            if allowed is None:
                return None
            conditions += allowed.conditions
        return Allowed(tuple(dict.fromkeys(conditions)))

    def _request(self, actor: Actor, action: str, resource: str) -> Request:
        principal = actor.subject.principal
        return Request(principal, action, resource, now=self._now, partial_context=True)


def has_everything(actor: Actor) -> bool:
    """Whether it is worth asking if `actor` is an administrator."""
    return all(action.lower() in actor.powers for action in TELLING)


def _allowed(decision: Decision) -> Allowed | None:
    if decision.verdict is Verdict.ALLOWED:
        return Allowed()
    if decision.verdict is not Verdict.CONDITIONAL:
        return None
    phrases = [
        f"not ({phrase})" if match.effect is Effect.DENY else phrase
        for match in decision.matched
        for phrase in map(condition_in_words, match.undecided)
    ]
    phrases += [f"{name} was not read" for name in decision.unreadable]
    return Allowed(tuple(dict.fromkeys(phrases)) or ("a Deny covers a part of the resources",))
