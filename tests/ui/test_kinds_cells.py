"""What stands in the columns of each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from iamtui.account.entity import EntityKind
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown, Why
from iamtui.account.model import (
    AccessKey,
    Account,
    KeyStatus,
    LastUsed,
    MfaDevice,
    Password,
    PolicyVersion,
)
from iamtui.ui.columns import Cell
from iamtui.ui.kind import View
from iamtui.ui.kinds import kind_of
from tests.support.accounts import (
    DENIED,
    NOW,
    READ_ONLY,
    SLR_PATH,
    account,
    arn,
    device,
    group,
    key,
    policy,
    role,
    small_account,
    user,
)

FAILED = Unknown(Why.FAILED, "timed out")


def ago(**span: float) -> Any:
    return NOW - timedelta(**span)


def cell(made: Account, kind: EntityKind, row: str, column: str) -> Cell:
    found = {c.key: c for c in kind_of(kind).columns}[column]
    return found.cell(View(made, NOW), row)


def of_user(column: str, **fields: Any) -> Cell:
    return cell(account(user("ann", **fields)), EntityKind.USER, "ann", column)


def used(at: Any) -> AccessKey:
    return key(1, last_used=Known(LastUsed(at, "eu-west-1", "s3")))


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (Known(()), ("–", "muted")),
        (Known(("admins", "ops")), "admins, ops"),
        (NOT_ASKED, ("…", "unknown")),
        (DENIED, ("denied", "unknown")),
        (FAILED, ("failed", "unknown")),
    ],
)
def test_groups_of_a_user(field: Field[tuple[str, ...]], shown: Cell) -> None:
    assert of_user("groups", groups=field) == shown


@pytest.mark.parametrize(
    ("password", "keys", "shown"),
    [
        (Known(Password(True, ago(days=9))), Known((used(ago(days=3)),)), "3d"),
        (Known(Password(True, ago(days=2))), Known((used(ago(days=3)),)), "2d"),
        (Known(Password(True)), Known(()), ("never", "muted")),
        (DENIED, Known((used(ago(days=3)),)), ("≤3d", "unknown")),
        (Known(Password(True, ago(days=9))), Known((key(1),)), ("≤9d", "unknown")),
        (Known(Password(True)), DENIED, ("denied", "unknown")),
        (FAILED, NOT_ASKED, ("failed", "unknown")),
    ],
)
def test_last_activity_is_the_newest_use_that_is_known(
    password: Field[Password], keys: Field[tuple[AccessKey, ...]], shown: Cell
) -> None:
    assert of_user("activity", password=password, access_keys=keys) == shown


@pytest.mark.parametrize(
    ("mfa", "password", "shown"),
    [
        (Known(True), Known(Password(True)), "yes"),
        (Known(False), Known(Password(True)), ("no", "warning")),
        (Known(False), Known(Password(False)), ("no", "muted")),
        (Known(False), DENIED, "no"),
        (DENIED, Known(Password(True)), ("denied", "unknown")),
    ],
)
def test_a_password_without_mfa_is_a_warning(
    mfa: Field[bool], password: Field[Password], shown: Cell
) -> None:
    assert of_user("mfa", mfa_active=mfa, password=password) == shown


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (3, "3d"),
        (90, "2mo"),
        (91, ("2mo", "warning")),
        (365, ("11mo", "warning")),
        (366, ("12mo", "error")),
        (900, ("2y", "error")),
    ],
)
def test_old_keys_are_warned_about(days: int, shown: Cell) -> None:
    keys = (
        key(1),
        key(2, created=ago(days=days)),
        key(3, KeyStatus.INACTIVE, created=ago(days=999)),
    )
    assert of_user("age", access_keys=Known(keys)) == shown


def test_the_age_of_a_key_is_not_guessed() -> None:
    assert of_user("age", access_keys=Known((key(1), key(2, created=None)))) == ("?", "unknown")
    assert of_user("age", access_keys=Known((key(1, KeyStatus.INACTIVE),))) == ("–", "muted")


def test_policies_of_a_user_are_counted_only_when_all_are_known() -> None:
    assert of_user("policies", attached=Known((READ_ONLY,))) == "1"
    assert of_user("policies") == ("0", "muted")
    assert of_user("policies", attached=Known((READ_ONLY,)), inline=DENIED) == ("denied", "unknown")


def test_findings_are_counted_in_the_colour_of_the_worst() -> None:
    risky = {"password": Known(Password(True, NOW, NOW))}
    assert of_user("findings", **risky) == ("1", "error")
    assert of_user("findings") == ("0", "muted")
    assert of_user("findings", groups=DENIED) == ("?", "unknown")
    assert of_user("findings", groups=DENIED, **risky) == ("1+", "error")


def test_members_of_a_group_may_be_more_than_are_known() -> None:
    ann, bob = user("ann", groups=Known(("ops",))), user("bob", groups=DENIED)
    ops = group("ops")
    assert cell(account(ann, ops), EntityKind.GROUP, "ops", "members") == "1"
    assert cell(account(ops), EntityKind.GROUP, "ops", "members") == ("0", "muted")
    assert cell(account(ann, bob, ops), EntityKind.GROUP, "ops", "members") == ("1+", "unknown")
    unlisted = replace(account(ops), sources={})
    assert cell(unlisted, EntityKind.GROUP, "ops", "members") == ("0+", "unknown")
    assert cell(unlisted, EntityKind.GROUP, "ops", "findings") == ("?", "unknown")


def test_locked_roles_carry_a_sign() -> None:
    sso = "/aws-reserved/sso.amazonaws.com/"
    made = account(role("web"), role("ecs", SLR_PATH), role("admin", sso))
    shown = [cell(made, EntityKind.ROLE, name, "lock") for name in ("web", "ecs", "admin")]
    assert shown == [("–", "muted"), ("service", "muted"), ("SSO", "muted")]


def test_roles_say_who_may_assume_them_and_how_long() -> None:
    made = account(
        role("web", max_session=Known(43_200)),
        role("open", trust=Known('{"Statement":{"Effect":"Allow","Principal":"*"}}')),
        role("odd", trust=Known("{")),
    )
    assert cell(made, EntityKind.ROLE, "web", "trusted") == "ec2"
    assert cell(made, EntityKind.ROLE, "web", "session") == "12h"
    assert cell(made, EntityKind.ROLE, "open", "trusted") == ("anyone", "warning")
    assert cell(made, EntityKind.ROLE, "odd", "trusted") == ("unreadable", "unknown")


def test_the_accounts_own_policies_come_first() -> None:
    job = "arn:aws:iam::aws:policy/job-function/Billing"
    billing = replace(policy("Billing", policy_arn=job), path="/job-function/")
    made = account(
        policy("zeta"), policy("Alpha"), billing, policy("AReadOnly", policy_arn=READ_ONLY)
    )
    policies = kind_of(EntityKind.POLICY)
    keys = policies.keys(made)
    assert [policies.name(made, row) for row in keys] == ["Alpha", "zeta", "AReadOnly", "Billing"]
    scopes = [cell(made, EntityKind.POLICY, row, "scope") for row in keys]
    assert scopes == ["customer", "customer", ("AWS", "muted"), ("job function", "muted")]


def test_versions_of_a_policy_are_counted() -> None:
    two = (PolicyVersion("v2", True), PolicyVersion("v1", False))
    made = account(replace(policy("p"), versions=Known(two), default_version="v2"))
    assert cell(made, EntityKind.POLICY, arn("policy", "p"), "versions") == "2"
    assert cell(made, EntityKind.POLICY, arn("policy", "p"), "version") == "v2"


def test_access_keys_have_a_row_each_known_or_not() -> None:
    made = account(
        user("bob", access_keys=DENIED),
        user("Ann", access_keys=Known((key(1), key(2, id=NOT_ASKED), key(3, id=NOT_ASKED)))),
        user("eve"),
    )
    keys = kind_of(EntityKind.ACCESS_KEY)
    rows = keys.keys(made)
    assert rows == ("Ann/AKIA0000000000000001", "Ann/#2", "Ann/#3", "bob/#0")
    shown = [cell(made, EntityKind.ACCESS_KEY, row, "id") for row in rows]
    assert shown == [
        "AKIA0000000000000001",
        ("…", "unknown"),
        ("…", "unknown"),
        ("denied", "unknown"),
    ]
    assert cell(made, EntityKind.ACCESS_KEY, "Ann/#2", "state") == "active"
    assert cell(made, EntityKind.ACCESS_KEY, "bob/#0", "state") == ("denied", "unknown")
    assert cell(made, EntityKind.ACCESS_KEY, "Ann/#1", "state") == ("gone", "unknown")
    names = [keys.name(made, row) for row in rows]
    assert names == ["AKIA0000000000000001", "key #2 of Ann", "key #3 of Ann", "keys of bob"]


def test_the_use_of_a_key_is_told_by_time_service_and_region() -> None:
    never = key(2, KeyStatus.INACTIVE, last_used=Known(None), created=ago(days=999))
    made = account(user("ann", access_keys=Known((used(ago(hours=5)), never))))

    def shown(number: int) -> list[Cell]:
        row = kind_of(EntityKind.ACCESS_KEY).keys(made)[number]
        columns = ("state", "age", "used", "service", "region")
        return [cell(made, EntityKind.ACCESS_KEY, row, column) for column in columns]

    assert shown(0) == ["active", "0min", "5h", "s3", "eu-west-1"]
    dash = ("–", "muted")
    assert shown(1) == [("inactive", "muted"), "2y", ("never", "muted"), dash, dash]


def test_mfa_devices_are_of_three_kinds_and_maybe_unlisted() -> None:
    fido = "arn:aws:iam::123456789012:u2f/user/bob/key"
    made = account(
        user("ann"),
        user("bob"),
        user("eve", mfa_active=Known(True), mfa_devices=NOT_ASKED),
        device("ann", "ann"),
        device("spare", None),
        MfaDevice(fido, "bob"),
        MfaDevice("GAHT12345678", "bob", ago(days=400)),
    )
    rows = kind_of(EntityKind.MFA_DEVICE).keys(made)
    table = [
        [cell(made, EntityKind.MFA_DEVICE, row, c) for c in ("name", "owner", "kind", "since")]
        for row in rows
    ]
    assert table == [
        ["ann", "ann", "virtual", "2026-03-01"],
        ["GAHT12345678", "bob", "hardware", "2025-01-25"],
        ["key", "bob", "FIDO", ("?", "unknown")],
        ["spare", ("nobody", "warning"), "virtual", ("–", "muted")],
        [("…", "unknown"), "eve", ("…", "unknown"), ("…", "unknown")],
    ]


def test_figures_count_in_days() -> None:
    made = account(
        user("ann", access_keys=Known((used(ago(days=3)),)), created=ago(days=10)),
        user("bob", access_keys=DENIED, created=None),
        user("eve", password=Known(Password(True))),
    )

    def figure(name: str, column: str) -> float | None:
        found = {c.key: c for c in kind_of(EntityKind.USER).columns}[column]
        assert found.number is not None
        return found.number(View(made, NOW), name)

    assert figure("ann", "activity") == 3
    assert figure("ann", "created") == 10
    assert figure("bob", "activity") is None
    assert figure("bob", "created") is None
    assert figure("eve", "activity") == float("inf")
    assert figure("eve", "age") is None


def test_arns_are_what_can_be_copied() -> None:
    made = small_account()
    assert kind_of(EntityKind.USER).arn(made, "ann") == arn("user", "ann")
    assert kind_of(EntityKind.ROLE).arn(made, "ecs") == arn("role", "ecs", SLR_PATH)
    assert kind_of(EntityKind.MFA_DEVICE).arn(made, arn("mfa", "ann")) == arn("mfa", "ann")
    assert kind_of(EntityKind.MFA_DEVICE).arn(account(MfaDevice("GAHT1", "a")), "GAHT1") == ""
    assert kind_of(EntityKind.ACCESS_KEY).arn(made, "ann/AKIA0000000000000001") == ""
