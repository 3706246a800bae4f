"""Groups: their columns and detail screen. Who is in a group only its users know."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import Account, Group, Source
from iamtui.changes.membership import RemoveFromGroup
from iamtui.ui.kind import Kind, Row, Section, View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.datum import Datum
from iamtui.ui.kinds.entity_columns import MEDIUM, WIDE, EntityColumns
from iamtui.ui.kinds.entity_findings import (
    all_members_known,
    findings_column,
    findings_section,
)
from iamtui.ui.kinds.naming import entities_naming
from iamtui.ui.kinds.per_account import per_account
from iamtui.ui.kinds.permissions import permissions
from iamtui.ui.kinds.sections import GONE, fact, incomplete, section, when


def _members(account: Account, group: Group) -> tuple[str, ...]:
    return account.index.members.get(group.name, ())


def _member_count(view: View, group: Group) -> Datum:
    number = len(_members(view.account, group))
    return datum.count(number) if all_members_known(view.account) else datum.at_least(number)


_columns = EntityColumns[Group](lambda account, key: account.groups.get(key))

COLUMNS = (
    _columns.text("name", "Group name", 20, lambda _, group: datum.words(group.name), grow=True),
    _columns.figure("members", "Members", 8, _member_count),
    _columns.figure("policies", "Policies", 9, lambda _, g: datum.counts(g.attached, g.inline)),
    findings_column(_columns, lambda group: Entity(EntityKind.GROUP, group.name)),
    _columns.text("path", "Path", 10, lambda _, group: datum.words(group.path)),
    _columns.figure("created", "Created", 10, lambda view, g: datum.date(view.now, g.created)),
    _columns.text(
        "attached",
        "Attached",
        20,
        lambda _, group: datum.known(group.attached, datum.policy_names),
        from_width=MEDIUM,
        grow=True,
    ),
    _columns.text("arn", "ARN", 40, lambda _, group: datum.words(group.arn), from_width=WIDE),
)


def _sections(view: View, key: str) -> tuple[Section, ...]:
    group = view.account.groups.get(key)
    if group is None:
        return GONE
    entity = Entity(EntityKind.GROUP, group.name)
    return (
        section(
            "Summary",
            (
                fact("ARN", group.arn),
                fact("Group id", group.id),
                fact("Path", group.path),
                fact("Created", when(view, group.created)),
            ),
        ),
        findings_section(view, entity),
        _member_section(view.account, group),
        permissions(view.account, entity, group),
    )


def _member_section(account: Account, group: Group) -> Section:
    rows = [
        Row(
            name,
            name,
            link=Entity(EntityKind.USER, name),
            take_away=RemoveFromGroup(name, group.name),
        )
        for name in _members(account, group)
    ]
    if not all_members_known(account):
        rows.append(incomplete("the groups of some users are not known"))
    return section("Members", rows, "no members")


@per_account
def _keys(account: Account) -> tuple[str, ...]:
    return tuple(sorted(account.groups, key=str.casefold))


def _arn(account: Account, key: str) -> str:
    group = account.groups.get(key)
    return group.arn if group else ""


def _used_by(account: Account, key: str) -> tuple[Entity, ...]:
    members = account.index.members.get(key, ())
    users = tuple(Entity(EntityKind.USER, name) for name in members)
    return (*users, *entities_naming(account, _arn(account, key)))


GROUPS = Kind(
    entity=EntityKind.GROUP,
    title="Groups",
    key="2",
    columns=COLUMNS,
    sources=(Source.GROUPS, Source.USERS),
    keys=_keys,
    sections=_sections,
    name=lambda _account, key: key,
    arn=_arn,
    used_by=_used_by,
    state=lambda account, key: (
        account.groups.get(key),
        account.index.members.get(key),
        all_members_known(account),
    ),
)
