"""What the filter costs: `python -m tests.bench.bench_filter` prints a line a figure.

A key typed into the filter is `Rows.filter_by` and `Rows.keys` on an account of 5,000 users; the
screen's part of it is measured with the table.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from iamtui.account.field import Known
from iamtui.account.model import AccessKey, Account, KeyStatus, LastUsed, Password, User
from iamtui.ui.kind import Kind, View
from iamtui.ui.kinds import KINDS
from iamtui.ui.rows import Rows
from tests.bench.measurement import Measurement, as_table, p95

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
USERS = 5_000
KEY_MS = 16.0

TYPED = (
    "lastname-0412",
    "team-3 !prod",
    "mfa:no age>90 group:admin*",
    "tags:*=prod activity>=30 policies<5",
    "arn:user/team password>1y",
)


def user(number: int) -> User:
    """A made-up user, all of whose fields are known."""
    name = f"firstname.lastname-{number:05d}"
    used = LastUsed(NOW - timedelta(days=number % 200), "eu-west-1", "s3")
    created = NOW - timedelta(days=number % 500)
    return User(
        name,
        f"arn:aws:iam::123456789012:user/team/{name}",
        f"AIDA{number:016d}",
        "/team/",
        NOW - timedelta(days=number),
        groups=Known((f"team-{number % 40}", "everybody")),
        attached=Known(tuple(f"arn:aws:iam::aws:policy/P{n}" for n in range(number % 4))),
        inline=Known(()),
        boundary=Known(None),
        tags=Known({"team": f"team-{number % 40}", "stage": "prod" if number % 3 else "test"}),
        password=Known(Password(number % 2 == 0, NOW - timedelta(days=3), created)),
        access_keys=Known(
            (AccessKey(Known(f"AKIA{number:016d}"), KeyStatus.ACTIVE, created, Known(used)),)
        ),
        mfa_active=Known(number % 5 != 0),
    )


def measure() -> list[Measurement]:
    """The figures of users and of access keys; takes a few seconds."""
    import iamtui.access.findings  # noqa: F401 - the app has imported it by then

    account = Account(users={one.name: one for one in map(user, range(USERS))})
    return [figure for kind in (KINDS[0], KINDS[4]) for figure in _of_kind(kind, account)]


def _of_kind(kind: Kind, account: Account) -> list[Measurement]:
    name, view = f"filter 5,000, {kind.title.lower()}: ", View(account, NOW)
    rows = Rows(kind)
    rows.keys(view)
    cold = _ms(lambda: _filter(rows, view, "a"))
    slices = _prepared(rows, view)
    keys = [
        _ms(lambda: _filter(rows, view, query[:end]))  # noqa: B023
        for query in TYPED
        for end in range(1, len(query) + 1)
    ]
    columns = [_ms(lambda: _filter(rows, view, f"{c.key}:a")) for c in kind.columns]  # noqa: B023
    _filter(rows, view, "")
    sorts = [_sorting(rows, view, column.key) for column in kind.columns]
    changed = View(_with_other_user(account), NOW)
    return [
        Measurement(name + "first key, unprepared", cold, "ms"),
        Measurement(name + "prepare, in all", sum(slices), "ms"),
        Measurement(name + "prepare, longest slice", max(slices), "ms", KEY_MS),
        Measurement(name + "a key, p95", p95(keys), "ms", KEY_MS),
        Measurement(name + "one column, slowest", max(columns), "ms", KEY_MS),
        Measurement(name + "sort by a column, slowest", max(sorts), "ms"),
        Measurement(name + "rows after a changed user", _ms(lambda: rows.keys(changed)), "ms"),
    ]


def _prepared(rows: Rows, view: View) -> list[float]:
    slices: list[float] = []
    while True:
        start = time.perf_counter()
        done = rows.prepare(view)
        slices.append((time.perf_counter() - start) * 1000)
        if done:
            return slices


def _filter(rows: Rows, view: View, query: str) -> None:
    rows.filter_by(query)
    rows.keys(view)


def _sorting(rows: Rows, view: View, column: str) -> float:
    rows.sort_by(column)
    return _ms(lambda: rows.keys(view))


def _with_other_user(account: Account) -> Account:
    other = replace(user(7), mfa_active=Known(False))
    return replace(account, users={**account.users, other.name: other})


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
