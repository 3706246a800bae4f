"""The account as it would be after a proposed step; the account itself stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from iamtui.access.proposal import ProposalStep, StepKind
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known
from iamtui.account.model import (
    Account,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    User,
)


def with_steps(account: Account, steps: Iterable[ProposalStep]) -> Account:
    """`account` after `steps`. An MFA session changes nothing here: see `Question.with_mfa`."""
    for step in steps:
        apply = _STEPS.get(step.kind)
        account = account if apply is None else apply(account, step)
    return account


def _added_to_group(account: Account, step: ProposalStep) -> Account:
    user = account.users[_entity(step).key]
    groups = Known((*user.groups.otherwise(()), step.name))
    return replace(account, users={**account.users, user.name: replace(user, groups=groups)})


def _attached(account: Account, step: ProposalStep) -> Account:
    if step.arn not in account.policies:
        account = _with_policy(account, step.arn, step.document)
    holder = _holder(account, _entity(step))
    attached = Known((*holder.attached.otherwise(()), step.arn))
    return _with_lists(account, holder, holder.inline, attached)


def _detached(account: Account, step: ProposalStep) -> Account:
    holder = _holder(account, _entity(step))
    attached = Known(tuple(arn for arn in holder.attached.otherwise(()) if arn != step.arn))
    return _with_lists(account, holder, holder.inline, attached)


def _inline_put(account: Account, step: ProposalStep) -> Account:
    holder = _holder(account, _entity(step))
    others = (one for one in holder.inline.otherwise(()) if one.name != step.name)
    inline = Known((*others, InlinePolicy(step.name, step.document)))
    return _with_lists(account, holder, inline, holder.attached)


def _inline_removed(account: Account, step: ProposalStep) -> Account:
    holder = _holder(account, _entity(step))
    inline = Known(tuple(one for one in holder.inline.otherwise(()) if one.name != step.name))
    return _with_lists(account, holder, inline, holder.attached)


def _edited(account: Account, step: ProposalStep) -> Account:
    return _with_policy(account, step.arn, step.document)


def _trust_edited(account: Account, step: ProposalStep) -> Account:
    role = account.roles[_entity(step).key]
    trusting = replace(role, trust=Known(step.document))
    return replace(account, roles={**account.roles, role.name: trusting})


_STEPS: Mapping[StepKind, Callable[[Account, ProposalStep], Account]] = {
    StepKind.ADD_TO_GROUP: _added_to_group,
    StepKind.ATTACH_POLICY: _attached,
    StepKind.DETACH_POLICY: _detached,
    StepKind.PUT_INLINE_POLICY: _inline_put,
    StepKind.REMOVE_INLINE_POLICY: _inline_removed,
    StepKind.EDIT_POLICY: _edited,
    StepKind.EDIT_TRUST_POLICY: _trust_edited,
}


def _entity(step: ProposalStep) -> Entity:
    if step.entity is None:
        raise ValueError(f"{step.kind.value}: of whom is not said")
    return step.entity


def _holder(account: Account, entity: Entity) -> User | Group | Role:
    if entity.kind is EntityKind.USER:
        return account.users[entity.key]
    if entity.kind is EntityKind.GROUP:
        return account.groups[entity.key]
    return account.roles[entity.key]


def _with_lists(
    account: Account,
    holder: User | Group | Role,
    inline: Field[tuple[InlinePolicy, ...]],
    attached: Field[tuple[str, ...]],
) -> Account:
    if isinstance(holder, User):
        user = replace(holder, inline=inline, attached=attached)
        return replace(account, users={**account.users, user.name: user})
    if isinstance(holder, Group):
        group = replace(holder, inline=inline, attached=attached)
        return replace(account, groups={**account.groups, group.name: group})
    role = replace(holder, inline=inline, attached=attached)
    return replace(account, roles={**account.roles, role.name: role})


def _with_policy(account: Account, arn: str, document: str) -> Account:
    """`account` where the default version of a policy, new or not, is `document`."""
    version = PolicyVersion("v1", is_default=True, document=Known(document))
    policy = account.policies.get(arn)
    if policy is None:
        name = arn.rsplit("/", 1)[-1]
        policy = ManagedPolicy(name, arn, "")
    changed = replace(policy, versions=Known((version,)))
    return replace(account, policies={**account.policies, arn: changed})
