"""The credential report: a line of CSV a user, read by the names of its columns.

IAM User Guide, "Get credential reports for your AWS account". AWS writes `N/A` where there is
nothing (no key, never used), `no_information` where it kept none, and `not_supported` for what
does not apply to the root user.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from iamtui.account.field import NOT_ASKED, Field, Known
from iamtui.account.model import AccessKey, KeyStatus, LastUsed, Password

ROOT_ACCOUNT = "<root_account>"

_NOTHING = frozenset({"", "N/A", "no_information", "not_supported"})


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What the report says of one user. The keys, oldest first, have no ids in a report."""

    user: str
    arn: str
    password: Field[Password]
    mfa_active: Field[bool]
    access_keys: Field[tuple[AccessKey, ...]]


@dataclass(frozen=True, slots=True)
class CredentialReport:
    """The rows of the users by name, and that of the account's root user."""

    users: Mapping[str, ReportRow]
    root: ReportRow | None


def parse(text: str) -> CredentialReport:
    """Read a credential report; columns it leaves out give fields that are not known."""
    rows = {row.user: row for row in map(_row, csv.DictReader(text.splitlines()))}
    root = rows.pop(ROOT_ACCOUNT, None)
    return CredentialReport(rows, root)


def _row(cells: Mapping[str, str]) -> ReportRow:
    return ReportRow(
        user=cells["user"],
        arn=cells.get("arn", ""),
        password=_password(cells),
        mfa_active=_flag(cells.get("mfa_active")),
        access_keys=_keys(cells),
    )


def _flag(cell: str | None) -> Field[bool]:
    return NOT_ASKED if cell is None or cell in _NOTHING else Known(cell.lower() == "true")


def _moment(cell: str | None) -> datetime | None:
    if cell is None or cell in _NOTHING:
        return None
    time = datetime.fromisoformat(cell)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _password(cells: Mapping[str, str]) -> Field[Password]:
    enabled = _flag(cells.get("password_enabled"))
    if not isinstance(enabled, Known):
        return NOT_ASKED
    return Known(
        Password(
            enabled=enabled.value,
            last_used=_moment(cells.get("password_last_used")),
            last_changed=_moment(cells.get("password_last_changed")),
        )
    )


def _keys(cells: Mapping[str, str]) -> Field[tuple[AccessKey, ...]]:
    if "access_key_1_active" not in cells:
        return NOT_ASKED
    keys = [key for number in (1, 2) if (key := _key(cells, f"access_key_{number}_")) is not None]
    return Known(
        tuple(sorted(keys, key=lambda key: key.created or datetime.min.replace(tzinfo=UTC)))
    )


def _key(cells: Mapping[str, str], prefix: str) -> AccessKey | None:
    active = _flag(cells.get(f"{prefix}active")).otherwise(False)
    created = _moment(cells.get(f"{prefix}last_rotated"))
    if created is None and not active:
        return None
    status = KeyStatus.ACTIVE if active else KeyStatus.INACTIVE
    return AccessKey(NOT_ASKED, status, created, _last_used(cells, f"{prefix}last_used_"))


def _last_used(cells: Mapping[str, str], prefix: str) -> Field[LastUsed | None]:
    if f"{prefix}date" not in cells:
        return NOT_ASKED
    at = _moment(cells[f"{prefix}date"])
    if at is None:
        return Known(None)
    region, service = cells.get(f"{prefix}region", ""), cells.get(f"{prefix}service", "")
    return Known(
        LastUsed(
            at,
            region="" if region in _NOTHING else region,
            service="" if service in _NOTHING else service,
        )
    )
