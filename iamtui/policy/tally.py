"""Asks each layer's policies about one request and collects their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iamtui.policy.compile import CompiledStatement
from iamtui.policy.context import Context
from iamtui.policy.decision import LayerAnswer, Match
from iamtui.policy.layer import Layer
from iamtui.policy.principals import Strength
from iamtui.policy.tri import MAYBE, NO, YES, Tri

if TYPE_CHECKING:
    from iamtui.policy.layers import NamedPolicy, Policies

# What a named tuple's own constructor calls, without the function around it: twice as fast.
_new = tuple.__new__
_RESOURCE = Layer.RESOURCE
_NOBODY = Strength.NONE


class Tally:
    """What the layers of one request say; filled layer by layer."""

    __slots__ = ("_action", "_context", "answers", "matched", "unreadable")

    def __init__(self, action: str, context: Context) -> None:
        self._action = action
        self._context = context
        self.matched: list[Match] = []
        self.answers: list[LayerAnswer] = []
        self.unreadable: tuple[str, ...] = ()

    def policies(self, layer: Layer, policies: Policies, allows: Tri = NO) -> Tri:
        """Count in policies of which any may allow; gives whether one does (`allows`: at least)."""
        context, action = self._context, self._action
        denies: Tri = NO
        for named in policies:
            policy = named.policy
            if not policy.complete:
                denies = max(denies, self._unreadable(named))
                allows = max(allows, MAYBE) if named.unseen else allows
            found = policy.answers.get(action)
            if found is None:
                found = policy.candidates(action)
            for statement in found:
                applies: Tri = YES if statement.always else statement.applies(context)
                if applies == NO:
                    continue
                if applies == YES:
                    self.matched.append(_new(Match, (layer, named, statement, True, ())))
                else:
                    self._maybe(layer, named, statement)
                if statement.denies:
                    denies = max(denies, applies)
                elif applies > allows:
                    allows = applies
        self.answers.append(_new(LayerAnswer, (layer, allows, denies)))
        return allows

    def resource_policy(self, named: NamedPolicy, *, bounded: bool) -> Sequence[Tri]:
        """Count in the resource policy; gives what it grants at each Strength of naming."""
        context = self._context
        grants: list[Tri] = [NO] * len(Strength)
        denies: Tri = NO if named.policy.complete else self._unreadable(named)
        for statement in named.policy.candidates(self._action):
            strength = statement.names(context.request.principal, bounded=bounded)
            if strength is _NOBODY:
                continue
            applies = statement.applies(context)
            if applies == NO:
                continue
            if applies == YES:
                self.matched.append(Match(_RESOURCE, named, statement))
            else:
                self._maybe(_RESOURCE, named, statement)
            if statement.denies:
                denies = max(denies, applies)
            else:
                grants[strength] = max(grants[strength], applies)
        self.answers.append(LayerAnswer(_RESOURCE, max(grants), denies))
        return grants

    def _unreadable(self, named: NamedPolicy) -> Tri:
        """A policy of which a part could not be understood may deny anything."""
        self.unreadable += (named.name,)
        return MAYBE

    def _maybe(self, layer: Layer, named: NamedPolicy, statement: CompiledStatement) -> None:
        undecided = statement.undecided(self._context)
        self.matched.append(Match(layer, named, statement, False, undecided))
