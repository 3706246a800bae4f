"""What stands in the way of a request besides a missing grant, and the step that removes each."""

from __future__ import annotations

from collections.abc import Iterator

from iamtui.access.document_editing import (
    allow_statement,
    as_text,
    sparing,
    trust_statement,
    with_statement,
    without_denial,
)
from iamtui.access.held import Held
from iamtui.access.policy_room import fits_managed
from iamtui.access.proposal import ProposalStep, StepKind
from iamtui.access.question import Question
from iamtui.access.reasons import place
from iamtui.access.subject import HeldPolicy
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, Role
from iamtui.policy import Decision, Effect, Layer, Match
from iamtui.policy.tri import YES


def obstacles(
    account: Account, question: Question, decision: Decision, *, thorough: bool = False
) -> Iterator[ProposalStep | str]:
    """A step for each; a sentence for each that no step can remove from here.

    With `thorough` a Deny counts as one even where its conditions may not be met.
    """
    for match in decision.matched:
        if match.effect is Effect.DENY and (match.certain or thorough):
            yield _narrowed(account, question, match)
    for answer in decision.answers:
        if answer.layer is Layer.BOUNDARY and answer.allows != YES:
            yield _widened_boundary(account, question)
    if decision.layer is Layer.RESOURCE and _is_trust(question):
        yield _trusting(account, question)


def _is_trust(question: Question) -> bool:
    return question.action.lower() == "sts:assumerole"


def _widened_boundary(account: Account, question: Question) -> ProposalStep | str:
    boundary = question.who(account).layers.boundary
    held = boundary.held if isinstance(boundary, HeldPolicy) else None
    if not isinstance(held, Held) or not isinstance(held.document, Known):
        return "The permissions boundary could not be read, so that nobody can say how to widen it."
    if _is_aws_managed(held.arn):
        return f"The permissions boundary {held.name} is AWS's own and cannot be edited."
    statement = allow_statement(question.action, question.resource)
    document = with_statement(held.document.value, statement)
    if document is None or not fits_managed(document):
        return f"The permissions boundary {held.name} has no room for another statement."
    return ProposalStep(
        StepKind.EDIT_POLICY,
        f"Widen the permissions boundary {held.name} by a statement"
        f"{_others(account, held.arn, question.entity)}",
        Entity(EntityKind.POLICY, held.arn),
        held.name,
        held.arn,
        document,
        as_text(statement),
    )


def _narrowed(account: Account, question: Question, match: Match) -> ProposalStep | str:
    """The Deny of `match`, made to let the request pass."""
    if match.layer is Layer.RESOURCE:
        return _narrowed_trust(account, question, match)
    held = match.named.held if isinstance(match.named, HeldPolicy) else None
    if not isinstance(held, Held):
        return f"{place(match)} denies it, and cannot be edited from here."
    holder = Entity(EntityKind.GROUP, held.group) if held.group else question.entity
    if _is_aws_managed(held.arn):
        if match.layer is Layer.BOUNDARY:
            return f"The permissions boundary {held.name} is AWS's own and cannot be edited."
        sentence = f"Detach {held.name}, which denies it, from {holder}"
        return ProposalStep(StepKind.DETACH_POLICY, sentence, holder, held.name, held.arn)
    document = _document(question, match, own=not held.arn and not held.group)
    if document is None:
        return f"{place(match)} denies it, and its policy cannot be edited from here."
    if document == "":
        sentence = f"Remove the inline policy {held.name}, which denies nothing else, from {holder}"
        return ProposalStep(StepKind.REMOVE_INLINE_POLICY, sentence, holder, held.name)
    sentence = f"Narrow the Deny: {place(match)} no longer denies {question.action}"
    if held.arn or held.group:
        sentence += f" to {question.entity}"
    if held.arn:
        policy = Entity(EntityKind.POLICY, held.arn)
        return ProposalStep(StepKind.EDIT_POLICY, sentence, policy, held.name, held.arn, document)
    return ProposalStep(StepKind.PUT_INLINE_POLICY, sentence, holder, held.name, document=document)


def _document(question: Question, match: Match, *, own: bool) -> str | None:
    """The edited text; where that is too long, the Deny spares the principal altogether."""
    text, index = match.named.policy.document.text, match.statement_index
    edited = without_denial(text, index, question.action, None if own else question.arn)
    if edited is not None and len(edited) > len(text) and not fits_managed(edited):
        edited = sparing(text, index, question.arn)
    return edited


def _narrowed_trust(account: Account, question: Question, match: Match) -> ProposalStep | str:
    role = _role(account, question)
    if isinstance(role, str):
        return role
    text = match.named.policy.document.text
    document = without_denial(text, match.statement_index, question.action, question.arn)
    if not document:
        return f"{place(match)} denies it, and cannot be edited from here."
    sentence = f"Narrow the Deny: {place(match)} no longer denies it to {question.entity}"
    entity = Entity(EntityKind.ROLE, role.name)
    return ProposalStep(StepKind.EDIT_TRUST_POLICY, sentence, entity, document=document)


def _trusting(account: Account, question: Question) -> ProposalStep | str:
    role = _role(account, question)
    if isinstance(role, str):
        return role
    statement = trust_statement(question.action, question.arn)
    text = role.trust.value if isinstance(role.trust, Known) else ""
    document = with_statement(text, statement)
    if document is None:
        return f"The trust policy of {role.name} cannot be edited from here."
    return ProposalStep(
        StepKind.EDIT_TRUST_POLICY,
        f"Let {question.entity} in by the trust policy of {role.name}",
        Entity(EntityKind.ROLE, role.name),
        document=document,
        statement=as_text(statement),
    )


def _role(account: Account, question: Question) -> Role | str:
    """The role that is to be assumed, or why its trust policy cannot be changed from here."""
    entity = account.index.by_arn.get(question.resource)
    if entity is None or entity.kind is not EntityKind.ROLE:
        return (
            f"The role {question.resource} is not in this account: change its trust policy there."
        )
    role = account.roles[entity.key]
    if role.is_service_linked or role.is_sso_reserved:
        return f"AWS owns the role {role.name}: its trust policy cannot be changed."
    return role


def _is_aws_managed(arn: str) -> bool:
    return ":iam::aws:" in arn


def _others(account: Account, arn: str, entity: Entity) -> str:
    others = [each for each in account.index.boundary_of.get(arn, ()) if each != entity]
    return f" (it bounds {len(others)} more)" if others else ""
