"""What is wrong in an account, entity by entity, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from iamtui.access.administrator import grants_everything, is_administrator_policy
from iamtui.access.finding import Finding
from iamtui.access.held import document_in_force
from iamtui.access.trust import accounts_let_in, lets_anyone_in
from iamtui.access.user_findings import user_findings
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known, Unknown
from iamtui.account.model import Account, Group, ManagedPolicy, Role, Source, User

_EMPTY_GROUP = Finding(
    "low", "group-empty", "This group has no members.", "Delete it if nobody is to join."
)
_UNATTACHED = Finding(
    "low",
    "policy-unattached",
    "This policy is attached to nobody and bounds nobody.",
    "Delete it if it is not needed.",
)
_UNASSIGNED = Finding(
    "low",
    "mfa-unassigned",
    "This MFA device is assigned to nobody: an enrolment that was not finished.",
    "Delete it.",
)
_OPEN_TO_ALL = Finding(
    "high",
    "role-trusts-anyone",
    "Anyone in any AWS account may assume this role.",
    "Name the principals in the trust policy, or pin them down by a condition.",
)


def findings(account: Account, now: datetime) -> Mapping[Entity, tuple[Finding, ...]]:
    """What is wrong at `now` (aware, UTC); entities with nothing wrong are left out.

    What is not known gives no finding, which does not make it right: see `unseen`. A pure function
    of its arguments, in one pass over the account.
    """
    return {entity: found for entity, found in _all(account, now) if found}


def unseen(account: Account) -> Mapping[Entity, tuple[str, ...]]:
    """What `findings` could not look at, each as a phrase with the reason."""
    blind: dict[Entity, tuple[str, ...]] = {}
    for user in account.users.values():
        fields: Mapping[str, Field[object]] = {
            "password": user.password,
            "MFA": user.mfa_active,
            "access keys": user.access_keys,
            "groups": user.groups,
            "attached policies": user.attached,
            "inline policies": user.inline,
            "boundary": user.boundary,
        }
        if phrases := _not_known(fields):
            blind[Entity(EntityKind.USER, user.name)] = phrases
    for role in account.roles.values():
        if phrases := _not_known({"trust policy": role.trust}):
            blind[Entity(EntityKind.ROLE, role.name)] = phrases
    return blind


def _not_known(fields: Mapping[str, Field[object]]) -> tuple[str, ...]:
    return tuple(f"{n}: {field}" for n, field in fields.items() if isinstance(field, Unknown))


def _all(account: Account, now: datetime) -> Iterator[tuple[Entity, tuple[Finding, ...]]]:
    administrators = _Administrators(account)
    for user in account.users.values():
        found = tuple(user_findings(user, administrators.has(user), now))
        yield Entity(EntityKind.USER, user.name), found
    if _members_are_known(account):
        members = account.index.members
        for name in account.groups:
            yield Entity(EntityKind.GROUP, name), () if members.get(name) else (_EMPTY_GROUP,)
    for role in account.roles.values():
        yield Entity(EntityKind.ROLE, role.name), tuple(_role_findings(role))
    for policy in account.policies.values():
        found = (_UNATTACHED,) if _is_unattached(policy) else ()
        yield Entity(EntityKind.POLICY, policy.arn), found
    for device in account.mfa_devices.values():
        found = (_UNASSIGNED,) if device.user is None else ()
        yield Entity(EntityKind.MFA_DEVICE, device.serial), found


class _Administrators:
    """Which policies and groups of an account allow everything; each document is read once."""

    def __init__(self, account: Account) -> None:
        self._policies = {
            arn for arn, policy in account.policies.items() if _allows_all(account, policy)
        }
        self._groups = {name for name, group in account.groups.items() if self._holds(group)}

    def has(self, user: User) -> bool:
        """Whether a policy allows `user` everything, and no boundary or doubt is in between."""
        boundary = user.boundary.otherwise("")
        if boundary is not None and not self._is_one(boundary):
            return False
        return self._holds(user) or not self._groups.isdisjoint(user.groups.otherwise(()))

    def _is_one(self, arn: str) -> bool:
        return arn in self._policies or is_administrator_policy(arn)

    def _holds(self, holder: User | Group) -> bool:
        attached, inline = holder.attached.otherwise(()), holder.inline.otherwise(())
        return any(map(self._is_one, attached)) or any(
            grants_everything(policy.document) for policy in inline
        )


def _allows_all(account: Account, policy: ManagedPolicy) -> bool:
    if policy.is_aws_managed:
        return False
    document = document_in_force(account, policy.arn)
    return isinstance(document, Known) and grants_everything(document.value)


def _members_are_known(account: Account) -> bool:
    return isinstance(account.sources.get(Source.USERS), Known) and all(
        isinstance(user.groups, Known) for user in account.users.values()
    )


def _role_findings(role: Role) -> Iterator[Finding]:
    if not isinstance(role.trust, Known):
        return
    if lets_anyone_in(role.trust.value):
        yield _OPEN_TO_ALL
    home = role.arn.split(":")[4]
    for account_id in accounts_let_in(role.trust.value, home):
        yield Finding(
            "medium",
            "role-trusts-account",
            f"All of account {account_id} may assume this role, without an external id.",
            "Ask for an external id in a condition, or name the one role that needs it.",
        )


def _is_unattached(policy: ManagedPolicy) -> bool:
    nobody = policy.attachment_count == Known(0) and policy.boundary_count == Known(0)
    return nobody and not policy.is_aws_managed
