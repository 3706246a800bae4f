"""A decision of the policy engine in big plain words, in rows, and in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual.content import Content

from iamtui.access.held import Held
from iamtui.access.reasons import policy_in_words, reason
from iamtui.access.subject import HeldPolicy
from iamtui.policy import Decision, Effect, Layer, LayerAnswer, Layers, Match, Unknown, Verdict
from iamtui.policy.condition_words import condition_in_words
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Document
from iamtui.ui.kinds.json_text import pretty
from iamtui.ui.text import label

WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.ALLOWED: ("allowed", "success"),
    Verdict.CONDITIONAL: ("depends", "warning"),
    Verdict.IMPLICIT_DENY: ("not allowed", "error"),
    Verdict.EXPLICIT_DENY: ("denied", "error"),
}
"""A verdict in a table: the word and its style."""

BIG_STYLES = {
    Verdict.ALLOWED: "bold $text-success",
    Verdict.CONDITIONAL: "bold $text-warning",
    Verdict.IMPLICIT_DENY: "bold $text-error",
    Verdict.EXPLICIT_DENY: "bold $text-error",
}
LAYERS: dict[Layer, str] = {
    Layer.IDENTITY: "Own policies",
    Layer.GROUP: "Policies of groups",
    Layer.BOUNDARY: "Permissions boundary",
    Layer.SESSION: "Session policies",
    Layer.SCP: "Service control",
    Layer.RCP: "Resource control",
    Layer.RESOURCE: "Policy of the resource",
    Layer.ROOT: "Root user",
    Layer.ALWAYS: "Always allowed",
}
"""What a layer is called."""

_NOBODY_ALLOWS = {
    Layer.IDENTITY: "nothing allows it",
    Layer.GROUP: "nothing allows it",
    Layer.BOUNDARY: "the permissions boundary does not allow it",
    Layer.RESOURCE: "the policy of the resource does not allow it",
    Layer.ROOT: "the root user may not do it",
}
_ALLOWING = {
    Layer.ALWAYS: "everybody may do it without a policy",
    Layer.ROOT: "the root user may do everything",
}


def headline(decision: Decision) -> Content:
    """The verdict in big words, and by which statement."""
    why = _why(decision)
    words = {
        Verdict.ALLOWED: "ALLOWED",
        Verdict.EXPLICIT_DENY: "DENIED explicitly",
        Verdict.IMPLICIT_DENY: f"DENIED: {_NOBODY_ALLOWS.get(decision.layer, 'nothing allows it')}",
        Verdict.CONDITIONAL: f"DEPENDS ON {depends_on(decision)}",
    }[decision.verdict]
    big = label(words, BIG_STYLES[decision.verdict])
    return Content.assemble(big, label(f"  {why}")) if why else big


def depends_on(decision: Decision) -> str:
    """What a conditional verdict depends on: keys that are not known, or parts nobody read."""
    keys = dict.fromkeys(
        [*decision.missing_context_keys, *(c.key.value for c in decision.conditions)]
    )
    parts = [*keys, *(f"{name}, which cannot be read" for name in decision.unreadable)]
    if not parts:
        parts = [_unseen(decision)]
    return " and ".join((", ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else parts)


def _unseen(decision: Decision) -> str:
    if decision.layer is Layer.RESOURCE:
        return "the policy of the resource, which is not known here"
    return "which resources are meant, or on what was not read"


def deciding(decision: Decision) -> tuple[Match, ...]:
    """The statements that decide, the first of them most."""
    denies = decision.verdict is Verdict.EXPLICIT_DENY
    effect = Effect.DENY if denies else Effect.ALLOW
    found = [match for match in decision.matched if match.effect is effect]
    if decision.verdict is Verdict.CONDITIONAL:
        found = list(decision.matched)
    found.sort(key=lambda match: (not match.certain, match.layer is not decision.layer))
    return tuple(found)


def way(decision: Decision) -> str:
    """By which policy, and how the principal came by it, in short; "" where nothing decides."""
    found = deciding(decision)
    return short_words(found[0]) if found else _ALLOWING.get(decision.layer, "")


def statement_words(match: Match) -> str:
    """`statement Deploy of the attached policy Deploy`."""
    named = match.sid or str(match.statement_index + 1)
    return f"statement {named} of {policy_in_words(match.named, match.layer)}"


def short_words(match: Match) -> str:
    """The same for a narrow column, the policy first: `Deploy (attached), statement 1`."""
    held = match.named.held if isinstance(match.named, HeldPolicy) else None
    named = match.sid or str(match.statement_index + 1)
    if not isinstance(held, Held):
        return f"{match.named.name}, statement {named}"
    through = f", group {held.group}" if held.group else ""
    return f"{held.name} ({held.way.value}{through}), statement {named}"


def _why(decision: Decision) -> str:
    if decision.verdict in (Verdict.ALLOWED, Verdict.EXPLICIT_DENY):
        found = deciding(decision)
        return f"by {statement_words(found[0])}" if found else _ALLOWING.get(decision.layer, "")
    return ""


def layer_rows(
    decision: Decision, layers: Layers, resource: str
) -> Iterator[tuple[Cell, Cell, Cell, Document | None]]:
    """What each layer says: its name, its answer, by which statement, and all of that in full."""
    answers = {answer.layer: answer for answer in decision.answers}
    for layer, name in LAYERS.items():
        answer = answers.get(layer)
        matched = [match for match in decision.matched if match.layer is layer]
        if answer is not None:
            word, style = WORDS[answer.verdict]
            # That one layer does not allow what another does is nothing to be alarmed by.
            calm = answer.verdict is Verdict.IMPLICIT_DENY and decision.layer is not layer
            yield name, (word, "muted" if calm else style), *_by(answer, matched, name)
            continue
        absent = _absent(layer, layers, resource)
        if absent:
            yield name, ("–", "muted"), (absent, "muted"), None


def _by(answer: LayerAnswer, matched: Sequence[Match], name: str) -> tuple[Cell, Document | None]:
    if not matched:
        if answer.verdict is Verdict.CONDITIONAL:
            return ("nobody read it, or a part of it", "unknown"), None
        return ("no statement is about this", "muted"), None
    first = sorted(matched, key=lambda m: (m.effect is not Effect.DENY, not m.certain))[0]
    more = f", and {len(matched) - 1} more" if len(matched) > 1 else ""
    return f"{short_words(first)}{more}", statements_document(name, matched)


def _absent(layer: Layer, layers: Layers, resource: str) -> str:
    """Why a layer says nothing, for those that one would ask about."""
    if layer is Layer.SCP:
        return "not known here: an organization keeps them in its own account"
    if layer is Layer.SESSION:
        return "none is assumed"
    if layer is Layer.BOUNDARY and layers.boundary is None:
        return "there is none"
    if layer is Layer.RESOURCE and isinstance(layers.resource_policy, Unknown):
        service = resource.split(":")[2] if resource.startswith("arn:") else "its service"
        return f"not known here: {service} keeps it; a Deny in it would count"
    return ""


def statements_document(title: str, matched: Iterable[Match]) -> Document:
    """The statements in full, each with where it stands and what it does."""
    parts = [
        f"{reason(match).sentence}\n{_conditions(match)}\n{_source(match)}" for match in matched
    ]
    return Document(title, "\n\n".join(parts))


def decision_document(title: str, decision: Decision) -> Document:
    """All that led to a decision."""
    verdict = headline(decision).plain
    matched = statements_document("", decision.matched).text or "No statement is about this."
    layers = "\n".join(
        f"{LAYERS[answer.layer]}: {WORDS[answer.verdict][0]}" for answer in decision.answers
    )
    return Document(title, f"{verdict}\n\n{layers}\n\n{matched}")


def _conditions(match: Match) -> str:
    phrases = [condition_in_words(condition) for condition in match.undecided]
    return "".join(f"It depends on this: {phrase}.\n" for phrase in phrases)


def _source(match: Match) -> str:
    """The statement as it is written, laid out."""
    statement, document = match.statement, match.named.policy.document
    return pretty(document.text[statement.start : statement.end])
