"""The parts that detail screens are put together from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known, Unknown
from iamtui.account.model import Account
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Document, Row, Section, View
from iamtui.ui.kinds.ages import moment

T = TypeVar("T")

NONE: Cell = ("–", "muted")
GONE = (Section("Gone", (), "It is not in this account any more."),)
"""The detail screen of an entity that was deleted."""


def fact(
    label: str, value: Cell, *, link: Entity | None = None, document: Document | None = None
) -> Row:
    """A row of a summary."""
    return Row(label, label, value, link=link, document=document)


def section(title: str, rows: Iterable[Row], note: str = "none") -> Section:
    """A section whose rows have keys that are unique on the whole screen."""
    seen: Counter[str] = Counter()
    keyed: list[Row] = []
    for row in rows:
        seen[row.key] += 1
        again = f" ({seen[row.key]})" if seen[row.key] > 1 else ""
        keyed.append(replace(row, key=f"{title}/{row.key}{again}"))
    return Section(title, tuple(keyed), "" if keyed else note)


def listed(
    title: str, field: Field[Sequence[T]], row: Callable[[T], Row], note: str = "none"
) -> Section:
    """A section with a row for each value of a field, or one that says why it is not known."""
    return section(title, rows_of(field, row), note)


def rows_of(field: Field[Sequence[T]], row: Callable[[T], Row], what: str = "") -> list[Row]:
    """A row for each value, or one that says why `what` is not known."""
    if isinstance(field, Known):
        return [row(value) for value in field.value]
    return [not_known(what, field)]


def not_known(what: str, field: Unknown) -> Row:
    """A row that says that `what` (the whole section for "") is not known, and why."""
    reason = f"{what}: {field}" if what else str(field)
    return Row(f"not known {what}", ("not known", "unknown"), (reason, "unknown"))


def incomplete(reason: str) -> Row:
    """A row that says that a list may lack something."""
    return Row("incomplete", ("not all known", "unknown"), (reason, "unknown"))


def value_of(field: Field[T], show: Callable[[T], Cell]) -> Cell:
    """The field as a cell of a summary."""
    return show(field.value) if isinstance(field, Known) else (str(field), "unknown")


def when(view: View, then: datetime | None, none: Cell = ("not known", "unknown")) -> Cell:
    """A moment with its age; `none` where there is no moment."""
    return none if then is None else moment(view.now, then)


def text_or_none(text: str) -> Cell:
    """A text; a dash where it is empty."""
    return text or NONE


def policy_name(account: Account, arn: str) -> str:
    """The name of the managed policy `arn`, which its ARN ends with."""
    policy = account.policies.get(arn)
    return policy.name if policy else arn.rpartition("/")[2]


def policy_link(account: Account, arn: str) -> Entity | None:
    """The policy `arn` as an entity, None where the account does not hold it."""
    return Entity(EntityKind.POLICY, arn) if arn in account.policies else None


def boundary_fact(account: Account, boundary: Field[str | None]) -> Row:
    """The row of a permissions boundary."""
    arn = boundary.otherwise(None)
    return fact(
        "Permissions boundary",
        value_of(boundary, lambda arn: policy_name(account, arn) if arn else NONE),
        link=policy_link(account, arn) if arn else None,
    )
