"""Instance profiles: columns and detail screen."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import Account, InstanceProfile, Source
from iamtui.ui.kind import Kind, Row, Section, View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.entity_columns import MEDIUM, EntityColumns
from iamtui.ui.kinds.naming import entities_naming
from iamtui.ui.kinds.per_account import per_account
from iamtui.ui.kinds.sections import GONE, fact, section, when

_columns = EntityColumns[InstanceProfile](lambda account, key: account.instance_profiles.get(key))

COLUMNS = (
    _columns.text("name", "Instance profile", 24, lambda _, p: datum.words(p.name), grow=True),
    _columns.text("role", "Role", 24, lambda _, p: datum.names(p.roles), grow=True),
    _columns.text("path", "Path", 12, lambda _, p: datum.words(p.path)),
    _columns.figure("created", "Created", 10, lambda view, p: datum.date(view.now, p.created)),
    _columns.text("arn", "ARN", 48, lambda _, p: datum.words(p.arn), from_width=MEDIUM),
)


def _sections(view: View, key: str) -> tuple[Section, ...]:
    profile = view.account.instance_profiles.get(key)
    if profile is None:
        return GONE
    return (
        section(
            "Summary",
            (
                fact("ARN", profile.arn),
                fact("Instance profile id", profile.id),
                fact("Path", profile.path),
                fact("Created", when(view, profile.created)),
            ),
        ),
        section("Role", [_role(view.account, name) for name in profile.roles], "no role"),
    )


def _role(account: Account, name: str) -> Row:
    known = name in account.roles
    return Row(name, name, link=Entity(EntityKind.ROLE, name) if known else None)


@per_account
def _keys(account: Account) -> tuple[str, ...]:
    return tuple(sorted(account.instance_profiles, key=str.casefold))


def _arn(account: Account, key: str) -> str:
    profile = account.instance_profiles.get(key)
    return profile.arn if profile else ""


INSTANCE_PROFILES = Kind(
    entity=EntityKind.INSTANCE_PROFILE,
    title="Instance profiles",
    key="7",
    columns=COLUMNS,
    sources=(Source.DETAILS,),
    keys=_keys,
    sections=_sections,
    name=lambda _account, key: key,
    arn=_arn,
    used_by=lambda account, key: entities_naming(account, _arn(account, key)),
    state=lambda account, key: (account.instance_profiles.get(key),),
)
