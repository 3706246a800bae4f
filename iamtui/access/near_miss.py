"""Statements that would allow a request, were it not for a condition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from iamtui.access.question import Question
from iamtui.account.model import Account
from iamtui.policy import (
    Condition,
    Effect,
    Layer,
    Layers,
    Match,
    NamedPolicy,
    Request,
    Statement,
    Text,
    evaluate,
)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A statement that is about the request, and those of its conditions that are not met for
    certain."""

    match: Match
    unmet: tuple[Condition, ...]


def near_misses(account: Account, question: Question) -> tuple[NearMiss, ...]:
    """The Allow statements of the principal's own policies and groups that only conditions stop."""
    layers = question.who(account).layers
    request = Request(
        principal=question.principal,
        action=question.action,
        resource=question.resource,
        context=question.context,
        resource_account=question.principal.account,
        now=question.now,
        partial_context=True,
    )
    own = ((Layer.IDENTITY, layers.identity), (Layer.GROUP, layers.groups))
    return tuple(
        miss
        for layer, policies in own
        for named in policies
        for miss in _of_policy(layer, named, request)
    )


def _of_policy(layer: Layer, named: NamedPolicy, request: Request) -> Iterator[NearMiss]:
    document = named.policy.document
    for compiled, statement in zip(named.policy.statements, document.statements, strict=True):
        if statement.effect is not Effect.ALLOW or not statement.conditions:
            continue
        if not _allows(request, _text(document.version, statement)):
            continue
        unmet = tuple(
            number
            for number, condition in enumerate(statement.conditions)
            if not _allows(request, _text(document.version, statement, condition))
        )
        if unmet:
            conditions = tuple(statement.conditions[number] for number in unmet)
            yield NearMiss(Match(layer, named, compiled, False, unmet), conditions)


def _allows(request: Request, text: str) -> bool:
    return evaluate(request, Layers(identity=(NamedPolicy.of("", text),))).allowed


def _text(version: str, statement: Statement, *conditions: Condition) -> str:
    """A policy of this statement alone, with no conditions but these."""
    lists = {
        "Action": statement.actions,
        "NotAction": statement.not_actions,
        "Resource": statement.resources,
        "NotResource": statement.not_resources,
    }
    alone: dict[str, object] = {"Effect": "Allow"}
    alone.update((name, _values(texts)) for name, texts in lists.items() if texts is not None)
    if conditions:
        alone["Condition"] = {
            condition.operator.value: {condition.key.value: _values(condition.values)}
            for condition in conditions
        }
    return json.dumps({"Version": version, "Statement": [alone]})


def _values(texts: Iterable[Text]) -> list[str]:
    return [text.value for text in texts]
