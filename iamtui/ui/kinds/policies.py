"""Managed policies: their columns. The account's own come first."""

from __future__ import annotations

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.model import Account, ManagedPolicy, Source
from iamtui.ui.kind import Kind, View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.datum import Datum
from iamtui.ui.kinds.entity_columns import MEDIUM, WIDE, EntityColumns
from iamtui.ui.kinds.entity_findings import findings_column
from iamtui.ui.kinds.per_account import per_account
from iamtui.ui.kinds.policy_details import scope, sections


def _scope(_view: View, policy: ManagedPolicy) -> Datum:
    return datum.words(scope(policy), "muted" if policy.is_aws_managed else "")


def _boundaries(_view: View, policy: ManagedPolicy) -> Datum:
    return datum.known(policy.boundary_count, datum.count)


_columns = EntityColumns[ManagedPolicy](lambda account, key: account.policies.get(key))

COLUMNS = (
    _columns.text("name", "Policy name", 24, lambda _, p: datum.words(p.name), grow=True),
    _columns.text("scope", "Scope", 12, _scope, choice=True),
    _columns.figure(
        "used", "Used by", 8, lambda _, p: datum.known(p.attachment_count, datum.count)
    ),
    findings_column(_columns, lambda policy: Entity(EntityKind.POLICY, policy.arn)),
    _columns.figure("updated", "Updated", 10, lambda view, p: datum.date(view.now, p.updated)),
    _columns.text(
        "version",
        "Version",
        8,
        lambda _, p: datum.words(p.default_version),
        from_width=MEDIUM,
    ),
    _columns.text(
        "path", "Path", 14, lambda _, p: datum.words(p.path), from_width=MEDIUM, grow=True
    ),
    _columns.figure("boundary", "Boundary", 9, _boundaries, from_width=MEDIUM),
    _columns.figure(
        "versions", "Versions", 9, lambda _, p: datum.counts(p.versions), from_width=MEDIUM
    ),
    _columns.figure(
        "created", "Created", 10, lambda view, p: datum.date(view.now, p.created), from_width=WIDE
    ),
    _columns.text("arn", "ARN", 44, lambda _, p: datum.words(p.arn), from_width=WIDE),
    _columns.text(
        "description",
        "Description",
        20,
        lambda _, p: datum.known(p.description, datum.words),
        from_width=WIDE,
        grow=True,
    ),
    _columns.text(
        "tags",
        "Tags",
        12,
        lambda _, p: datum.known(p.tags, datum.tags),
        from_width=WIDE,
        grow=True,
    ),
)


@per_account
def _keys(account: Account) -> tuple[str, ...]:
    def order(policy: ManagedPolicy) -> tuple[bool, str, str]:
        return policy.is_aws_managed, policy.name.casefold(), policy.arn

    return tuple(policy.arn for policy in sorted(account.policies.values(), key=order))


def _name(account: Account, key: str) -> str:
    policy = account.policies.get(key)
    return policy.name if policy else key.rpartition("/")[2]


def _used_by(account: Account, key: str) -> tuple[Entity, ...]:
    attached = account.index.attached_to.get(key, ())
    return tuple(dict.fromkeys((*attached, *account.index.boundary_of.get(key, ()))))


POLICIES = Kind(
    entity=EntityKind.POLICY,
    title="Policies",
    key="4",
    columns=COLUMNS,
    sources=(Source.POLICIES, Source.AWS_POLICIES),
    keys=_keys,
    sections=sections,
    name=_name,
    arn=lambda _account, key: key,
    used_by=_used_by,
    state=lambda account, key: (account.policies.get(key),),
    opened=frozenset({Aspect.VERSIONS}),
)
