"""The ways to give a principal one more permission: each the first step of a proposal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from iamtui.access.document_editing import allow_statement, as_text, document_of
from iamtui.access.granted_actions import extra_actions
from iamtui.access.held import Held, Way, document_in_force, held_policies
from iamtui.access.policy_room import fits_inline, may_attach, may_join
from iamtui.access.proposal import ProposalStep, StepKind
from iamtui.access.question import Question
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.policy import Layers, NamedPolicy, Request, evaluate
from iamtui.policy.managed import managed_policies

_NOT_A_NAME = re.compile(r"[^\w+=,.@-]+", re.ASCII)
# What tells a policy made for a service to hold; those of linked roles cannot be attached at all.
_FOR_SERVICES = ("/aws-service-role/", "/service-role/", "Role", "ServicePolicy")


@dataclass(frozen=True, slots=True)
class Grant:
    """A step that may give the permission, and how many other actions come along with it."""

    step: ProposalStep
    extra: int


def grants(account: Account, question: Question) -> Iterator[tuple[Grant, ...]]:
    """By kind, each the least first: groups, the account's policies, AWS's, a new statement."""
    yield tuple(_least(_groups(account, question)))
    yield tuple(_least(_customer_policies(account, question)))
    yield tuple(_least(_aws_policies(account, question)))
    yield tuple(_statement(account, question))


def _least(found: Iterable[Grant]) -> list[Grant]:
    return sorted(found, key=lambda grant: (grant.extra, grant.step.name))


def _held(account: Account, question: Question) -> tuple[NamedPolicy, ...]:
    layers = question.who(account).layers
    return (*layers.identity, *layers.groups)


def _allowing(question: Question) -> Callable[[tuple[NamedPolicy, ...]], bool]:
    """Whether policies, taken alone, allow the request for certain."""
    request = Request(
        principal=question.principal,
        action=question.action,
        resource=question.resource,
        context=question.context,
        resource_account=question.principal.account,
        now=question.now,
        partial_context=True,
    )
    return lambda policies: evaluate(request, Layers(identity=policies)).allowed


def _groups(account: Account, question: Question) -> Iterator[Grant]:
    user = account.users.get(question.entity.key)
    if question.entity.kind is not EntityKind.USER or user is None or not may_join(account, user):
        return
    allows, held = _allowing(question), _held(account, question)
    for name in account.groups:
        if name in user.groups.otherwise(()):
            continue
        policies = _policies_of_group(account, name)
        if policies and allows(policies):
            sentence = f"Add {question.entity} to the group {name}"
            step = ProposalStep(StepKind.ADD_TO_GROUP, sentence, question.entity, name)
            yield Grant(step, extra_actions(policies, held, question.action))


def _policies_of_group(account: Account, name: str) -> tuple[NamedPolicy, ...]:
    """What a group holds; () where a part of it was not read."""
    found = held_policies(account, Entity(EntityKind.GROUP, name))
    texts = [
        NamedPolicy.of(each.name, each.document.value)
        for each in found
        if isinstance(each, Held) and isinstance(each.document, Known)
    ]
    return tuple(texts) if len(texts) == len(found) else ()


def _customer_policies(account: Account, question: Question) -> Iterator[Grant]:
    documents = (
        (arn, policy.name, document_in_force(account, arn))
        for arn, policy in account.policies.items()
        if not policy.is_aws_managed
    )
    known = ((arn, name, text.value) for arn, name, text in documents if isinstance(text, Known))
    return _attachable(account, question, known)


def _aws_policies(account: Account, question: Question) -> Iterator[Grant]:
    """AWS's policies as they are shipped, where the account has no newer text of one."""
    partition = question.arn.split(":", 2)[1]
    texts = (
        (policy.arn.replace("arn:aws:", f"arn:{partition}:", 1), policy.name, policy.document)
        for policy in managed_policies().values()
        if not any(sign in policy.arn for sign in _FOR_SERVICES)
    )
    in_force = ((arn, name, document_in_force(account, arn), text) for arn, name, text in texts)
    newest = ((arn, name, str(now.otherwise(text))) for arn, name, now, text in in_force)
    return _attachable(account, question, newest)


def _attachable(
    account: Account, question: Question, policies: Iterable[tuple[str, str, str]]
) -> Iterator[Grant]:
    if not may_attach(account, question.entity):
        return
    allows, held = _allowing(question), _held(account, question)
    mentions = _mentions(question.action.partition(":")[0])
    attached = account.index.attached_to
    for arn, name, text in policies:
        if question.entity in attached.get(arn, ()) or mentions.search(text) is None:
            continue
        policy = NamedPolicy.of(name, text)
        if allows((policy,)):
            sentence = f"Attach the policy {name} to {question.entity}"
            step = ProposalStep(
                StepKind.ATTACH_POLICY, sentence, question.entity, name, arn, document=text
            )
            yield Grant(step, extra_actions((policy,), held, question.action))


def _mentions(service: str) -> re.Pattern[str]:
    """Finds what a text must hold to grant an action of `service`: the rest need not be read."""
    wild = r'[^":]*[*?][^":]*'
    return re.compile(rf'"(?:{re.escape(service)}|{wild})(?::|"|\*)|\\|"NotAction"', re.IGNORECASE)


def _statement(account: Account, question: Question) -> Iterator[Grant]:
    statement = allow_statement(question.action, question.resource)
    document = document_of(statement)
    name = next(_free_names(account, question))
    if fits_inline(account, question.entity, name, document):
        sentence = f"Give {question.entity} an inline policy for just this"
        yield Grant(
            ProposalStep(
                StepKind.PUT_INLINE_POLICY,
                sentence,
                question.entity,
                name,
                document=document,
                statement=as_text(statement),
            ),
            0,
        )


def _free_names(account: Account, question: Question) -> Iterator[str]:
    """Names for an inline policy that the principal has none of."""
    inline = {
        each.name
        for each in held_policies(account, question.entity)
        if isinstance(each, Held) and each.way is Way.INLINE
    }
    base = _NOT_A_NAME.sub("-", f"Allow-{question.action}")[:120]
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, 1_000))
    return islice((name for name in names if name not in inline), 1)
