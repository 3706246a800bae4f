"""Four eyes: a second person approves, whom STS knows by a code of their own device."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, Caller
from iamtui.aws.errors import NoConnection, WrongCode
from iamtui.aws.memory import MemoryBackend
from iamtui.changes.attachments import AttachPolicy
from iamtui.changes.change import Sensitivity
from iamtui.changes.tags import Tag
from iamtui.config import ProfileSettings, Settings
from iamtui.errors import RefusedError
from iamtui.execution.approval import Approval
from iamtui.execution.four_eyes import Approving, Second
from iamtui.execution.guard import Guard, Situation
from iamtui.execution.plan import Plan, make_plan
from iamtui.execution.rules import Rules, rules_of
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed, TypedCodeInvalid
from iamtui.vault.ledger import Ledger
from tests.execution.acting import ANN, DEVICE, SESSION, acting, situation
from tests.support.accounts import ACCOUNT_ID, NOW, READ_ONLY, arn, small_account

BOB_USER = Entity(EntityKind.USER, "bob")
ATTACH = AttachPolicy(BOB_USER, READ_ONLY)
BOB = Caller(arn("user", "bob"), "AIDABOB", ACCOUNT_ID)
PHONE = arn("mfa", "bob")
STRICT = Rules(levels={ATTACH.name: Sensitivity.FOUR_EYES})
SIGNED = "acme"
CODE = "123456"


def plan_of_attaching() -> Plan:
    return make_plan(small_account(), ATTACH, NOW)


def second(who: Caller = BOB, serial: str = PHONE, right: str = CODE) -> Second:
    account: Account = replace(small_account(), caller=Known(who))
    return Second(MemoryBackend(account, takes_code=lambda _s, code: code == right), serial)


def approving(guard: Guard, folder: Path, seeded: str = "") -> Approving:
    def seed_of(serial: str) -> Secret | None:
        return Secret("A" * 32) if serial == seeded else None

    return Approving(guard, seed_of, Ledger(folder / "ledger.json"), NOW.timestamp)


def approved(guard: Guard, plan: Plan, folder: Path, there: Situation | None = None) -> Approval:
    there = there or situation()
    return approving(guard, folder).approve(plan, there, second(), CODE, NOW)


def test_nothing_asks_for_a_second_person_by_itself() -> None:
    plan = plan_of_attaching()
    assert not Guard(Rules()).asks(plan, situation()).second
    assert max(Sensitivity.NAME, plan.change.sensitivity) < Sensitivity.FOUR_EYES


def test_the_second_person_is_asked_for_with_the_reason() -> None:
    asks = Guard(STRICT).asks(plan_of_attaching(), situation())
    assert asks.second
    assert asks.typed_name == SIGNED
    assert any("second person" in reason for reason in asks.reasons)
    assert "attach-policy = “four-eyes”" in asks.reasons[-1]


def test_with_the_leave_of_another_user_it_runs_and_the_journal_names_them(tmp_path: Path) -> None:
    made = acting(small_account(), tmp_path)
    made.guard = Guard(STRICT)
    plan = made.plan(ATTACH)
    leave = approved(made.guard, plan, tmp_path)
    grant = made.guard.grant(plan, situation(), SIGNED, leave)
    assert grant.approver == BOB
    from iamtui.aws.cancel import Cancel

    assert made.runner.run(grant, Cancel()).result == "done"
    assert {entry.approver for entry in made.journal.entries()} == {BOB.arn}


def test_without_a_leave_nothing_runs(tmp_path: Path) -> None:
    guard, plan = Guard(STRICT), plan_of_attaching()
    with pytest.raises(RefusedError, match="Nobody has approved"):
        guard.grant(plan, situation(), SIGNED)
    leave = approved(guard, plan, tmp_path)
    for forged in (replace(leave, approver=ANN), replace(leave, _seal=object())):
        with pytest.raises(RefusedError, match="Nobody has approved"):
            guard.grant(plan, situation(), SIGNED, forged)


def test_a_leave_is_good_once_for_its_own_plan_and_for_minutes(tmp_path: Path) -> None:
    guard, plan = Guard(STRICT), plan_of_attaching()
    other = make_plan(small_account(), AttachPolicy(BOB_USER, arn("policy", "Audit")), NOW)
    with pytest.raises(RefusedError, match="Nobody has approved"):
        guard.grant(other, situation(), SIGNED, approved(guard, plan, tmp_path / "1"))
    leave = approved(guard, plan, tmp_path / "2")
    guard.grant(plan, situation(), SIGNED, leave)
    with pytest.raises(RefusedError, match="Nobody has approved"):
        guard.grant(plan, situation(), SIGNED, leave)
    late = NOW + timedelta(minutes=6)
    then = situation(now=late, session=replace(SESSION, started=late))
    with pytest.raises(RefusedError, match="too long ago"):
        guard.grant(plan, then, SIGNED, approved(guard, plan, tmp_path / "3"))


ELSEWHERE = replace(BOB, account="999999999999")
ROLE = Caller(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/admin/bob", "AROA:bob", ACCOUNT_ID)
ROOT = Caller(f"arn:aws:iam::{ACCOUNT_ID}:root", ACCOUNT_ID, ACCOUNT_ID)


@pytest.mark.parametrize(
    ("who", "serial", "words"),
    [
        (ANN, PHONE, "cannot approve it as well"),
        (replace(BOB, user_id=ANN.user_id), PHONE, "cannot approve it as well"),
        (ELSEWHERE, PHONE, "999999999999"),
        (ROLE, PHONE, "no IAM user"),
        (ROOT, PHONE, "no IAM user"),
        (BOB, DEVICE, "that of"),
    ],
)
def test_who_is_no_second_person(who: Caller, serial: str, words: str, tmp_path: Path) -> None:
    guard, plan = Guard(STRICT), plan_of_attaching()
    approver = second(who, serial)
    with pytest.raises(RefusedError, match=words):
        approving(guard, tmp_path).approve(plan, situation(), approver, CODE, NOW)
    # The code was not spent on it.
    assert Ledger(tmp_path / "ledger.json").claim_typed(serial, Secret(CODE), NOW.timestamp())


def test_the_device_of_a_role_session_is_no_second_one(tmp_path: Path) -> None:
    there = situation(
        caller=Known(replace(ROLE, user_id="AROA:ann")),
        mfa_serials=Known(()),
        session=replace(SESSION, serial=PHONE),
    )
    with pytest.raises(RefusedError, match="that of"):
        approved(Guard(STRICT), plan_of_attaching(), tmp_path, there)


def test_a_code_is_needed_and_counts_once(tmp_path: Path) -> None:
    guard, plan = Guard(STRICT), plan_of_attaching()
    desk = approving(guard, tmp_path)
    with pytest.raises(TypedCodeInvalid):
        desk.approve(plan, situation(), second(), "12345", NOW)
    with pytest.raises(WrongCode):
        desk.approve(plan, situation(), second(), "000000", NOW)
    desk.approve(plan, situation(), second(), CODE, NOW)
    with pytest.raises(CodeAlreadyUsed):
        desk.approve(plan, situation(), second(), CODE, NOW)


def test_a_code_that_this_vault_could_make_proves_nobody(tmp_path: Path) -> None:
    desk = approving(Guard(STRICT), tmp_path, seeded=PHONE)
    with pytest.raises(RefusedError, match="lies in this vault"):
        desk.approve(plan_of_attaching(), situation(), second(), CODE, NOW)


def test_a_code_that_was_not_sent_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = approving(Guard(STRICT), tmp_path)
    plan, away = plan_of_attaching(), second()

    def no_way(*_: object) -> None:
        raise NoConnection("AWS cannot be reached.")

    monkeypatch.setattr(away.backend, "start_mfa_session", no_way)
    with pytest.raises(NoConnection):
        desk.approve(plan, situation(), away, CODE, NOW)
    assert desk.approve(plan, situation(), second(), CODE, NOW).approver == BOB


def test_the_least_level_of_a_profile_raises_every_change() -> None:
    settings = Settings(
        guard={"every": "session", "tag": "name"},
        profiles={
            "prod": ProfileSettings(guard={"every": "four-eyes"}, fresh_minutes=1),
            "lab": ProfileSettings(guard={"tag": "nothing"}),
        },
    )
    prod, lab = rules_of(settings, "prod", False), rules_of(settings, "lab", False)
    tag = make_plan(small_account(), Tag(BOB_USER, "Team", "core"), NOW)
    assert prod.level(tag) is prod.level(plan_of_attaching()) is Sensitivity.FOUR_EYES
    assert "every = “four-eyes”" in prod.why(tag)
    assert (prod.fresh, lab.fresh) == (timedelta(minutes=1), timedelta(minutes=5))
    assert lab.level(tag) is Sensitivity.SESSION
    assert lab.level(plan_of_attaching()) is Sensitivity.CODE
    assert lab.why(plan_of_attaching()) == ""


def test_root_is_told_that_nothing_limits_it() -> None:
    asks = Guard(Rules()).asks(plan_of_attaching(), situation(caller=Known(ROOT)))
    assert "ROOT USER" in asks.reasons[-1]
