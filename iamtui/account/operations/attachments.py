"""Attach and detach a managed policy: users, groups and roles alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iamtui.account.call import Call, Parameters, text
from iamtui.account.edit import (
    changed,
    found,
    including,
    listed,
    with_group,
    with_policy,
    with_role,
    with_user,
    within_quota,
    without,
)
from iamtui.account.entity import EntityKind
from iamtui.account.field import Field
from iamtui.account.model import Account, Group, Role, Source, User
from iamtui.account.operation import Impossible, Inverse, Operation, declare


def policy_name(account: Account, arn: str) -> str:
    """The name of the policy `arn`, which is the last part of its ARN."""
    policy = account.policies.get(arn)
    return policy.name if policy else arn.rsplit("/", 1)[-1]


def _must_exist(account: Account, arn: str) -> None:
    source = Source.AWS_POLICIES if ":iam::aws:" in arn else Source.POLICIES
    if listed(account, source):
        found(account.policies, arn, "policy")


def _holder(account: Account, kind: str, name: str) -> User | Group | Role:
    if kind == "User":
        return found(account.users, name, "user")
    if kind == "Group":
        return found(account.groups, name, "group")
    role = found(account.roles, name, "role")
    if role.is_service_linked:
        raise Impossible(
            f"The role {name} is linked to an AWS service, which alone changes it.",
            "Change the service's settings instead.",
        )
    if role.is_sso_reserved:
        raise Impossible(
            f"The role {name} belongs to IAM Identity Center, which alone changes it.",
            "Change the permission set there instead.",
        )
    return role


def _with_attached(
    account: Account, kind: str, name: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> Account:
    holder = _holder(account, kind, name)
    attached = changed(holder.attached, change)
    if isinstance(holder, User):
        return with_user(account, replace(holder, attached=attached))
    if isinstance(holder, Group):
        return with_group(account, replace(holder, attached=attached))
    return with_role(account, replace(holder, attached=attached))


def _count(before: Account, after: Account, arn: str, step: int) -> Account:
    policy = after.policies.get(arn)
    if after is before or policy is None:
        return after
    return with_policy(
        after, replace(policy, attachment_count=changed(policy.attachment_count, step.__add__))
    )


def _declare(kind: str) -> None:
    noun = kind.lower()
    name_of = f"{kind}Name"

    def attach_words(account: Account, p: Parameters) -> str:
        policy = policy_name(account, text(p, "PolicyArn"))
        return f"Attach the policy {policy} to the {noun} {text(p, name_of)}"

    def detach_words(account: Account, p: Parameters) -> str:
        policy = policy_name(account, text(p, "PolicyArn"))
        return f"Detach the policy {policy} from the {noun} {text(p, name_of)}"

    def attach(account: Account, p: Parameters) -> Account:
        arn = text(p, "PolicyArn")
        name = text(p, name_of)
        _must_exist(account, arn)

        def add(arns: tuple[str, ...]) -> tuple[str, ...]:
            more = including(arns, arn)
            if more is not arns:
                things = f"managed policies on a {noun}"
                within_quota(account, f"AttachedPoliciesPer{kind}Quota", len(more), things)
            return more

        return _count(account, _with_attached(account, kind, name, add), arn, +1)

    def detach(account: Account, p: Parameters) -> Account:
        arn = text(p, "PolicyArn")
        after = _with_attached(account, kind, text(p, name_of), lambda a: without(a, arn))
        return _count(account, after, arn, -1)

    def attach_again(_before: Account, p: Parameters) -> Inverse:
        return Call(f"Attach{kind}Policy", p)

    def detach_again(_before: Account, p: Parameters) -> Inverse:
        return Call(f"Detach{kind}Policy", p)

    def attached(account: Account, p: Parameters) -> Field[object]:
        return _holder(account, kind, text(p, name_of)).attached

    target = (EntityKind(noun), name_of)
    for name, words, reduce, invert in (
        (f"Attach{kind}Policy", attach_words, attach, detach_again),
        (f"Detach{kind}Policy", detach_words, detach, attach_again),
    ):
        declare(Operation(name, words, reduce, invert, attached, target=target))


for _kind in ("User", "Group", "Role"):
    _declare(_kind)
