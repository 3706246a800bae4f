"""A document made ready for many requests."""

from __future__ import annotations

from functools import lru_cache

from iamtui.policy.actions import action_matcher
from iamtui.policy.conditions import ConditionTest, condition_test
from iamtui.policy.context import Context
from iamtui.policy.document import Condition, Document, Effect, Statement
from iamtui.policy.json_positions import Text
from iamtui.policy.principal import Principal
from iamtui.policy.principals import Principals, Strength
from iamtui.policy.reading import parse
from iamtui.policy.resources import Resources
from iamtui.policy.tri import MAYBE, NO, YES, Tri

_REMEMBERED_ACTIONS = 256
_CACHED_POLICIES = 16384


def _values(texts: tuple[Text, ...]) -> list[str]:
    return [text.value for text in texts]


class CompiledStatement:
    """One statement; its parts answer for an action, a resource, a principal, a context."""

    __slots__ = ("_conditions", "_principals", "_resources", "acts", "denies", "source")

    def __init__(self, source: Statement, *, variables: bool) -> None:
        self.source = source
        self.denies = source.effect is Effect.DENY
        excluded = source.not_actions is not None
        actions = source.not_actions or source.actions or ()
        self.acts = action_matcher(_values(actions), excluded=excluded)
        self._resources = _resources(source, variables)
        principals = source.principals or source.not_principals
        self._principals = None if principals is None else Principals(principals)
        self._conditions: tuple[tuple[Condition, ConditionTest], ...] = tuple(
            [
                (condition, condition_test(condition, variables=variables))
                for condition in source.conditions
            ]
        )

    def applies(self, context: Context) -> Tri:
        """Whether the statement applies, its action (and principal) being known to."""
        answer: Tri = YES
        resources = self._resources
        if resources is not None:
            if context.wild:
                answer = self._overlaps(resources, context)
            else:
                answer = resources.matches(context.request.resource, context.lookup)
        for _, test in self._conditions:
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

    def undecided(self, context: Context) -> tuple[Condition, ...]:
        """The conditions that are neither met nor unmet as far as the context is known."""
        return tuple(
            condition for condition, test in self._conditions if test(context.lookup) == MAYBE
        )

    def names(self, principal: Principal, *, bounded: bool) -> Strength:
        """How closely the statement's principal names the maker of a request.

        A Deny with NotPrincipal hits every principal that has a permissions boundary (`bounded`).
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        """
        if self._principals is None:
            return Strength.NONE
        if self.source.not_principals is None:
            return self._principals.strength(principal)
        if self.denies:
            spared = not bounded and self._principals.exempts(principal)
        else:
            spared = self._principals.strength(principal) is not Strength.NONE
        return Strength.NONE if spared else Strength.DIRECT


def _resources(source: Statement, variables: bool) -> Resources | None:
    """None where every resource is meant, and where a trust policy has no Resource at all."""
    texts = source.resources or source.not_resources
    if texts is None:
        return None
    excluded = source.not_resources is not None
    resources = Resources(_values(texts), excluded=excluded, variables=variables)
    return None if resources.everything else resources


class CompiledPolicy:
    """A document with its statements ready; `candidates` remembers its answers."""

    __slots__ = ("_answers", "complete", "document", "statements")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.complete = document.complete
        self.statements = tuple(
            CompiledStatement(statement, variables=document.has_variables)
            for statement in document.statements
        )
        self._answers: dict[str, tuple[CompiledStatement, ...]] = {}

    def candidates(self, action: str) -> tuple[CompiledStatement, ...]:
        """The statements that apply to a lower-case action, in the order of the document."""
        found = self._answers.get(action)
        if found is None:
            if len(self._answers) >= _REMEMBERED_ACTIONS:
                self._answers.clear()
            found = tuple([each for each in self.statements if each.acts(action)])
            self._answers[action] = found
        return found


@lru_cache(maxsize=_CACHED_POLICIES)
def compile_policy(text: str) -> CompiledPolicy:
    """The compiled form of a policy's text; the same text gives the same object."""
    return CompiledPolicy(parse(text))
