"""A policy in plain English: a sentence for each statement, none of its conditions left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamtui.policy.action_words import actions_in_words
from iamtui.policy.condition_words import conditions_in_words
from iamtui.policy.document import Document, Effect, Finding, Severity, Statement
from iamtui.policy.json_positions import Text
from iamtui.policy.principal_words import principals_in_words
from iamtui.policy.resource_words import resources_in_words

_ASSUMING = "sts:assumerole"
# What comes with assuming a role and is worth nothing without it.
_BESIDES = frozenset(("sts:tagsession", "sts:setsourceidentity", "sts:setcontext"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one statement says, or (`statement` and `effect` None) something of the whole document.

    `statement` is its index in the document; `start` and `end` are offsets of the part of the
    document's text that the sentence is about.
    """

    statement: int | None
    effect: Effect | None
    text: str
    start: int
    end: int


def in_words(document: Document) -> tuple[Sentence, ...]:
    """A sentence per statement, in the order of the document, and one per part that is unreadable.

    A pattern or key that is not known stands as it is written. Of long lists of actions under
    Action the first are named and the rest is counted; everything else is told in full.
    """
    sentences = [_sentence(statement) for statement in document.statements]
    sentences.extend(_unreadable(document))
    if not sentences:
        nothing = "This policy has no statement: it allows nothing and denies nothing."
        return (Sentence(None, None, nothing, 0, len(document.text)),)
    return tuple(sorted(sentences, key=lambda sentence: sentence.start))


def statement_in_words(statement: Statement) -> str:
    """What one statement says."""
    conditions = conditions_in_words(statement.conditions)
    condition = f", if {conditions}" if conditions else ""
    return f"{_trust(statement) or _permission(statement)}{condition}."


def _sentence(statement: Statement) -> Sentence:
    text = statement_in_words(statement)
    return Sentence(statement.index, statement.effect, text, statement.start, statement.end)


def _trust(statement: Statement) -> str | None:
    """ "May be assumed by …", for a statement of a trust policy; None for any other."""
    who = _who(statement)
    actions = _values(statement.actions)
    lowered = [action.lower() for action in actions]
    assumes = any(action.startswith(_ASSUMING) for action in lowered)
    others = [a for a in lowered if not a.startswith(_ASSUMING) and a not in _BESIDES]
    if not who or not assumes or others or _where(statement):
        return None
    how = "" if lowered == [_ASSUMING] else f" ({', '.join(actions)})"
    may = "May" if statement.effect is Effect.ALLOW else "May not"
    return f"{may} be assumed{how} by {who}"


def _permission(statement: Statement) -> str:
    verb = "Allows" if statement.effect is Effect.ALLOW else "Denies"
    return " ".join(
        part for part in (verb, _who(statement), _what(statement), _where(statement)) if part
    )


def _who(statement: Statement) -> str:
    if statement.not_principals is not None:
        return f"everybody but {principals_in_words(statement.not_principals)}"
    return principals_in_words(statement.principals or ())


def _what(statement: Statement) -> str:
    if statement.not_actions is not None:
        excluded = actions_in_words(_values(statement.not_actions), in_full=True)
        return f"every action but {excluded}"
    return actions_in_words(_values(statement.actions))


def _where(statement: Statement) -> str:
    if statement.not_resources is not None:
        return f"on everything but {resources_in_words(_values(statement.not_resources))}"
    resources = _values(statement.resources)
    return f"on {resources_in_words(resources)}" if resources else ""


def _values(texts: tuple[Text, ...] | None) -> list[str]:
    return [text.value for text in texts or ()]


def _unreadable(document: Document) -> Iterator[Sentence]:
    starts = [0]
    for line in document.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for finding in document.findings:
        if finding.severity is Severity.ERROR:
            start = min(starts[finding.line - 1] + finding.column - 1, len(document.text))
            yield Sentence(None, None, _fault(finding), start, start + finding.length)


def _fault(finding: Finding) -> str:
    return (
        f"Not readable at line {finding.line}, column {finding.column}: {finding.message}. "
        "What it was meant to allow or deny is not known."
    )
