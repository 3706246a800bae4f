"""Why a decision came out as it did, in a few words."""

from __future__ import annotations

from iamtui.policy import Decision, Effect, Match, Verdict


def reason(decision: Decision) -> str:
    """Which statement decided, or which layer, where no statement did."""
    found = deciding(decision)
    if found is not None:
        return statement(found)
    if decision.unreadable:
        return f"{decision.unreadable[0]} could not be read completely"
    if decision.verdict is Verdict.IMPLICIT_DENY:
        return f"nothing allows it in layer {decision.layer.value}"
    if decision.verdict is Verdict.CONDITIONAL:
        return f"not known in layer {decision.layer.value}"
    return f"by the rules for {decision.layer.value}"


def deciding(decision: Decision) -> Match | None:
    """The first statement that led to the verdict, in the layer that decided if there is one."""
    verdict = decision.verdict
    if verdict is Verdict.IMPLICIT_DENY:
        return None
    effect = Effect.DENY if verdict is Verdict.EXPLICIT_DENY else Effect.ALLOW
    if verdict is Verdict.CONDITIONAL:
        fitting = [match for match in decision.matched if match.undecided or not match.certain]
    else:
        fitting = [match for match in decision.matched if match.effect is effect]
    of_layer = (match for match in fitting if match.layer is decision.layer)
    return next(of_layer, fitting[0] if fitting else None)


def statement(match: Match) -> str:
    """A statement: its effect, its policy, its place there."""
    name = f" ({match.sid})" if match.sid else ""
    return f"{match.effect.value} of {match.policy}, statement {match.statement_index}{name}"
