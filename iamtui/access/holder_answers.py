"""One question, put to user after user and role after role.

Which actions somebody may do is worked out for all of them at once, from what each policy says;
only the decision on one of them, with its reasons, is made as for a single request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from iamtui.access.action_bits import Universe, places
from iamtui.access.action_rules import parts_by_rule
from iamtui.access.asking import ContextValues, resource_policy
from iamtui.access.parts import AccountPolicies, Parts
from iamtui.access.subject import principal_of
from iamtui.access.terms import account_of
from iamtui.access.votes import Ballot, Said
from iamtui.account.entity import Entity
from iamtui.account.model import Account, Role, User
from iamtui.policy import (
    Decision,
    Layer,
    Layers,
    NamedPolicy,
    Principal,
    Request,
    Verdict,
    evaluate,
)
from iamtui.policy import Unknown as UnknownValue

_SILENT = Decision(Verdict.IMPLICIT_DENY, Layer.IDENTITY)
_EVERYTHING = NamedPolicy.of(
    "everything",
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
)


class Answer(NamedTuple):
    """What one user or role may do.

    `decision` is the one on the best of the actions asked for; `actions` are those that are allowed
    for certain, `conditional` those that depend on something.
    """

    entity: Entity
    decision: Decision
    actions: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict of the decision."""
        return self.decision.verdict


class _Held(NamedTuple):
    """The policies of one holder that have to do with the question, and what they say."""

    own: list[tuple[NamedPolicy, Said]]
    groups: list[tuple[NamedPolicy, Said]]
    limit: list[tuple[NamedPolicy, Said]]
    boundary: NamedPolicy | None

    @property
    def silent(self) -> bool:
        """Whether none of them says anything."""
        return not (self.own or self.groups or self.limit)

    @property
    def personal(self) -> bool:
        """Whether what they say depends on the principal."""
        return any(said.personal for _, said in (*self.own, *self.groups, *self.limit))

    @property
    def about(self) -> int:
        """The actions that they may decide on."""
        about = 0
        for _, said in (*self.own, *self.groups, *self.limit):
            about |= said.about
        return about

    @property
    def key(self) -> tuple[int, ...]:
        """The same for holders of the same."""
        own, groups = (id(named) for named, _ in self.own), (id(named) for named, _ in self.groups)
        return (*own, 0, *groups, 0, id(self.boundary))

    def layers(self, trust: NamedPolicy | UnknownValue | None) -> Layers:
        """The same as layers of a decision."""
        own, groups = (tuple([named for named, _ in each]) for each in (self.own, self.groups))
        return Layers(own, groups, self.boundary, resource_policy=trust)


class HolderAnswers:
    """Answers for the users and roles of one account; what they have in common is shared."""

    def __init__(
        self,
        account: Account,
        actions: Iterable[str],
        resource: str,
        context: ContextValues,
        now: datetime | None,
    ) -> None:
        self._actions = Universe(actions)
        someone = _someone(account)
        self._request = Request(someone, "", resource, context, None, now, True)
        owner = account_of(resource) or someone.account
        self._ballot = Ballot(self._actions, self._request, owner)
        self._trust: dict[int, NamedPolicy | UnknownValue | None] = {}
        self._decided: dict[tuple[int, ...], Decision] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        # What own policies decide: for certain, and what else must agree that is not known. What is
        # left are actions that somebody may do without them.
        self._certain = self._possible = self._own_way = 0
        for part in parts_by_rule(self._actions, by_region=True):
            self._weigh(account, part)

    def answers(self, policies: AccountPolicies) -> tuple[Answer, ...]:
        """What every user and role may do; of whom no policy says anything, nothing more is asked.

        Where something else than one's own policies may allow it, everybody has to be asked.
        """
        everybody, asked = policies.everybody, self.answer
        if self._own_way:
            return tuple([asked(entity, holder, parts) for entity, holder, parts, _ in everybody])
        silent = policies.mentions.of(self._actions).isdisjoint
        return tuple(
            [
                Answer(entity, _SILENT) if silent(numbers) else asked(entity, holder, parts)
                for entity, holder, parts, numbers in everybody
            ]
        )

    def answer(self, entity: Entity, holder: User | Role, parts: Parts) -> Answer:
        """What one holder may do."""
        ask = self._ballot.ask
        limit = [] if parts.boundary is None else ask((parts.boundary,))
        held = _Held(ask(parts.own), ask(parts.groups), limit, parts.boundary)
        if held.silent and not self._own_way:
            return Answer(entity, _SILENT)
        who = principal_of(holder)
        allowed, conditional, denied = self._counted(who, held)
        for number in places(self._own_way):
            verdict = self._decision(who, held, number).verdict
            allowed |= (verdict is Verdict.ALLOWED) << number
            conditional |= (verdict is Verdict.CONDITIONAL) << number
            denied |= (verdict is Verdict.EXPLICIT_DENY) << number
        best = allowed or conditional or self._refused(held, denied)
        decision = self._decision(who, held, _first(best)) if best else _SILENT
        return Answer(entity, decision, self._written(allowed), self._written(conditional))

    def _weigh(self, account: Account, part: int) -> None:
        """Find out what somebody may do to whom everything is allowed, and to whom nothing is."""
        action = self._actions.name(_first(part))
        request = self._request._replace(action=action)
        trust = resource_policy(account, action, request.resource)
        self._trust.update(dict.fromkeys(places(part), trust))
        nothing = evaluate(request, Layers(resource_policy=trust)).verdict
        most = evaluate(request, Layers((_EVERYTHING,), resource_policy=trust)).verdict
        if isinstance(trust, NamedPolicy) or nothing is not Verdict.IMPLICIT_DENY:
            self._own_way |= part
        elif most is not Verdict.IMPLICIT_DENY:
            self._possible |= part
            self._certain |= part if most is Verdict.ALLOWED else 0

    def _counted(self, who: Principal, held: _Held) -> tuple[int, int, int]:
        """The actions that policies of the holder allow, allow maybe, and deny."""
        own = self._ballot.count(who, (said for _, said in (*held.own, *held.groups)))
        allows, may_allow, denies, may_deny = own
        if held.boundary is not None:
            limit = self._ballot.count(who, (said for _, said in held.limit))
            allows, may_allow = allows & limit.allows, may_allow & limit.may_allow
            denies, may_deny = denies | limit.denies, may_deny | limit.may_deny
        allowed = allows & ~may_deny & self._certain
        conditional = may_allow & ~denies & ~allowed & self._possible
        return allowed, conditional, denies & ~self._own_way

    def _refused(self, held: _Held, denied: int) -> int:
        """For somebody who may do nothing: the actions of which one decision tells best why."""
        if denied == self._actions.everything:
            return denied
        return held.about & ~denied

    def _decision(self, who: Principal, held: _Held, number: int) -> Decision:
        trust = self._trust[number]
        request = self._request._replace(principal=who, action=self._actions.name(number))
        if held.personal or self._own_way >> number & 1:
            return evaluate(request, held.layers(trust))
        key = (number, *held.key)
        found = self._decided.get(key)
        if found is None:
            found = evaluate(request, held.layers(trust))
            self._decided[key] = found
        return found

    def _written(self, bits: int) -> tuple[str, ...]:
        found = self._names.get(bits)
        if found is None:
            found = self._actions.names(bits)
            self._names[bits] = found
        return found


def _first(bits: int) -> int:
    """The number of the lowest action of a set."""
    return (bits & -bits).bit_length() - 1


def _someone(account: Account) -> Principal:
    """A user of the account."""
    arns = (holder.arn for holders in (account.users, account.roles) for holder in holders.values())
    arn = next(arns, f"arn:aws:iam::{account.id.otherwise('')}:user/x")
    return Principal.parse(f"{arn.rpartition(':')[0]}:user/x")
