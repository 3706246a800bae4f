"""From a proposal of an explanation to what can be done about it here."""

from __future__ import annotations

from iamtui.access.proposal import Proposal, ProposalStep, StepKind
from iamtui.account.entity import EntityKind
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.change import Change
from iamtui.changes.membership import AddToGroup
from iamtui.ui.kind import Document
from iamtui.ui.kinds.json_text import pretty


def change_of(step: ProposalStep) -> Change | None:
    """The step as a Change; None where there is none for it yet."""
    if step.entity is None:
        return None
    if step.kind is StepKind.ADD_TO_GROUP and step.entity.kind is EntityKind.USER:
        return AddToGroup(step.entity.key, step.name)
    if step.kind is StepKind.ATTACH_POLICY:
        return AttachPolicy(step.entity, step.arn)
    if step.kind is StepKind.DETACH_POLICY:
        return DetachPolicy(step.entity, step.arn)
    return None


def proposal_document(proposal: Proposal) -> Document:
    """The steps, with the statements and the whole documents that they need."""
    lines = [proposal.sentence, ""]
    for number, step in enumerate(proposal.steps, start=1):
        lines.append(f"{number}. {step.sentence}")
        if step.statement:
            lines += ["", "The new statement:", pretty(step.statement), ""]
        if step.document:
            lines += ["The whole policy then:", pretty(step.document), ""]
    return Document("What would allow it", "\n".join(lines).rstrip())


def statement_of(proposal: Proposal) -> str:
    """What y copies: the statements that are new, else the sentence."""
    statements = [pretty(step.statement) for step in proposal.steps if step.statement]
    return "\n".join(statements) or proposal.sentence
