"""The Guard: what a plan needs, and that nothing runs without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown, Why
from iamtui.account.model import Caller
from iamtui.changes.attachments import AttachPolicy
from iamtui.changes.change import Change, Sensitivity
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import DeleteKey
from iamtui.changes.mfa import DiscardDevice
from iamtui.changes.tags import Tag
from iamtui.changes.undo import Undo
from iamtui.config import ProfileSettings, Settings
from iamtui.errors import RefusedError, UsageError
from iamtui.execution.guard import GRANT_LASTS, PLAN_LASTS, Asks, Guard
from iamtui.execution.plan import Plan, make_plan
from iamtui.execution.rules import Rules, change_names, check_levels, rules_of
from tests.execution.acting import ANN, DEVICE, SESSION, situation
from tests.support.accounts import ACCOUNT_ID, NOW, READ_ONLY, key_id, small_account

BOB = Entity(EntityKind.USER, "bob")
ATTACH = AttachPolicy(BOB, READ_ONLY)
TAG = Tag(BOB, "Team", "core")
DELETE_KEY = DeleteKey("ann", key_id(1))
DENIED = Unknown(Why.DENIED, "iam:ListMFADevices")
ROLE = Caller(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/admin/ann", "AROA:ann", ACCOUNT_ID)
ROOT = Caller(f"arn:aws:iam::{ACCOUNT_ID}:root", ACCOUNT_ID, ACCOUNT_ID)


def plan_of(change: Change) -> Plan:
    return make_plan(small_account(), change, NOW)


def guard_with(**levels: str) -> Guard:
    named = {name.replace("_", "-"): Sensitivity[level] for name, level in levels.items()}
    return Guard(Rules(levels=named))


GUARD = Guard(Rules())


def test_a_fresh_session_is_enough_for_a_code() -> None:
    assert GUARD.asks(plan_of(ATTACH), situation()).mfa_serial == ""


def test_without_a_session_a_code_is_asked_for_with_the_reason() -> None:
    asks = GUARD.asks(plan_of(ATTACH), situation(session=None))
    assert asks.mfa_serial == DEVICE
    assert asks.reasons == ("There is no MFA session yet.",)


def test_a_session_that_is_too_old_for_a_code_still_serves_a_tag() -> None:
    later = situation(now=NOW + timedelta(minutes=6))
    made_then = replace(plan_of(ATTACH), made=later.now)
    assert "last 5 minutes" in GUARD.asks(made_then, later).reasons[0]
    assert GUARD.asks(replace(plan_of(TAG), made=later.now), later).mfa_serial == ""


def test_a_session_about_to_end_has_to_be_renewed() -> None:
    ending = replace(SESSION, expires=NOW + timedelta(minutes=1))
    assert GUARD.asks(plan_of(TAG), situation(session=ending)).mfa_serial == DEVICE


def test_what_is_destroyed_is_named_besides_the_code() -> None:
    asks = GUARD.asks(plan_of(DeleteUser("ann")), situation(session=None))
    assert (asks.mfa_serial, asks.typed_name) == (DEVICE, "ann")
    assert asks.reasons[-1] == "Type ann: this cannot be taken back."


def test_a_level_of_the_configuration_counts() -> None:
    guard = guard_with(attach_policy="SESSION")
    old = replace(SESSION, started=NOW - timedelta(hours=3))
    assert guard.asks(plan_of(ATTACH), situation(session=old)).mfa_serial == ""
    nothing = guard_with(delete_user="NOTHING")
    assert nothing.asks(plan_of(DeleteUser("ann")), situation(session=None)).typed_name == ""


def test_the_highest_level_names_the_account_where_the_change_has_no_name() -> None:
    asks = guard_with(attach_policy="NAME").asks(plan_of(ATTACH), situation())
    assert asks.typed_name == "acme"
    with pytest.raises(RefusedError):
        guard_with(attach_policy="NAME").grant(plan_of(ATTACH), situation())


@pytest.mark.parametrize("level", list(Sensitivity))
def test_nothing_runs_for_an_unknown_identity(level: Sensitivity) -> None:
    guard = guard_with(attach_policy=level.name)
    unknown = situation(caller=Unknown(Why.FAILED, "sts:GetCallerIdentity"))
    with pytest.raises(RefusedError, match="Who you are is not known"):
        guard.asks(plan_of(ATTACH), unknown)
    with pytest.raises(RefusedError, match="Who you are is not known"):
        guard.grant(plan_of(ATTACH), unknown)


@pytest.mark.parametrize("level", list(Sensitivity))
def test_nothing_runs_where_the_profile_is_read_only(level: Sensitivity) -> None:
    guard = Guard(Rules(read_only=True, levels={ATTACH.name: level}))
    with pytest.raises(RefusedError, match="read-only"):
        guard.asks(plan_of(ATTACH), situation())
    with pytest.raises(RefusedError, match="read-only"):
        guard.grant(plan_of(ATTACH), situation())


def test_an_unknown_device_is_not_none() -> None:
    with pytest.raises(RefusedError, match="not known"):
        GUARD.asks(plan_of(ATTACH), situation(mfa_serials=DENIED))


@pytest.mark.parametrize("caller", [ROLE, ROOT, ANN])
def test_who_can_give_no_code_confirms_with_the_name_of_the_account(caller: Caller) -> None:
    there = situation(caller=Known(caller), mfa_serials=Known(()), session=None)
    asks = GUARD.asks(plan_of(ATTACH), there)
    assert (asks.mfa_serial, asks.typed_name) == ("", "acme")
    with pytest.raises(RefusedError, match="not acme"):
        GUARD.grant(plan_of(ATTACH), there, "acm")
    assert not GUARD.grant(plan_of(ATTACH), there, " acme ").in_session


def test_what_is_destroyed_is_named_where_no_code_can_be_given() -> None:
    there = situation(caller=Known(ROLE), mfa_serials=Known(()), session=None)
    assert GUARD.asks(plan_of(DELETE_KEY), there).typed_name == key_id(1)


def test_a_name_that_is_not_known_confirms_nothing() -> None:
    there = situation(caller=Known(ROLE), mfa_serials=Known(()), account_name="", session=None)
    with pytest.raises(RefusedError, match="no name"):
        GUARD.grant(plan_of(ATTACH), there, "")


def test_a_role_that_a_code_begins_is_held_to_it() -> None:
    plan = plan_of(ATTACH)
    assert GUARD.asks(plan, situation(caller=Known(ROLE), session=None)).mfa_serial == DEVICE
    grant = GUARD.grant(plan, situation(caller=Known(ROLE)))
    assert grant.in_session


def test_root_with_a_device_gives_codes() -> None:
    asks = GUARD.asks(plan_of(ATTACH), situation(caller=Known(ROOT), session=None))
    assert asks.mfa_serial == DEVICE


def test_no_grant_without_the_code() -> None:
    with pytest.raises(RefusedError, match="MFA code is missing"):
        GUARD.grant(plan_of(ATTACH), situation(session=None))


def test_no_grant_in_another_account() -> None:
    elsewhere = replace(ANN, account="999999999999")
    with pytest.raises(RefusedError, match="999999999999"):
        GUARD.grant(plan_of(ATTACH), situation(caller=Known(elsewhere)))


def test_no_grant_for_an_account_that_nobody_knows() -> None:
    plan = make_plan(replace(small_account(), id=DENIED), ATTACH, NOW)
    with pytest.raises(RefusedError, match="unknown"):
        GUARD.grant(plan, situation())


@pytest.mark.parametrize("pins", [{"account_id": "999999999999"}, {"user_arn": ROOT.arn}])
def test_no_grant_for_who_the_profile_is_not(pins: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match=next(iter(pins.values()))):
        Guard(Rules(**pins)).grant(plan_of(ATTACH), situation())  # type: ignore[arg-type]


def test_no_grant_for_a_plan_that_may_not_fit_any_more() -> None:
    now = NOW + PLAN_LASTS
    session = replace(SESSION, started=now)
    assert GUARD.grant(plan_of(ATTACH), situation(now=now, session=session)).at == now
    later = situation(now=now + timedelta(seconds=1), session=session)
    with pytest.raises(RefusedError, match="too old"):
        GUARD.grant(plan_of(ATTACH), later)


def test_a_grant_is_good_once() -> None:
    grant = GUARD.grant(plan_of(ATTACH), situation())
    GUARD.redeem(grant, NOW)
    with pytest.raises(RefusedError, match="no leave"):
        GUARD.redeem(grant, NOW)


@pytest.mark.parametrize("drift", [GRANT_LASTS, -GRANT_LASTS])
def test_a_grant_is_good_for_a_minute(drift: timedelta) -> None:
    in_time, late = (GUARD.grant(plan_of(ATTACH), situation()) for _ in range(2))
    GUARD.redeem(in_time, NOW + drift)
    with pytest.raises(RefusedError, match="no leave"):
        GUARD.redeem(late, NOW + drift * 1.1)


def test_a_grant_of_another_guard_is_none() -> None:
    grant = GUARD.grant(plan_of(ATTACH), situation())
    with pytest.raises(RefusedError, match="no leave"):
        Guard(Rules()).redeem(grant, NOW)
    with pytest.raises(RefusedError, match="read-only"):
        Guard(Rules(read_only=True)).redeem(grant, NOW)


def test_a_grant_is_good_for_its_own_plan() -> None:
    grant = GUARD.grant(plan_of(TAG), situation())
    with pytest.raises(RefusedError):
        GUARD.redeem(replace(grant, plan=plan_of(ATTACH)), NOW)


def test_a_call_goes_out_only_in_the_session_that_was_asked_for() -> None:
    grant = GUARD.grant(plan_of(ATTACH), situation())
    GUARD.check_session(grant, SESSION, NOW)
    for session in (None, replace(SESSION, expires=NOW + timedelta(seconds=29))):
        with pytest.raises(RefusedError, match="ended before"):
            GUARD.check_session(grant, session, NOW)


def test_without_a_session_to_ask_for_none_is_missed() -> None:
    there = situation(caller=Known(ROLE), mfa_serials=Known(()), session=None)
    GUARD.check_session(GUARD.grant(plan_of(ATTACH), there, "acme"), None, NOW)
    free = guard_with(attach_policy="NOTHING")
    free.check_session(free.grant(plan_of(ATTACH), situation(session=None)), None, NOW)


def test_the_rules_of_a_profile() -> None:
    settings = Settings(
        fresh_minutes=10,
        guard={"tag": "code", "attach-policy": "Session"},
        profiles={"prod": ProfileSettings(read_only=True, guard={"tag": "name"})},
    )
    prod, other = rules_of(settings, "prod", False), rules_of(settings, "other", True)
    assert prod.read_only
    assert other.read_only
    assert prod.level(plan_of(TAG)) is Sensitivity.NAME
    assert other.level(plan_of(TAG)) is Sensitivity.CODE
    assert other.level(plan_of(ATTACH)) is Sensitivity.SESSION
    assert prod.fresh == timedelta(minutes=10)
    assert not rules_of(settings, "other", False).read_only


def test_what_asks_for_nothing_is_not_raised_with_every_other() -> None:
    rules = rules_of(Settings(guard={"every": "four-eyes"}), "prod", False)
    discard = replace(plan_of(TAG), change=DiscardDevice((DEVICE,)))
    assert rules.level(plan_of(TAG)) is Sensitivity.FOUR_EYES
    assert Guard(rules).asks(discard, situation(session=None)) == Asks()
    own = rules_of(Settings(guard={DiscardDevice.name: "code"}), "prod", False)
    assert own.level(discard) is Sensitivity.CODE


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(guard={"tag": "maybe"}), "'maybe', which is none"),
        (Settings(profiles={"p": ProfileSettings(guard={"tag": ""})}), "'', which is none"),
        (Settings(guard={"atach-policy": "code"}), "'atach-policy', which is no sort of change"),
    ],
)
def test_a_level_that_cannot_be_meant_is_named(settings: Settings, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        check_levels(settings, change_names())


def test_every_sort_of_change_can_be_given_a_level() -> None:
    named = {"attach-policy", "detach-policy", "delete-user", "delete-key", "tag", Undo.name}
    assert named <= change_names()
    check_levels(Settings(guard=dict.fromkeys(change_names(), "name")), change_names())
