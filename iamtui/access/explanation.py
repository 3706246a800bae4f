"""Why a request was refused, and the smallest change that would allow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from iamtui.access.agreement import agreement, is_out_of_reach
from iamtui.access.denial import Denial, StatedPolicy
from iamtui.access.document_editing import as_text
from iamtui.access.mfa import is_about_mfa
from iamtui.access.near_miss import NearMiss, near_misses
from iamtui.access.proposal import Proposal
from iamtui.access.proposals import proposals, unmovable
from iamtui.access.question import Question, question_of
from iamtui.access.reasons import Reason, place, policy_in_words, reason
from iamtui.access.unread import unread_parts
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import Account
from iamtui.policy import Decision, Effect, Layer, Match, Verdict
from iamtui.policy.condition_words import condition_in_words
from iamtui.policy.tri import YES

__all__ = ["Explanation", "Reason", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known about a refused request.

    `entity` is the user or role behind the principal, None where the account holds none; there is
    no `decision` then. `verdict` is one sentence; `reasons` the deciding statements; `agreement`
    says whether AWS's words agree with it and what it means where they do not ("" where AWS gave no
    reason); `missing` the conditions that are not met, a sentence each; `proposals` what would
    allow it, the smallest first; `notes` what could not be looked at or done here.
    """

    denial: Denial
    verdict: str
    entity: Entity | None = None
    decision: Decision | None = None
    reasons: tuple[Reason, ...] = ()
    agreement: str = ""
    missing: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = ()


def explain(
    account: Account,
    denial: Denial,
    *,
    context: Mapping[str, str | tuple[str, ...]] | None = None,
    now: datetime | None = None,
) -> Explanation:
    """Explain `denial`, as read from AWS's message or made from a principal, action, resource.

    `context` holds the condition keys that are known of the request; the others count as unknown.
    A pure function: the proposals are tried on copies of `account`.
    """
    if not denial.is_readable:
        return Explanation(denial, denial.unread or "Neither who was refused nor what is known.")
    question = question_of(account, denial, context or {}, now)
    if isinstance(question, str):
        return Explanation(denial, question, notes=_unread(denial))
    decision = question.put_to(account)
    misses = near_misses(account, question)
    fixed = _fixed(account, question) or is_out_of_reach(denial)
    return Explanation(
        denial,
        _verdict(account, question, decision),
        question.entity,
        decision,
        tuple(_reasons(decision, misses)),
        agreement(denial, decision),
        tuple(dict.fromkeys(_missing(decision, misses, question))),
        () if fixed else proposals(account, question, decision),
        tuple(_notes(account, question, denial, decision)),
    )


def _verdict(account: Account, question: Question, decision: Decision) -> str:
    who, what = question.entity, f"{question.action} on {question.resource}"
    if decision.verdict is Verdict.ALLOWED:
        return f"The policies of the account allow {who} {what}."
    if decision.verdict is Verdict.EXPLICIT_DENY:
        denying = next(m for m in decision.matched if m.effect is Effect.DENY and m.certain)
        return f"{place(denying)} denies {who} {what}."
    if decision.verdict is Verdict.CONDITIONAL:
        return f"Whether {who} may do {what} depends on conditions or on what was not read."
    if decision.layer is Layer.BOUNDARY:
        boundary = question.who(account).layers.boundary
        name = policy_in_words(boundary, Layer.BOUNDARY) if boundary else "the boundary"
        return f"{name[:1].upper()}{name[1:]} of {who} does not allow {what}."
    if decision.layer is Layer.RESOURCE and question.action.lower().startswith("sts:"):
        return f"The trust policy of {question.resource} does not let {who} in."
    if decision.layer is Layer.RESOURCE:
        return f"The policy of {question.resource} does not allow {who} {question.action}."
    return f"No policy of {who} allows {what}."


def _reasons(decision: Decision, misses: tuple[NearMiss, ...]) -> Iterator[Reason]:
    """The statements that decide: those that deny, else those that allow, else the nearest."""
    denying = [match for match in decision.matched if match.effect is Effect.DENY]
    if decision.verdict is Verdict.EXPLICIT_DENY:
        yield from (reason(match) for match in denying if match.certain)
        return
    yield from map(reason, decision.matched)
    known = {_key(match) for match in decision.matched}
    yield from (reason(miss.match) for miss in misses if _key(miss.match) not in known)


def _key(match: Match) -> tuple[str, int]:
    return match.policy, match.statement_index


def _missing(decision: Decision, misses: tuple[NearMiss, ...], question: Question) -> Iterator[str]:
    own = [a for a in decision.answers if a.layer in (Layer.IDENTITY, Layer.GROUP)]
    if not any(answer.allows == YES for answer in own):
        for miss in misses:
            for condition in miss.unmet:
                hint = _mfa_hint(question) if is_about_mfa(condition.key.value) else ""
                yield f"{place(miss.match)} needs this: {condition_in_words(condition)}{hint}."
    for match in decision.matched:
        if match.effect is Effect.DENY and match.undecided:
            phrases = " and ".join(map(condition_in_words, match.undecided))
            mfa = any(is_about_mfa(each.key.value) for each in match.undecided)
            yield f"{place(match)} denies while {phrases}{_mfa_hint(question) if mfa else ''}."


def _mfa_hint(question: Question) -> str:
    if question.entity.kind is EntityKind.ROLE:
        return ": the role was not assumed with an MFA code"
    return ": there is no MFA session"


def _notes(
    account: Account, question: Question, denial: Denial, decision: Decision
) -> Iterator[str]:
    yield from _unread(denial)
    yield from unread_parts(question.who(account))
    fixed = _fixed(account, question)
    if fixed:
        yield fixed
    elif is_out_of_reach(denial):
        yield "No change to this account's IAM can allow it as long as that policy stands."
    else:
        yield from unmovable(account, question, decision)
    if denial.stated is StatedPolicy.RESOURCE and denial.explicit is False:
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": question.arn},
            "Action": question.action,
            "Resource": question.resource,
        }
        yield f"The policy of the resource needs a statement such as this: {as_text(statement)}"
    if question.principal.session is not None:
        yield "A session policy, if one was passed when the role was assumed, is not known here."


def _unread(denial: Denial) -> tuple[str, ...]:
    return (denial.unread,) if denial.unread else ()


def _fixed(account: Account, question: Question) -> str:
    """Why IAM does not let anybody change what this principal may do; "" where it does."""
    role = account.roles.get(question.entity.key)
    if question.entity.kind is not EntityKind.ROLE or role is None:
        return ""
    if role.is_service_linked:
        return (
            f"The role {role.name} is linked to a service of AWS: nobody can change its policies."
        )
    if role.is_sso_reserved:
        return f"IAM Identity Center owns the role {role.name}: change its permission set there."
    return ""
