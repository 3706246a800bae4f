"""A role's detail screen."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, LastUsed, Role
from iamtui.policy.holder import Holder
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Document, Row, Section, View
from iamtui.ui.kinds.entity_findings import findings_section
from iamtui.ui.kinds.json_text import document
from iamtui.ui.kinds.permissions import permissions
from iamtui.ui.kinds.sections import (
    GONE,
    boundary_fact,
    fact,
    listed,
    not_known,
    section,
    text_or_none,
    value_of,
    when,
)
from iamtui.ui.kinds.tag_rows import tag_section
from iamtui.ui.kinds.trust import trusted


def sections(view: View, key: str) -> tuple[Section, ...]:
    """All that is known of the role `key`."""
    account = view.account
    role = account.roles.get(key)
    if role is None:
        return GONE
    entity = Entity(EntityKind.ROLE, role.name)
    return (
        _summary(view, role),
        findings_section(view, entity),
        _trust(account, role),
        permissions(account, entity, role),
        _instance_profiles(account, role),
        tag_section(entity, role.tags),
    )


def lock_reason(role: Role) -> str:
    """Why IAM calls cannot change a role, "" where they can."""
    if role.is_service_linked:
        return "an AWS service owns this service-linked role; only the service changes it"
    if role.is_sso_reserved:
        return "IAM Identity Center owns this role; only permission sets there change it"
    return ""


def _summary(view: View, role: Role) -> Section:
    reason = lock_reason(role)
    locked = (fact("Locked", (reason, "warning")),) if reason else ()
    return section(
        "Summary",
        (
            *locked,
            fact("ARN", role.arn),
            fact("Role id", role.id),
            fact("Path", role.path),
            fact("Description", value_of(role.description, text_or_none)),
            fact("Created", when(view, role.created)),
            fact("Last used", value_of(role.last_used, lambda use: _use(view, use))),
            fact("Longest session", value_of(role.max_session, lambda s: f"{s / 3600:g} h")),
            boundary_fact(view.account, role.boundary),
        ),
    )


def _use(view: View, use: LastUsed | None) -> Cell:
    # AWS keeps the last use of roles for 400 days (IAM User Guide, "View role access").
    if use is None:
        return "not within the last 400 days"
    region = f" in {use.region}" if use.region else ""
    return f"{when(view, use.at)}{region}"


def _trust(account: Account, role: Role) -> Section:
    title = "Trusted entities"
    if not isinstance(role.trust, Known):
        return section(title, (not_known("trust policy", role.trust),))
    policy = document(f"Trust policy of role {role.name}", role.trust.value, Holder.TRUST)
    return section(title, (_document_row(policy), *_principals(account, role.trust.value)))


def _document_row(policy: Document) -> Row:
    return Row("document", "Trust policy", "JSON", document=policy)


def _principals(account: Account, text: str) -> list[Row]:
    principals = trusted(text, account.id.otherwise(""))
    if principals is None:
        return [Row("unreadable", ("unreadable", "unknown"), "its principals are not known")]
    by_arn = account.index.by_arn
    return [
        Row(
            one.raw,
            (one.words, "warning") if one.open_to_all else one.words,
            one.raw,
            link=by_arn.get(one.raw),
        )
        for one in principals
    ]


def _instance_profiles(account: Account, role: Role) -> Section:
    def row(name: str) -> Row:
        known = name in account.instance_profiles
        return Row(name, name, link=Entity(EntityKind.INSTANCE_PROFILE, name) if known else None)

    return listed("Instance profiles", role.instance_profiles, row, "no instance profile")
