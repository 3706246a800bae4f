"""The answer to one simulated action on one resource, in the shape that AWS gives it.

Source: IAM API reference, EvaluationResult; recorded answers of AWS for the positions of matched
statements, which stand behind the first and behind the last character.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from iamtui import policy
from iamtui.mock.views import View
from iamtui.policy import Effect, Layer, Layers, Match, Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks under which circumstances; `names_resources` where the call gave any."""

    principal: policy.Principal
    layers: Layers
    context: Mapping[str, str | tuple[str, ...]]
    owner: str | None
    now: datetime
    names_resources: bool


def evaluation_result(question: Question, action: str, resource: str) -> View:
    """One EvaluationResult."""
    decision = policy.evaluate(
        policy.Request(
            principal=question.principal,
            action=action,
            resource=resource,
            context=question.context,
            resource_account=question.owner,
            now=question.now,
        ),
        question.layers,
    )
    verdict = decision.verdict
    word = Verdict.IMPLICIT_DENY if verdict is Verdict.CONDITIONAL else verdict
    statements = [_statement(match) for match in _deciding(decision)]
    missing = list(_missing(question, decision))
    boundary = _boundary_detail(decision)
    specific = {
        "EvalResourceName": resource,
        "EvalResourceDecision": word.value,
        "MatchedStatements": statements,
        "MissingContextValues": missing,
        "PermissionsBoundaryDecisionDetail": boundary,
    }
    return {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": word.value,
        "MatchedStatements": statements,
        "MissingContextValues": missing,
        "OrganizationsDecisionDetail": {"AllowedByOrganizations": _allowed_by_scps(decision)},
        "PermissionsBoundaryDecisionDetail": boundary,
        "EvalDecisionDetails": {},
        "ResourceSpecificResults": [specific] if question.names_resources else None,
    }


def _deciding(decision: policy.Decision) -> Iterator[Match]:
    """The statements that determine the result: of a denial, those that deny."""
    wanted = {Verdict.EXPLICIT_DENY: Effect.DENY, Verdict.ALLOWED: Effect.ALLOW}
    effect = wanted.get(decision.verdict)
    for match in decision.matched:
        limits = effect is Effect.ALLOW and match.layer in (Layer.BOUNDARY, Layer.SCP)
        if match.effect is effect and match.certain and not limits:
            yield match


def _statement(match: Match) -> View:
    document = match.named.policy.document
    line, column = document.place(match.statement.start)
    last_line, last_column = document.place(match.statement.end)
    of_resource = match.layer is Layer.RESOURCE
    return {
        "SourcePolicyId": match.policy.rpartition("/")[2],
        "SourcePolicyType": "Resource Policy" if of_resource else "IAM Policy",
        "StartPosition": {"Line": line, "Column": column + 1},
        "EndPosition": {"Line": last_line, "Column": last_column},
    }


def _missing(question: Question, decision: policy.Decision) -> Iterator[str]:
    yield from decision.missing_context_keys
    absent = {name.lower() for name, value in question.context.items() if value == ()}
    if not absent:
        return
    for named in (*question.layers.identity, *question.layers.groups):
        for key in context_keys(named.policy.document):
            if key.lower() in absent:
                absent.discard(key.lower())
                yield key


def context_keys(document: policy.Document) -> Iterator[str]:
    """The condition keys and variables that a document names, as it writes them."""
    for statement in document.statements:
        texts = [*(statement.resources or ()), *(statement.not_resources or ())]
        for condition in statement.conditions:
            yield condition.key.value
            texts += condition.values
        if document.has_variables:
            for text in texts:
                yield from _variables(text.value)


def _variables(text: str) -> Iterator[str]:
    for part in text.split("${")[1:]:
        key = part.partition("}")[0].partition(",")[0].strip()
        if ":" in key:
            yield key


def _allowed_by_scps(decision: policy.Decision) -> bool:
    answers = [each for each in decision.answers if each.layer is Layer.SCP]
    return all(each.verdict is Verdict.ALLOWED for each in answers)


def _boundary_detail(decision: policy.Decision) -> View | None:
    for answer in decision.answers:
        if answer.layer is Layer.BOUNDARY:
            return {"AllowedByPermissionsBoundary": answer.verdict is Verdict.ALLOWED}
    return None
