"""What holds for all kinds, on any account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.access.findings import findings, unseen
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.model import (
    Account,
    Group,
    InstanceProfile,
    ManagedPolicy,
    MfaDevice,
    Role,
    User,
)
from iamtui.ui.columns import Column, lay_out
from iamtui.ui.kind import Kind, View
from iamtui.ui.kinds import KINDS, kind_of
from iamtui.ui.kinds.entity_findings import verdict
from iamtui.ui.table_styles import CELL_STYLES
from tests.support.accounts import NOW, account, accounts, arn, small_account

EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)

UNKNOWN = Account(
    users={"ann": User("ann", arn("user", "ann"), "AIDA1")},
    groups={"ops": Group("ops", arn("group", "ops"), "AGPA1")},
    roles={"web": Role("web", arn("role", "web"), "AROA1")},
    policies={arn("policy", "p"): ManagedPolicy("p", arn("policy", "p"), "ANPA1")},
    instance_profiles={"web": InstanceProfile("web", arn("instance-profile", "web"), "AIPA1")},
    mfa_devices={arn("mfa", "a"): MfaDevice(arn("mfa", "a"), "eve")},
)
"""One of each kind, of which only the names are known."""

PLAIN = {"name", "path", "arn", "owner", "serial", "kind", "scope", "version", "lock", "role"}
"""Columns of what every way of listing an entity gives."""


def split(cell: str | tuple[str, str]) -> tuple[str, str]:
    return (cell, "") if isinstance(cell, str) else cell


def entities(made: Account) -> list[Entity]:
    return [Entity(kind.entity, key) for kind in KINDS for key in kind.keys(made)]


def test_every_kind_of_entity_is_listed_under_its_digit() -> None:
    assert {kind.entity for kind in KINDS} == set(EntityKind)
    assert [kind.key for kind in KINDS] == list("1234567")
    assert all(kind_of(kind.entity) is kind for kind in KINDS)


@given(accounts())
def test_every_cell_says_something(made: Account) -> None:
    view = View(made, NOW)
    for kind in KINDS:
        for key in kind.keys(made):
            for column in kind.columns:
                text, style = split(column.cell(view, key))
                assert text.strip()
                assert style in CELL_STYLES | {""}
                assert column.sort(view, key)[0] in (0, 1)


@EVERY_KIND
def test_what_is_not_known_is_shown_as_unknown(kind: Kind) -> None:
    view = View(UNKNOWN, NOW)
    for key in kind.keys(UNKNOWN):
        for column in kind.columns:
            told = column.key in PLAIN or (kind.title, column.key) == ("MFA devices", "findings")
            if not told:
                assert split(column.cell(view, key))[1] == "unknown", column.key


@EVERY_KIND
def test_rows_that_are_gone_say_so(kind: Kind) -> None:
    view = View(Account(), NOW)
    for key in kind.keys(UNKNOWN):
        assert {split(column.cell(view, key)) for column in kind.columns} == {("gone", "unknown")}
        assert all(c.number(view, key) is None for c in kind.columns if c.number is not None)
        assert kind.sections(view, key)[0].title == "Gone"
        assert kind.name(Account(), key)


@given(accounts())
def test_keys_and_details_are_told_apart(made: Account) -> None:
    view = View(made, NOW)
    for kind in KINDS:
        keys = kind.keys(made)
        assert len(keys) == len(set(keys))
        for key in keys:
            rows = [row.key for section in kind.sections(view, key) for row in section.rows]
            assert len(rows) == len(set(rows))


@given(accounts())
def test_links_lead_to_what_there_is(made: Account) -> None:
    view, there = View(made, NOW), set(entities(made))
    for entity in there:
        kind = kind_of(entity.kind)
        rows = [row for section in kind.sections(view, entity.key) for row in section.rows]
        assert {row.link for row in rows if row.link is not None} <= there
        assert set(kind.used_by(made, entity.key)) <= there


@given(accounts())
def test_what_can_be_taken_away_is_there(made: Account) -> None:
    view = View(made, NOW)
    for entity in entities(made):
        for section in kind_of(entity.kind).sections(view, entity.key):
            for row in section.rows:
                if row.take_away is not None:
                    assert row.take_away.calls(made)


@given(accounts(), st.integers(0, 500))
@settings(max_examples=50)
def test_findings_of_one_entity_are_those_of_the_account(made: Account, days: int) -> None:
    now = NOW + timedelta(days=days)
    everything, blind = findings(made, now), unseen(made)
    for entity in entities(made):
        if entity.kind in (EntityKind.ACCESS_KEY, EntityKind.INSTANCE_PROFILE):
            continue
        if entity.kind is EntityKind.MFA_DEVICE and entity.key not in made.mfa_devices:
            continue
        result = verdict(View(made, now), entity)
        assert sorted(map(str, result.findings)) == sorted(map(str, everything.get(entity, ())))
        assert set(blind.get(entity, ())) <= set(result.unseen)


@EVERY_KIND
@pytest.mark.parametrize("width", [80, 110, 200])
def test_the_columns_meant_for_a_width_fit(kind: Kind, width: int) -> None:
    columns = [c for c in kind.columns if c.from_width <= (width if width < 200 else 110)]
    laid_out = lay_out([Column(c.key, c.title, c.width) for c in columns], width - 1)
    if width != 110:
        assert len(laid_out) == len(columns)
    assert laid_out[0].width == columns[0].width


@EVERY_KIND
def test_titles_fit_with_the_sign_of_the_order(kind: Kind) -> None:
    for column in kind.columns:
        assert len(column.title) < column.width or len(column.title) == column.width == 10


def test_the_state_of_a_row_changes_with_what_its_cells_are_made_of() -> None:
    before = small_account()
    after = account(*before.users.values())
    for kind in KINDS:
        for key in kind.keys(before):
            assert kind.state(before, key) == kind.state(before, key)
    users = kind_of(EntityKind.USER)
    assert users.state(before, "ann") != users.state(after, "ann")
