"""Running a plan: what is sent, what is noted, and what is told when something goes wrong."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown, Why
from iamtui.account.model import Caller
from iamtui.aws.backend import Cancel
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.change import Change, Step
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import DeactivateKey, DeleteKey
from iamtui.changes.membership import AddToGroup, RemoveFromGroup
from iamtui.changes.tags import Tag
from iamtui.errors import IamtuiError, RefusedError
from iamtui.execution.history import last_undo, runs
from iamtui.execution.journal import Journal, JournalUnusable
from tests.execution.acting import ANN, LOST, SESSION, Acting, situation
from tests.support.accounts import ACCOUNT_ID, NOW, READ_ONLY, arn, key_id, small_account
from tests.support.mock_server import ROOT

BOB = Entity(EntityKind.USER, "bob")
ANN_USER = Entity(EntityKind.USER, "ann")
ATTACH = AttachPolicy(BOB, READ_ONLY)
DELETE_ANN = DeleteUser("ann")
DENIED = RefusedError("AWS does not allow that.", "Ask.")


def events(at_work: Acting) -> list[str]:
    return [entry.event for entry in at_work.journal.entries()]


def operations(calls: list[Call]) -> list[str]:
    return [call.operation for call in calls]


def fill_disk(at_work: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the journal's file cannot be written."""
    monkeypatch.setattr(at_work.journal, "path", Path("/dev/null/journal.jsonl"))


def test_a_run_is_sent_and_noted_step_by_step(at_work: Acting) -> None:
    told: list[Step] = []
    plan = at_work.plan(ATTACH)
    outcome = at_work.runner.run(at_work.grant(plan), Cancel(), told.append)
    assert (outcome.result, outcome.done, outcome.left) == ("done", plan.steps, ())
    assert told == list(plan.steps)
    assert READ_ONLY in at_work.backend.now().users["bob"].attached.otherwise(())
    planned, sent, done, ended = at_work.journal.entries()
    assert [planned.event, sent.event, done.event, ended.event] == [
        *("planned", "sent", "done", "ended")
    ]
    assert {e.plan for e in (planned, sent, done, ended)} == {outcome.run}
    assert (planned.words, planned.change) == (plan.title, "attach-policy")
    assert (planned.account, planned.caller, planned.profile) == (ACCOUNT_ID, ANN.arn, "work")
    assert sent.parameters == {"UserName": "bob", "PolicyArn": READ_ONLY}
    assert done.inverse_operation == sent.inverse_operation == "DetachUserPolicy"
    assert ended.error == "done"
    at_work.journal.verify()


def test_a_line_is_on_the_disk_before_the_call_goes_out(at_work: Acting) -> None:
    seen: list[list[str]] = []
    at_work.backend.before_sending = lambda _call: seen.append(events(at_work))
    at_work.run(ATTACH)
    assert seen == [["planned", "sent"]]


def test_deleting_a_user_goes_through_and_leaves_a_restore_file(
    at_work: Acting, state: Path
) -> None:
    outcome = at_work.run(DELETE_ANN)
    assert outcome.result == "done"
    assert "ann" not in at_work.backend.now().users
    assert operations(at_work.backend.sent)[-1] == "DeleteUser"
    (kept,) = (state / "restore").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_refusal_in_the_middle_tells_what_was_done_and_what_not(at_work: Acting) -> None:
    at_work.backend.faults[3] = DENIED
    outcome = at_work.run(DELETE_ANN)
    assert outcome.result == "failed"
    assert len(outcome.done) == 2
    assert outcome.failed == outcome.plan.steps[2] == outcome.left[0]
    assert outcome.error is DENIED
    assert len(at_work.backend.sent) == 3
    assert events(at_work)[-2:] == ["failed", "ended"]
    assert at_work.journal.entries()[-2].error == str(DENIED)


def test_planning_again_plans_only_what_is_left(at_work: Acting) -> None:
    at_work.backend.faults[3] = DENIED
    first = at_work.run(DELETE_ANN)
    rest = at_work.plan(DELETE_ANN)
    assert [step.call for step in rest.steps] == [step.call for step in first.left]
    assert at_work.run(DELETE_ANN).result == "done"
    assert "ann" not in at_work.backend.now().users


def test_cancelling_takes_effect_between_two_steps(at_work: Acting) -> None:
    cancel = Cancel()
    at_work.backend.before_sending = lambda _call: cancel.cancel()
    outcome = at_work.run(DELETE_ANN, cancel=cancel)
    assert outcome.result == "cancelled"
    assert len(outcome.done) == len(at_work.backend.sent) == 1
    assert at_work.journal.entries()[-1].error == "cancelled"


def test_cancelling_before_the_first_step_sends_nothing(at_work: Acting) -> None:
    cancel = Cancel()
    cancel.cancel()
    assert at_work.run(ATTACH, cancel=cancel).result == "cancelled"
    assert at_work.backend.sent == []


CHANGES = (
    ATTACH,
    DetachPolicy(ANN_USER, arn("policy", "Audit")),
    AttachPolicy(Entity(EntityKind.GROUP, "developers"), READ_ONLY),
    AttachPolicy(Entity(EntityKind.ROLE, "web"), READ_ONLY),
    AddToGroup("bob", "developers"),
    RemoveFromGroup("ann", "admins"),
    Tag(BOB, "Team", "core"),
    Tag(Entity(EntityKind.ROLE, "web"), "Team", "core"),
    Tag(Entity(EntityKind.POLICY, arn("policy", "Audit")), "Team", "core"),
    DeactivateKey("ann", key_id(1)),
    DeleteKey("ann", key_id(2)),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_lost_answer_to_what_was_applied_counts_as_done(at_work: Acting, change: Change) -> None:
    at_work.backend.faults[1], at_work.backend.lost = LOST, {1}
    assert at_work.run(change).result == "done"
    assert events(at_work) == ["planned", "sent", "done", "ended"]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_lost_answer_to_what_was_not_applied_is_told(at_work: Acting, change: Change) -> None:
    at_work.backend.faults[1] = LOST
    outcome = at_work.run(change)
    assert (outcome.result, outcome.unknown, outcome.done) == ("unknown", True, ())
    assert outcome.error is LOST
    assert events(at_work) == ["planned", "sent", "unknown", "ended"]


def test_a_lost_answer_is_no_success_where_looking_is_denied(at_work: Acting) -> None:
    at_work.backend.faults[1], at_work.backend.lost = LOST, {1}
    at_work.backend.denies_reading = True
    assert at_work.run(ATTACH).result == "unknown"


def test_a_lost_answer_is_no_success_where_the_field_is_denied(at_work: Acting) -> None:
    plan = at_work.plan(ATTACH)
    bob = replace(at_work.backend.now().users["bob"], attached=Unknown(Why.DENIED))
    denied = replace(at_work.backend.now(), users={"bob": bob})
    at_work.backend._details = denied
    at_work.backend.faults[1] = LOST
    assert at_work.runner.run(at_work.grant(plan), Cancel()).result == "unknown"


def test_a_mistake_of_our_own_while_sending_is_not_told_as_nothing_sent(at_work: Acting) -> None:
    at_work.backend.faults[2] = KeyError("hunter2")
    outcome = at_work.run(DELETE_ANN)
    assert outcome.result == "unknown"
    assert len(outcome.done) == 1
    assert "KeyError" in str(outcome.error)
    assert "hunter2" not in str(outcome.error)
    assert events(at_work)[-1] == "ended"


def test_a_mistake_of_our_own_after_aws_had_done_it_counts_as_done(at_work: Acting) -> None:
    at_work.backend.faults[1], at_work.backend.lost = KeyError("x"), {1}
    assert at_work.run(ATTACH).result == "done"


# The grant


def test_a_grant_runs_one_plan_once(at_work: Acting) -> None:
    grant = at_work.grant(at_work.plan(ATTACH))
    at_work.runner.run(grant, Cancel())
    with pytest.raises(RefusedError):
        at_work.runner.run(grant, Cancel())
    assert len(at_work.backend.sent) == 1


def test_an_old_grant_runs_nothing(at_work: Acting) -> None:
    grant = at_work.grant(at_work.plan(ATTACH))
    at_work.moment = NOW + timedelta(minutes=2)
    with pytest.raises(RefusedError):
        at_work.runner.run(grant, Cancel())
    assert at_work.backend.sent == []
    assert events(at_work) == []


@pytest.mark.parametrize(
    "someone",
    [
        replace(ANN, account="999999999999"),
        Caller(arn("user", "eve"), "AIDAEVE", ACCOUNT_ID),
    ],
)
def test_nothing_is_sent_as_somebody_else(at_work: Acting, someone: Caller) -> None:
    grant = at_work.grant(at_work.plan(ATTACH))
    at_work.backend._account = replace(at_work.backend._account, caller=Known(someone))
    with pytest.raises(RefusedError, match="are now"):
        at_work.runner.run(grant, Cancel())
    assert at_work.backend.sent == []
    assert events(at_work) == []


def test_a_role_may_change_the_name_of_its_session(at_work: Acting) -> None:
    def in_session(name: str) -> Caller:
        role = Caller(
            f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/a/{name}", f"AROA:{name}", ACCOUNT_ID
        )
        at_work.backend._account = replace(at_work.backend._account, caller=Known(role))
        return role

    there = situation(caller=Known(in_session("one")), mfa_serials=Known(()), session=None)
    grant = at_work.guard.grant(at_work.plan(ATTACH), there, "acme")
    in_session("two")
    assert at_work.runner.run(grant, Cancel()).result == "done"


def test_the_session_of_a_role_that_ends_in_the_middle_is_renewed(
    at_work: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = at_work.backend.session

    def end(_call: Call) -> None:
        at_work.backend.session = None

    def renew() -> bool:
        at_work.backend.session = before
        return True

    at_work.backend.before_sending = end
    monkeypatch.setattr(at_work.backend, "renew", renew)
    outcome = at_work.run(DELETE_ANN)
    assert outcome.result == "done"
    assert len(outcome.done) > 2


def test_a_session_that_ends_in_the_middle_stops_the_run(at_work: Acting) -> None:
    def end(_call: Call) -> None:
        if len(at_work.backend.sent) == 1:
            at_work.backend.session = None

    at_work.backend.before_sending = end
    outcome = at_work.run(DELETE_ANN)
    assert outcome.result == "failed"
    assert len(outcome.done) == len(at_work.backend.sent) == 2
    assert "MFA session" in str(outcome.error)
    assert "sent" not in events(at_work)[-2:]


def test_a_session_that_ends_before_the_first_step_sends_nothing(at_work: Acting) -> None:
    grant = at_work.grant(at_work.plan(ATTACH))
    at_work.backend.session = replace(SESSION, expires=NOW)
    assert at_work.runner.run(grant, Cancel()).result == "failed"
    assert at_work.backend.sent == []


# The journal fails


def test_nothing_is_sent_where_nothing_can_be_noted(
    at_work: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_disk(at_work, monkeypatch)
    with pytest.raises(JournalUnusable):
        at_work.run(ATTACH)
    assert at_work.backend.sent == []


def test_nothing_is_deleted_where_no_restore_file_can_be_kept(at_work: Acting, state: Path) -> None:
    state.mkdir(parents=True)
    (state / "restore").write_text("")
    with pytest.raises(IamtuiError, match=r"restore file .* nothing was sent"):
        at_work.run(DELETE_ANN)
    assert at_work.backend.sent == []
    assert events(at_work) == []


def test_a_journal_that_fails_after_a_call_tells_that_it_was_done(
    at_work: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Step] = []
    at_work.backend.before_sending = lambda _call: fill_disk(at_work, monkeypatch)
    grant = at_work.grant(at_work.plan(DELETE_ANN))
    outcome = at_work.runner.run(grant, Cancel(), told.append)
    assert outcome.result == "unrecorded"
    assert len(outcome.done) == len(at_work.backend.sent) == len(told) == 1
    assert outcome.failed is None
    assert "was done, but that is not noted" in str(outcome.error)


def test_a_journal_that_fails_before_a_later_step_tells_what_was_done(
    at_work: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = at_work.grant(at_work.plan(DELETE_ANN))
    outcome = at_work.runner.run(grant, Cancel(), lambda _step: fill_disk(at_work, monkeypatch))
    assert outcome.result == "failed"
    assert len(outcome.done) == len(at_work.backend.sent) == 1
    assert isinstance(outcome.error, JournalUnusable)


@pytest.mark.parametrize(("fault", "result"), [(DENIED, "failed"), (LOST, "unknown")])
def test_a_journal_that_fails_after_a_failure_hides_neither(
    at_work: Acting, monkeypatch: pytest.MonkeyPatch, fault: IamtuiError, result: str
) -> None:
    at_work.backend.faults[1] = fault
    at_work.backend.before_sending = lambda _call: fill_disk(at_work, monkeypatch)
    outcome = at_work.run(ATTACH)
    assert outcome.result == result
    assert str(outcome.error).startswith(fault.what)
    assert "not in the journal" in str(outcome.error)


def test_a_journal_that_fails_at_the_end_is_told(
    at_work: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = at_work.grant(at_work.plan(ATTACH))
    outcome = at_work.runner.run(grant, Cancel(), lambda _step: fill_disk(at_work, monkeypatch))
    assert outcome.result == "unrecorded"
    assert outcome.left == ()


def stop_at(event: str) -> Callable[[Journal], None]:
    """A journal whose process dies before it writes `event`."""

    def prepare(journal: Journal) -> None:
        append = journal.append

        def dying(entry: object) -> None:
            if getattr(entry, "event", "") == event:
                raise SystemExit
            append(entry)  # type: ignore[arg-type]

        journal.append = dying  # type: ignore[method-assign]

    return prepare


@pytest.mark.parametrize(("event", "unsettled"), [("sent", 0), ("done", 1), ("ended", 0)])
def test_a_run_that_died_is_shown_as_interrupted(
    at_work: Acting, event: str, unsettled: int
) -> None:
    stop_at(event)(at_work.journal)
    with pytest.raises(SystemExit):
        at_work.run(ATTACH)
    (run,) = runs(at_work.journal.entries(), ACCOUNT_ID)
    assert run.result == "interrupted"
    assert [entry.operation for entry in run.unsettled] == ["AttachUserPolicy"] * unsettled


KILLED_WHILE_SENDING = """
import os, signal, sys
from pathlib import Path
from iamtui.account.entity import Entity, EntityKind
from iamtui.changes.attachments import AttachPolicy
from tests.execution.acting import acting
from tests.support.accounts import READ_ONLY, small_account

at_work = acting(small_account(), Path(sys.argv[1]))
at_work.backend.before_sending = lambda _call: os.kill(os.getpid(), signal.SIGKILL)
at_work.run(AttachPolicy(Entity(EntityKind.USER, "bob"), READ_ONLY))
"""


@pytest.mark.slow
def test_a_process_killed_while_it_sends_leaves_the_call_named(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_WHILE_SENDING, str(tmp_path)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    journal = Journal(tmp_path / "journal.jsonl")
    journal.verify()
    (run,) = runs(journal.entries(), ACCOUNT_ID)
    assert run.result == "interrupted"
    assert [entry.operation for entry in run.unsettled] == ["AttachUserPolicy"]
    change, _ = last_undo((run,), small_account())
    assert [call.operation for call in change.inverse] == ["DetachUserPolicy"]
