"""The permissions of a user, group or role as rows: attached policies, inline ones, via groups."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Unknown
from iamtui.account.model import Account, Group, InlinePolicy, Role, User
from iamtui.changes.attachments import DetachPolicy
from iamtui.policy.holder import Holder
from iamtui.ui.kind import Row, Section
from iamtui.ui.kinds.json_text import document
from iamtui.ui.kinds.sections import (
    not_known,
    policy_link,
    policy_name,
    rows_of,
    section,
)

TITLE = "Permissions"
NOTE = "no policies"
_HOLDERS = {
    EntityKind.USER: Holder.USER,
    EntityKind.GROUP: Holder.GROUP,
    EntityKind.ROLE: Holder.ROLE,
}


def permissions(account: Account, holder: Entity, of: User | Group | Role) -> Section:
    """What `holder` itself holds; detaching is proposed for the attached policies."""
    return section(TITLE, _own(account, holder, of), NOTE)


def user_permissions(account: Account, user: User) -> Section:
    """What a user holds, followed by what comes through its groups."""
    rows = _own(account, Entity(EntityKind.USER, user.name), user)
    if isinstance(user.groups, Unknown):
        rows.append(not_known("groups", user.groups))
    for name in user.groups.otherwise(()):
        rows += _via_group(account, name)
    return section(TITLE, rows, NOTE)


def _own(account: Account, holder: Entity, of: User | Group | Role) -> list[Row]:
    def attached(arn: str) -> Row:
        return Row(
            arn,
            policy_name(account, arn),
            "attached",
            link=policy_link(account, arn),
            take_away=DetachPolicy(holder, arn),
        )

    return [
        *rows_of(of.attached, attached, "attached policies"),
        *rows_of(of.inline, lambda policy: _inline(policy, holder, "inline"), "inline policies"),
    ]


def _via_group(account: Account, name: str) -> list[Row]:
    group, via = account.groups.get(name), f"via group {name}"
    link = Entity(EntityKind.GROUP, name)
    if group is None:
        reason = f"policies of group {name}: the group is not listed"
        return [Row(via, ("not known", "unknown"), (reason, "unknown"))]

    def attached(arn: str) -> Row:
        link = policy_link(account, arn)
        return Row(f"{name}: {arn}", policy_name(account, arn), via, link=link)

    return [
        *rows_of(group.attached, attached, f"attached policies of group {name}"),
        *rows_of(
            group.inline,
            lambda policy: _inline(policy, link, f"inline, {via}"),
            f"inline policies of group {name}",
        ),
    ]


def _inline(policy: InlinePolicy, holder: Entity, value: str) -> Row:
    title = f"Inline policy {policy.name} of {holder}"
    opened = document(title, policy.document, _HOLDERS[holder.kind])
    return Row(f"{holder} inline {policy.name}", policy.name, value, document=opened)
