"""A question put to the account that is loaded: the decision, and all that was taken into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from iamtui.access.asking import ask, known_context, resource_policy
from iamtui.access.denial import Denial
from iamtui.access.question import question_of
from iamtui.access.subject import Subject
from iamtui.access.unread import unread_parts
from iamtui.account.model import Account
from iamtui.policy import Decision, Layers, reference
from iamtui.policy.globs import glob, matcher
from iamtui.ui.questions.question import (
    PLACEHOLDER,
    Question,
    action_problem,
    principal_arn,
    quoted,
    resource_problem,
)

ANY = "*"


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question: `who` was asked about, and what is odd about the question."""

    question: Question
    who: Subject
    layers: Layers
    decision: Decision
    doubts: tuple[str, ...]
    unread: tuple[str, ...]


def answer(
    account: Account, question: Question, now: datetime, whole_context: bool
) -> Answered | str:
    """The engine's answer; a sentence where the question cannot be put, or not yet."""
    if not question.principal:
        return "Type who: the name or the ARN of a user or a role. Tab completes it."
    if not question.action:
        return "Type what: an action such as s3:GetObject. Tab completes it."
    resource = question.resource or ANY
    problem = action_problem(question.action) or resource_problem(resource)
    if problem:
        return problem
    arn = principal_arn(account, question.principal)
    if not arn.startswith("arn:"):
        return f"There is no user or role {quoted(arn)} in this account."
    denial = Denial(principal=arn, action=question.action, resource=resource)
    put = question_of(account, denial, question.context, now)
    if isinstance(put, str):
        return put
    who = put.who(account)
    decision = ask(
        account,
        who,
        put.action,
        put.resource,
        context=question.context,
        now=now,
        whole_context=whole_context,
    )
    layers = replace(who.layers, resource_policy=resource_policy(account, put.action, put.resource))
    asked = replace(question, principal=arn, resource=resource)
    odd = doubts(asked, decision.allowed)
    return Answered(asked, who, layers, decision, odd, unread_parts(who))


def doubts(question: Question, allowed: bool = False) -> tuple[str, ...]:
    """What about a question is probably not meant like that, a sentence each.

    What is allowed on `*` is allowed anywhere, so that nothing is odd about asking for it.
    """
    found = [_about_action(question.action)]
    if not (allowed and question.resource == ANY):
        found.append(_about_resource(question))
    found += [_about_key(key) for key in question.context]
    return tuple(filter(None, found))


def context_of(account: Account, answered: Answered) -> dict[str, str | tuple[str, ...]]:
    """The whole context that took part: what was given, and the tags that the account knows."""
    asked = answered.question
    context = dict(asked.context)
    known = known_context(account, asked.resource, asked.context)
    for key in answered.decision.missing_context_keys:
        if key in known:
            context[key] = known[key]
    for name, value in (answered.who.principal.tags or {}).items():
        context.setdefault(f"aws:PrincipalTag/{name}", value)
    return context


def _about_action(action: str) -> str:
    if reference.action(action) is not None:
        return ""
    service = action.partition(":")[0]
    if not reference.service_exists(service):
        return (
            f"There is no service {quoted(service)} that is known; only a pattern can allow this."
        )
    return (
        f"{quoted(action)} is no action that is known ({reference.reference_date()}); "
        "only a pattern can allow it."
    )


def _about_resource(question: Question) -> str:
    """Whether the resource is none that the action works on."""
    action = reference.action(question.action)
    if action is None:
        return ""
    names = _named([use.name for use in action.resource_types])
    if question.resource == ANY:
        return f"It works on {names}; on * only what allows all of them counts." if names else ""
    types = reference.resource_types(action.service)
    patterns = [
        pattern
        for use in action.resource_types
        if use.name in types
        for pattern in types[use.name].arn_patterns
    ]
    if not action.resource_types:
        return f"{action.full} names no resource: policies allow it on * only."
    fits = any(
        matcher(glob(PLACEHOLDER.sub("*", pattern)))(question.resource) for pattern in patterns
    )
    if patterns and not fits and "*" not in question.resource:
        return f"{action.full} works on {names}, which this ARN does not name."
    return ""


def _named(types: list[str]) -> str:
    """A few of the types of resource, in words."""
    shown = [f"{name}s" if not name.endswith("s") else name for name in reversed(types)]
    return f"{', '.join(shown[:3])} …" if len(shown) > 3 else " or ".join(shown)


def _about_key(key: str) -> str:
    return (
        "" if reference.condition_key(key) else f"{quoted(key)} is no condition key that is known."
    )
