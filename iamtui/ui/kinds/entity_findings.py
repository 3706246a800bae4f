"""What is wrong with one entity: its cell, and its section of the detail screen.

The rules look at a whole account. Here they are given the part of it that their verdict on one
entity rests on, so that a row costs what a row is worth and a change of one spoils no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from iamtui.account.edit import listed
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown
from iamtui.account.model import Account, Source, User
from iamtui.ui.columns import Cell
from iamtui.ui.kind import KindColumn, Row, Section, View
from iamtui.ui.kinds.datum import KNOWN_CLASS, UNKNOWN_CLASS, Datum, count
from iamtui.ui.kinds.entity_columns import EntityColumns
from iamtui.ui.kinds.per_account import per_account
from iamtui.ui.kinds.sections import incomplete, section

if TYPE_CHECKING:
    from iamtui.access.finding import Finding

E = TypeVar("E")

FINDINGS = "findings"
"""The key of the column that counts them."""

_RANKS = {"low": 1, "medium": 2, "high": 3}
_STYLES = {"low": "", "medium": "warning", "high": "error"}
_STANDS_FOR = timedelta(hours=1)
"""Findings count in days: an hour changes few of them."""

_MOST = 1_000
"""More findings than one entity has; a worse severity counts for more than any number."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings of an entity, the worst first, and what could not be looked at."""

    findings: tuple[Finding, ...]
    unseen: tuple[str, ...]


@per_account
def _verdicts(_account: Account) -> dict[Entity, tuple[datetime, Verdict]]:
    return {}


def verdict(view: View, entity: Entity) -> Verdict:
    """What is wrong with `entity`, a user, group, role, policy or MFA device."""
    known = _verdicts(view.account)
    held = known.get(entity)
    if held is None or abs(view.now - held[0]) > _STANDS_FOR:
        held = known[entity] = (view.now, _verdict(view, entity))
    return held[1]


def _verdict(view: View, entity: Entity) -> Verdict:
    # The rules bring the policy engine with them, which the first frame must not wait for.
    from iamtui.access.findings import findings, unseen

    part = _part(view.account, entity)
    found = sorted(findings(part, view.now).get(entity, ()), key=lambda one: -_RANKS[one.severity])
    blind = (*unseen(part).get(entity, ()), *_also_unseen(view.account, entity))
    return Verdict(tuple(found), blind)


def _also_unseen(account: Account, entity: Entity) -> Iterator[str]:
    """What the rules for groups and policies could not look at."""
    if entity.kind is EntityKind.GROUP and not all_members_known(account):
        yield "members: the groups of some users are not known"
    if entity.kind is EntityKind.POLICY:
        policy = account.policies[entity.key]
        counted = {"attachments": policy.attachment_count, "boundaries": policy.boundary_count}
        for what, count_of in counted.items():
            if isinstance(count_of, Unknown):
                yield f"{what}: {count_of}"


def findings_column(columns: EntityColumns[E], entity: Callable[[E], Entity]) -> KindColumn:
    """The column that counts findings, in the colour of the worst."""

    def read(view: View, of: E) -> Datum:
        return findings_datum(view, entity(of))

    return columns.figure(FINDINGS, "Findings", 9, read)


def findings_section(view: View, entity: Entity) -> Section:
    """What is wrong, the worst first, each with what to do about it."""
    result = verdict(view, entity)
    rows = [row for finding in result.findings for row in _rows(finding)]
    rows += [incomplete(f"not looked at: {phrase}") for phrase in result.unseen]
    return section("Findings", rows, "nothing found")


def _rows(finding: Finding) -> tuple[Row, Row]:
    return (
        Row(finding.code, _styled(finding.severity, finding.severity), finding.text),
        Row(f"{finding.code} remedy", ("what to do", "muted"), finding.remedy),
    )


@per_account
def all_members_known(account: Account) -> bool:
    """Whether it is known of every user what groups it is in."""
    users = account.users.values()
    return listed(account, Source.USERS) and all(isinstance(u.groups, Known) for u in users)


def findings_datum(view: View, entity: Entity) -> Datum:
    """How many there are; "+" and "?" where something could not be looked at."""
    result = verdict(view, entity)
    number = len(result.findings)
    if not number:
        return Datum(("?", "unknown"), (UNKNOWN_CLASS, 0.0, "")) if result.unseen else count(0)
    worst = result.findings[0].severity
    more = "+" if result.unseen else ""
    rank = float(_RANKS[worst] * _MOST + number)
    return Datum(_styled(f"{number}{more}", worst), (KNOWN_CLASS, rank, ""), float(number))


def _styled(text: str, severity: str) -> Cell:
    style = _STYLES[severity]
    return (text, style) if style else text


def _part(account: Account, entity: Entity) -> Account:
    """The part of `account` that a verdict on `entity` rests on."""
    key, part = entity.key, Account(id=account.id)
    if entity.kind is EntityKind.USER:
        return _around_user(part, account, account.users[key])
    if entity.kind is EntityKind.GROUP:
        users = {name: account.users[name] for name in account.index.members.get(key, ())}
        sources = account.sources if all_members_known(account) else {}
        return replace(part, groups={key: account.groups[key]}, users=users, sources=sources)
    if entity.kind is EntityKind.ROLE:
        return replace(part, roles={key: account.roles[key]})
    if entity.kind is EntityKind.POLICY:
        return replace(part, policies={key: account.policies[key]})
    return replace(part, mfa_devices={key: account.mfa_devices[key]})


def _around_user(part: Account, account: Account, user: User) -> Account:
    known = account.groups
    groups = {name: known[name] for name in user.groups.otherwise(()) if name in known}
    arns = {user.boundary.otherwise(None) or "", *user.attached.otherwise(())}
    for group in groups.values():
        arns.update(group.attached.otherwise(()))
    policies = {arn: account.policies[arn] for arn in arns if arn in account.policies}
    return replace(part, users={user.name: user}, groups=groups, policies=policies)
