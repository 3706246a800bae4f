"""Whether a principal has room for one policy, group or statement more.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from collections.abc import Iterable

from iamtui.access.holders import holder_of
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, InlinePolicy, User

_MANAGED = 6_144
_INLINE = {EntityKind.USER: 2_048, EntityKind.GROUP: 5_120, EntityKind.ROLE: 10_240}
_POLICIES = {
    EntityKind.USER: "AttachedPoliciesPerUserQuota",
    EntityKind.ROLE: "AttachedPoliciesPerRoleQuota",
}
_USUAL = 10


def fits_managed(document: str) -> bool:
    """Whether a managed policy may be so long."""
    return _size(document) <= _MANAGED


def fits_inline(account: Account, entity: Entity, name: str, document: str) -> bool:
    """Whether the inline policies of a user or role may be so long together."""
    holder = holder_of(account, entity)
    others: Iterable[InlinePolicy] = () if holder is None else holder.inline.otherwise(())
    sizes = [_size(policy.document) for policy in others if policy.name != name]
    return sum(sizes) + _size(document) <= _INLINE[entity.kind]


def may_attach(account: Account, entity: Entity) -> bool:
    """Whether one managed policy more may be attached to a user or role."""
    holder = holder_of(account, entity)
    if holder is None or not isinstance(holder.attached, Known):
        return False
    return len(holder.attached.value) < _quota(account, _POLICIES[entity.kind])


def may_join(account: Account, user: User) -> bool:
    """Whether a user may become a member of one group more."""
    if not isinstance(user.groups, Known):
        return False
    return len(user.groups.value) < _quota(account, "GroupsPerUserQuota")


def _quota(account: Account, name: str) -> int:
    return account.summary.otherwise({}).get(name, _USUAL)


def _size(document: str) -> int:
    """The characters that AWS counts: all but white space."""
    return len("".join(document.split()))
