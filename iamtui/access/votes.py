"""What policies say on all actions of one question at once: for and against, as sets of actions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from iamtui.access.action_bits import Universe, union
from iamtui.access.action_rules import parts_by_rule
from iamtui.access.terms import depends_on_principal, depends_on_request
from iamtui.policy import CompiledPolicy, NamedPolicy, Principal, Request
from iamtui.policy.compile import CompiledStatement
from iamtui.policy.context import Context
from iamtui.policy.tri import NO, YES

_NOBODY = Principal.parse("*")


class Votes(NamedTuple):
    """The actions that are allowed or denied for certain, and those that are or may be."""

    allows: int = 0
    may_allow: int = 0
    denies: int = 0
    may_deny: int = 0


class Said(NamedTuple):
    """What one policy has to do with a question.

    `votes` are the same for everybody; the `personal` statements (with their actions) have to be
    asked for each principal. `about` are all the actions that the policy may decide on.
    """

    votes: Votes
    personal: tuple[tuple[CompiledStatement, int], ...]
    about: int


SILENT = Said(Votes(), (), 0)


class Ballot:
    """Asks policies about the actions of `universe`, each policy once.

    `request` says on which resource and under which circumstances, `owner` is the account that the
    resource belongs to.
    """

    def __init__(self, universe: Universe, request: Request, owner: str | None) -> None:
        self._universe = universe
        self._request = request
        self._owner = owner
        self._parts = parts_by_rule(universe, by_region=True)
        self._said: dict[int, tuple[NamedPolicy, Said]] = {}
        self._read: dict[CompiledPolicy, Said] = {}

    def ask(self, policies: Iterable[NamedPolicy]) -> list[tuple[NamedPolicy, Said]]:
        """Those of `policies` that have anything to do with the question, and what they say."""
        known = self._said
        found = [known.get(id(named)) or self._ask(named) for named in policies]
        return [each for each in found if each[1] is not SILENT]

    def count(self, who: Principal, said: Iterable[Said]) -> Votes:
        """The votes of several policies together, as they concern one principal."""
        allows = may_allow = denies = may_deny = 0
        for votes, personal, _ in said:
            if personal:
                votes = self._together(votes, personal, who)
            allows |= votes.allows
            may_allow |= votes.may_allow
            denies |= votes.denies
            may_deny |= votes.may_deny
        return Votes(allows, may_allow, denies, may_deny)

    def _ask(self, named: NamedPolicy) -> tuple[NamedPolicy, Said]:
        everything = self._universe.everything
        if named.unseen:
            said = Said(Votes(may_allow=everything, may_deny=everything), (), everything)
        else:
            said = self._read.get(named.policy) or self._reading(named.policy)
            self._read[named.policy] = said
        answer = (named, said)  # keeps the policy alive, and its id its own
        self._said[id(named)] = answer
        return answer

    def _reading(self, policy: CompiledPolicy) -> Said:
        """A part that nobody could understand may be about anything."""
        common: list[tuple[CompiledStatement, int]] = []
        personal: list[tuple[CompiledStatement, int]] = []
        for statement in policy.statements:
            bits = self._universe.of_statement(statement)
            if bits:
                (personal if depends_on_principal(statement) else common).append((statement, bits))
        if policy.complete and not common and not personal:
            return SILENT
        unread = 0 if policy.complete else self._universe.everything
        votes = self._together(Votes(may_deny=unread), common, _NOBODY)
        about = votes.may_allow | votes.may_deny | union(bits for _, bits in personal)
        return Said(votes, tuple(personal), about) if about else SILENT

    def _together(
        self, votes: Votes, statements: Iterable[tuple[CompiledStatement, int]], who: Principal
    ) -> Votes:
        allows, may_allow, denies, may_deny = votes
        for statement, about in statements:
            for bits, context in self._contexts(statement, about, who):
                applies = statement.applies(context)
                if applies == NO:
                    continue
                if statement.denies:
                    may_deny |= bits
                    denies |= bits if applies == YES else 0
                else:
                    may_allow |= bits
                    allows |= bits if applies == YES else 0
        return Votes(allows, may_allow, denies, may_deny)

    @cached_property
    def _any(self) -> Context:
        return self._context(self._universe.everything, _NOBODY)

    def _contexts(
        self, statement: CompiledStatement, about: int, who: Principal
    ) -> Iterable[tuple[int, Context]]:
        """The actions `about` in groups that are alike to a statement, with a request of each."""
        if depends_on_request(statement):
            groups = [part & about for part in self._parts if part & about]
            return [(bits, self._context(bits, who)) for bits in groups]
        # Any action stands for all, so that what nobody in particular does is one request.
        return ((about, self._any if who is _NOBODY else self._context(about, who)),)

    def _context(self, bits: int, who: Principal) -> Context:
        action = self._universe.first(bits)
        return Context(self._request._replace(principal=who, action=action), self._owner)
