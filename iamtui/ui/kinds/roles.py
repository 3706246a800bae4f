"""Roles: their columns."""

from __future__ import annotations

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.model import Account, LastUsed, Role, Source
from iamtui.ui.kind import Kind, View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.datum import NEVER, NOTHING, Datum
from iamtui.ui.kinds.entity_columns import MEDIUM, WIDE, EntityColumns
from iamtui.ui.kinds.entity_findings import findings_column
from iamtui.ui.kinds.naming import entities_naming
from iamtui.ui.kinds.per_account import per_account
from iamtui.ui.kinds.role_details import sections
from iamtui.ui.kinds.trust import trusted

UNREADABLE = Datum(("unreadable", "unknown"), (datum.UNKNOWN_CLASS, 0.0, ""))


def _name(_view: View, role: Role) -> Datum:
    locked = role.is_service_linked or role.is_sso_reserved
    return datum.words(role.name, "muted" if locked else "")


def _trusted(view: View, role: Role) -> Datum:
    def summary(document: str) -> Datum:
        principals = trusted(document, view.account.id.otherwise(""))
        if principals is None:
            return UNREADABLE
        text = ", ".join(dict.fromkeys(principal.words for principal in principals))
        open_to_all = any(principal.open_to_all for principal in principals)
        return datum.words(text, "warning" if open_to_all else "")

    return datum.known(role.trust, summary)


def _activity(view: View, role: Role) -> Datum:
    def age(use: LastUsed | None) -> Datum:
        return NEVER if use is None else datum.age(view.now, use.at)

    return datum.known(role.last_used, age)


def _policies(_view: View, role: Role) -> Datum:
    return datum.counts(role.attached, role.inline)


def _lock(_view: View, role: Role) -> Datum:
    """Who keeps the role locked: its AWS service, or IAM Identity Center (SSO)."""
    if role.is_service_linked:
        return datum.words("service", "muted")
    return datum.words("SSO", "muted") if role.is_sso_reserved else NOTHING


def _max_session(_view: View, role: Role) -> Datum:
    def hours(seconds: int) -> Datum:
        number = seconds / 3600
        return Datum(f"{number:g}h", (datum.KNOWN_CLASS, number, ""), number)

    return datum.known(role.max_session, hours)


_columns = EntityColumns[Role](lambda account, key: account.roles.get(key))

COLUMNS = (
    _columns.text("name", "Role name", 32, _name, grow=True),
    _columns.text("trusted", "Trusted entities", 17, _trusted, grow=True),
    _columns.figure("activity", "Activity", 9, _activity),
    findings_column(_columns, lambda role: Entity(EntityKind.ROLE, role.name)),
    _columns.text("lock", "Locked", 8, _lock, choice=True, from_width=MEDIUM),
    _columns.figure("policies", "Policies", 9, _policies, from_width=MEDIUM),
    _columns.text("path", "Path", 12, lambda _, role: datum.words(role.path), from_width=MEDIUM),
    _columns.figure(
        "created", "Created", 10, lambda view, r: datum.date(view.now, r.created), from_width=MEDIUM
    ),
    _columns.figure("session", "Session", 8, _max_session, from_width=WIDE),
    _columns.text("arn", "ARN", 36, lambda _, role: datum.words(role.arn), from_width=WIDE),
    _columns.text(
        "attached",
        "Attached",
        20,
        lambda _, role: datum.known(role.attached, datum.policy_names),
        from_width=WIDE,
        grow=True,
    ),
    _columns.text(
        "tags",
        "Tags",
        12,
        lambda _, role: datum.known(role.tags, datum.tags),
        from_width=WIDE,
        grow=True,
    ),
)


@per_account
def _keys(account: Account) -> tuple[str, ...]:
    return tuple(sorted(account.roles, key=str.casefold))


def _arn(account: Account, key: str) -> str:
    role = account.roles.get(key)
    return role.arn if role else ""


def _used_by(account: Account, key: str) -> tuple[Entity, ...]:
    names = account.index.profiles_of.get(key, ())
    profiles = tuple(Entity(EntityKind.INSTANCE_PROFILE, name) for name in names)
    return (*profiles, *entities_naming(account, _arn(account, key)))


ROLES = Kind(
    entity=EntityKind.ROLE,
    title="Roles",
    key="3",
    columns=COLUMNS,
    sources=(Source.ROLES,),
    keys=_keys,
    sections=sections,
    name=lambda _account, key: key,
    arn=_arn,
    used_by=_used_by,
    state=lambda account, key: (account.roles.get(key), account.id),
    opened=frozenset({Aspect.ENTITY}),
)
