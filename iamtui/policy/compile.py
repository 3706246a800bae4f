"""A document made ready for many requests."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from iamtui.policy.actions import ANY_SERVICE, FEW, action_matcher, names_action, service_of
from iamtui.policy.conditions import ConditionTest, condition_test
from iamtui.policy.context import Context
from iamtui.policy.globs import Matcher
from iamtui.policy.plain import PlainStatement, plain_policy, read_plain
from iamtui.policy.principal import Principal
from iamtui.policy.principals import Principals, Strength
from iamtui.policy.resources import Resources
from iamtui.policy.tri import MAYBE, NO, YES, Tri

if TYPE_CHECKING:
    from iamtui.policy.document import Condition, Document, Statement

_REMEMBERED_ACTIONS = 256
_CACHED_POLICIES = 16384
_NO_RESOURCES = Resources((), excluded=False, variables=False)


class CompiledStatement:
    """One statement; its parts answer for an action, a resource, a principal, a context.

    Of many policies most statements are never asked for more than their actions, so that the
    other parts are made when they are first needed.
    """

    __slots__ = (
        "_actions",
        "_acts",
        "_conditions",
        "_excluded",
        "_plain",
        "_principals",
        "_ready",
        "_resources",
        "_services",
        "_variables",
        "always",
        "denies",
    )

    def __init__(self, plain: PlainStatement, variables: bool) -> None:
        self._plain = plain
        self._variables = variables
        self._ready = False
        self._services: frozenset[str] | None = None
        self.always = False
        self._actions = plain.actions
        self._excluded = plain.not_actions
        self.denies = plain.denies
        self._acts: Matcher | None = None
        self._resources: Resources | None = None
        self._conditions: tuple[ConditionTest, ...] = ()
        self._principals: Principals | None = None

    @property
    def index(self) -> int:
        """The statement's position in its document, from 0."""
        return self._plain.number

    @property
    def sid(self) -> str | None:
        """The statement's Sid, if it has one."""
        return self._plain.sid

    @property
    def plain(self) -> PlainStatement:
        """What the statement says, without places."""
        return self._plain

    @property
    def variables(self) -> bool:
        """Whether `${…}` is a policy variable in it."""
        return self._variables

    def about(self, service: str) -> bool:
        """Whether some action of a service may be meant; `service` is in lower case."""
        if self._excluded:
            return True
        if self._services is None:
            self._services = frozenset(map(service_of, self._actions))
        return service in self._services or ANY_SERVICE in self._services

    def acts(self, action: str) -> bool:
        """Whether the statement is about a lower-case action."""
        if self._acts is not None:
            return self._acts(action)
        actions = self._actions
        if len(actions) <= FEW:
            return names_action(actions, action) is not self._excluded
        self._acts = action_matcher(actions, excluded=self._excluded)
        return self._acts(action)

    def _prepare(self) -> None:
        plain, variables = self._plain, self._variables
        self._resources = _resources(plain, variables)
        self._conditions = tuple(
            [condition_test(each, variables=variables) for each in plain.conditions]
        )
        self.always = self._resources is None and not self._conditions
        self._ready = True

    def applies(self, context: Context) -> Tri:
        """Whether the statement applies, its action (and principal) being known to."""
        if not self._ready:
            self._prepare()
        answer: Tri = YES
        resources = self._resources
        if resources is not None:
            if context.wild:
                answer = self._overlaps(resources, context)
            else:
                answer = resources.matches(context.request.resource, context.lookup)
        for test in self._conditions:
            if answer == NO:
                return NO
            met = test(context.lookup)
            if met < answer:
                answer = met
        return answer

    def _overlaps(self, resources: Resources, context: Context) -> Tri:
        """As `applies` for a request for many resources.

        A Deny of some of them leaves the others, so that it counts only where nothing is certain.
        """
        request = context.request
        answer = resources.overlaps(request.resource, context.lookup, wholly=self.denies)
        return NO if answer == MAYBE and not request.partial_context else answer

    def undecided(self, context: Context) -> tuple[int, ...]:
        """Which conditions are neither met nor unmet as far as the context is known."""
        tests = enumerate(self._conditions)
        return tuple([index for index, test in tests if test(context.lookup) == MAYBE])

    def names(self, principal: Principal, *, bounded: bool) -> Strength:
        """How closely the statement's principal names the maker of a request.

        A Deny with NotPrincipal hits every principal that has a permissions boundary (`bounded`).
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        """
        plain = self._plain
        if plain.principals is None:
            return Strength.NONE
        if self._principals is None:
            self._principals = Principals(plain.principals)
        if not plain.not_principals:
            return self._principals.strength(principal)
        if self.denies:
            spared = not bounded and self._principals.exempts(principal)
        else:
            spared = self._principals.strength(principal) is not Strength.NONE
        return Strength.NONE if spared else Strength.DIRECT


def _resources(plain: PlainStatement, variables: bool) -> Resources | None:
    """None where every resource is meant: by `*`, and where a policy with principals names none.

    AWS takes no other statement without a Resource; it allows nothing.
    """
    if plain.resources is None:
        return None if plain.denies or plain.principals is not None else _NO_RESOURCES
    resources = Resources(plain.resources, excluded=plain.not_resources, variables=variables)
    return None if resources.everything else resources


class CompiledPolicy:
    """A policy with its statements ready; `answers` are those that `candidates` gave.

    `complete` is that of the document, which is read with its places when it is first asked for.
    """

    __slots__ = ("_by_service", "_document", "answers", "complete", "statements", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._document: Document | None = None
        plain = read_plain(text)
        if plain is None:
            plain = plain_policy(self.document)
        self.complete = self._document is None or self._document.complete
        variables = plain.variables
        self.statements = tuple([CompiledStatement(each, variables) for each in plain.statements])
        self._by_service: dict[str, tuple[CompiledStatement, ...]] = {}
        self.answers: dict[str, tuple[CompiledStatement, ...]] = {}

    @property
    def document(self) -> Document:
        """The document with its places and findings."""
        if self._document is None:
            from iamtui.policy.reading import parse  # few policies are ever shown with places

            self._document = parse(self.text)
        return self._document

    def source(self, statement: CompiledStatement) -> Statement:
        """One of the policy's own statements as it is written."""
        return self.document.statements[self.statements.index(statement)]

    def conditions(
        self, statement: CompiledStatement, which: tuple[int, ...]
    ) -> tuple[Condition, ...]:
        """Some conditions of one of the policy's own statements as they are written."""
        conditions = self.source(statement).conditions if which else ()
        return tuple(conditions[index] for index in which)

    def candidates(self, action: str) -> tuple[CompiledStatement, ...]:
        """The statements that apply to a lower-case action, in the order of the document."""
        found = self.answers.get(action)
        if found is None:
            if len(self.answers) >= _REMEMBERED_ACTIONS:
                self.answers.clear()
            found = tuple([each for each in self._about(action) if each.acts(action)])
            self.answers[action] = found
        return found

    def _about(self, action: str) -> tuple[CompiledStatement, ...]:
        """The statements that are worth asking about an action."""
        if len(self.statements) <= FEW:
            return self.statements
        service = action.partition(":")[0]
        found = self._by_service.get(service)
        if found is None:
            found = tuple([each for each in self.statements if each.about(service)])
            self._by_service[service] = found
        return found


@lru_cache(maxsize=_CACHED_POLICIES)
def compile_policy(text: str) -> CompiledPolicy:
    """The compiled form of a policy's text; the same text gives the same object."""
    return CompiledPolicy(text)
