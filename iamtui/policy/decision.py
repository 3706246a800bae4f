"""The answer to a request: the verdict, and what led to it.

Named tuples, because one of each is made per evaluation and a frozen dataclass takes three times
as long to make.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from iamtui.policy.compile import CompiledStatement
from iamtui.policy.grammar import Effect
from iamtui.policy.layer import Layer
from iamtui.policy.tri import NO, YES, Tri

if TYPE_CHECKING:
    from iamtui.policy.document import Condition, Statement
    from iamtui.policy.layers import NamedPolicy


class Verdict(Enum):
    """CONDITIONAL: it depends on what is not known; whoever must decide now has to refuse."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    IMPLICIT_DENY = "implicitDeny"
    EXPLICIT_DENY = "explicitDeny"


class Match(NamedTuple):
    """A statement that applies, or (not `certain`) may apply, on the `undecided` conditions.

    How it is written, and where, is looked up in the document when it is asked for.
    """

    layer: Layer
    named: NamedPolicy
    compiled: CompiledStatement
    certain: bool = True
    open_conditions: tuple[int, ...] = ()

    @property
    def statement(self) -> Statement:
        """The statement as it is written."""
        return self.named.policy.source(self.compiled)

    @property
    def undecided(self) -> tuple[Condition, ...]:
        """The conditions that are neither met nor unmet as far as the context is known."""
        return self.named.policy.conditions(self.compiled, self.open_conditions)

    @property
    def policy(self) -> str:
        """The name of the policy."""
        return self.named.name

    @property
    def sid(self) -> str | None:
        """The statement's Sid, if it has one."""
        return self.compiled.sid

    @property
    def statement_index(self) -> int:
        """The statement's position in its policy, from 0."""
        return self.compiled.index

    @property
    def effect(self) -> Effect:
        """Whether the statement allows or denies."""
        return Effect.DENY if self.compiled.denies else Effect.ALLOW

    @property
    def line(self) -> int:
        """The line where the statement begins, from 1."""
        return self.named.policy.document.place(self.statement.start)[0]

    @property
    def column(self) -> int:
        """The column where the statement begins, from 1."""
        return self.named.policy.document.place(self.statement.start)[1]


class LayerAnswer(NamedTuple):
    """What one layer says on its own."""

    layer: Layer
    allows: Tri
    denies: Tri

    @property
    def verdict(self) -> Verdict:
        """The layer's own verdict."""
        if self.denies == YES:
            return Verdict.EXPLICIT_DENY
        if self.allows == NO:
            return Verdict.IMPLICIT_DENY
        return Verdict.ALLOWED if self.allows == YES and self.denies == NO else Verdict.CONDITIONAL


class Decision(NamedTuple):
    """The verdict on a request.

    `layer` is the one that decided: that denied, that failed to allow, or that granted. `matched`
    are the statements that apply in any layer, `answers` what each layer says on its own, and
    `unreadable` the names of policies of which a part could not be understood: they might hold a
    Deny, so that the verdict is CONDITIONAL at best. `missing_context_keys` were asked for and
    neither given nor derived from the request.
    """

    verdict: Verdict
    layer: Layer
    matched: tuple[Match, ...] = ()
    answers: tuple[LayerAnswer, ...] = ()
    missing_context_keys: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the request is allowed for certain."""
        return self.verdict is Verdict.ALLOWED

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions on which a CONDITIONAL verdict depends."""
        return tuple(condition for match in self.matched for condition in match.undecided)
