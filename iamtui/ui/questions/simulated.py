"""AWS's simulator beside iamtui's engine: where the two differ, and the likely reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iamtui.access.asking import TRUSTED_ACTIONS
from iamtui.aws.simulation import ContextEntry, Simulation
from iamtui.policy import Layer, Verdict, reference
from iamtui.ui.questions.question import ContextValue
from iamtui.ui.questions.verdict import Answered

_KINDS = {
    reference.KeyType.BOOL: "boolean",
    reference.KeyType.NUMERIC: "numeric",
    reference.KeyType.DATE: "date",
    reference.KeyType.IP: "ip",
}
_REFUSALS = (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)


@dataclass(frozen=True, slots=True)
class Compared:
    """AWS's answer, its verdict, whether it agrees with ours, and a sentence on that."""

    simulation: Simulation
    verdict: Verdict
    agrees: bool
    sentence: str


def entries(context: Mapping[str, ContextValue]) -> tuple[ContextEntry, ...]:
    """The context as the API takes it; a key of unknown type counts as a text."""
    return tuple(_entry(key, value) for key, value in context.items() if value)


def compare(answered: Answered, simulation: Simulation) -> Compared:
    """Hold AWS's answer against ours."""
    theirs = _verdict(simulation)
    ours = answered.decision.verdict
    agrees = theirs is ours
    if agrees:
        sentence = "AWS's simulator agrees with iamtui's engine."
    else:
        reasons = " ".join(_reasons(answered, simulation)) or _OLD
        sentence = f"AWS's simulator says {simulation.decision}, iamtui {ours.value}: {reasons}"
    return Compared(simulation, theirs, agrees, sentence)


_OLD = "the account may have changed since it was loaded; R loads it again."


def _verdict(simulation: Simulation) -> Verdict:
    known = {verdict.value: verdict for verdict in _REFUSALS}
    known[Verdict.ALLOWED.value] = Verdict.ALLOWED
    return known.get(simulation.decision, Verdict.CONDITIONAL)


def _reasons(answered: Answered, simulation: Simulation) -> Iterator[str]:
    """Why the two may differ, each a clause with a full stop; the surest first."""
    action, decision = answered.question.action, answered.decision
    if simulation.organization_allows is False:
        yield "a service control policy of the organization, which iamtui does not see, refuses it."
    if action.casefold().startswith(TRUSTED_ACTIONS) and decision.layer is Layer.RESOURCE:
        yield "it does not look at trust policies."
    elif decision.layer is Layer.RESOURCE:
        yield "it was not given the policy of the resource."
    if decision.verdict is Verdict.CONDITIONAL:
        yield "it counts keys that are not given as absent; n does so here."


def _entry(key: str, value: ContextValue) -> ContextEntry:
    known = reference.condition_key(key)
    kind = _KINDS.get(known.type, "string") if known is not None else "string"
    if isinstance(value, str):
        return ContextEntry(key, (value,), kind)
    return ContextEntry(key, value, f"{kind}List")
