"""The statements behind a decision, in sentences that say where each one stands."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.access.held import Held
from iamtui.access.subject import HeldPolicy
from iamtui.policy import Effect, Layer, Match, NamedPolicy


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement that bears on the request: the sentence, and the statement with its policy."""

    sentence: str
    match: Match


def reason(match: Match) -> Reason:
    """What a statement does to the request, and where to find it."""
    verb = "allows" if match.effect is Effect.ALLOW else "denies"
    if not match.certain:
        verb = f"may {verb.removesuffix('s')}" if verb == "allows" else "may deny"
    return Reason(f"{place(match)} {verb} it.", match)


def place(match: Match) -> str:
    """`Statement 2 ("Sid") of the inline policy p, line 4`."""
    sid = f" ({match.sid})" if match.sid else ""
    number = match.statement_index + 1
    policy = policy_in_words(match.named, match.layer)
    return f"Statement {number}{sid} of {policy}, line {match.line},"


def policy_in_words(named: NamedPolicy, layer: Layer) -> str:
    """A policy with the way the principal came by it."""
    held = named.held if isinstance(named, HeldPolicy) else None
    if layer is Layer.BOUNDARY:
        name = held.name if isinstance(held, Held) else named.name
        return f"the permissions boundary {name}"
    if layer is Layer.RESOURCE:
        return f"the {named.name}"
    if not isinstance(held, Held):
        return f"the {named.name}"
    kind = "attached policy" if held.arn else "inline policy"
    through = f" of the group {held.group}" if held.group else ""
    return f"the {kind} {held.name}{through}"
