"""Undo: what the journal offers to take back, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.operation import OPERATIONS
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.change import Change
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import DeleteKey
from iamtui.changes.membership import AddToGroup
from iamtui.changes.tags import Tag
from iamtui.changes.undo import Undo
from iamtui.errors import AnswerIsNo, RefusedError
from iamtui.execution.history import Run, last_undo, runs
from iamtui.execution.runner import Outcome
from tests.execution.acting import LOST, Acting
from tests.support.accounts import ACCOUNT_ID, READ_ONLY, arn, key_id

BOB = Entity(EntityKind.USER, "bob")
ANN_USER = Entity(EntityKind.USER, "ann")
ATTACH = AttachPolicy(BOB, READ_ONLY)
AUDIT = arn("policy", "Audit")
DETACH = DetachPolicy(ANN_USER, AUDIT)
TAG = Tag(BOB, "Team", "core")
DENIED = RefusedError("AWS does not allow that.")


def history(at_work: Acting) -> tuple[Run, ...]:
    return runs(at_work.journal.entries(), ACCOUNT_ID)


def offered(at_work: Acting) -> tuple[Undo, str]:
    undo, run = last_undo(history(at_work), at_work.backend.now())
    return undo, run.title


def undo(at_work: Acting) -> Outcome:
    """What z and Enter do."""
    change, run = last_undo(history(at_work), at_work.backend.now())
    return at_work.run(change, undoes=run.id)


def attached(at_work: Acting, user: str) -> tuple[str, ...]:
    return at_work.backend.now().users[user].attached.otherwise(())


def interrupted(at_work: Acting, change: Change, *, applied: bool) -> None:
    """Run `change` in a process that dies while its first call is under way."""
    number = len(at_work.backend.sent) + 1
    at_work.backend.faults[number] = SystemExit()  # type: ignore[assignment]
    if applied:
        at_work.backend.lost.add(number)
    with pytest.raises(SystemExit):
        at_work.run(change)


def test_there_is_nothing_to_undo_at_first(at_work: Acting) -> None:
    with pytest.raises(AnswerIsNo, match="nothing to undo"):
        offered(at_work)


def test_the_last_run_is_taken_back_and_then_the_one_before(at_work: Acting) -> None:
    at_work.run(ATTACH)
    at_work.run(DETACH)
    assert undo(at_work).result == "done"
    assert attached(at_work, "ann") == (AUDIT,)
    assert attached(at_work, "bob") == (READ_ONLY,)
    assert undo(at_work).result == "done"
    assert attached(at_work, "bob") == ()
    with pytest.raises(AnswerIsNo, match="nothing to undo"):
        offered(at_work)


def test_an_undo_that_was_undone_leaves_its_run_to_be_undone_again(at_work: Acting) -> None:
    at_work.run(ATTACH)
    taken_back = undo(at_work)
    again = Undo("the undo", taken_back.plan.undo)
    at_work.run(again, undoes=taken_back.run)
    assert attached(at_work, "bob") == (READ_ONLY,)
    assert undo(at_work).result == "done"
    assert attached(at_work, "bob") == ()
    with pytest.raises(AnswerIsNo, match="nothing to undo"):
        offered(at_work)


def test_a_part_of_a_run_is_taken_back(at_work: Acting) -> None:
    steps = at_work.plan(DeleteUser("ann")).steps
    names = [step.call.operation for step in steps]
    at_work.backend.faults[names.index("RemoveUserFromGroup") + 1] = DENIED
    assert at_work.run(DeleteUser("ann")).result == "failed"
    assert attached(at_work, "ann") == ()
    change, title = offered(at_work)
    assert "ann" in title
    assert len(change.lost) > 0
    assert undo(at_work).result == "done"
    assert attached(at_work, "ann") == (AUDIT,)
    assert [p.name for p in at_work.backend.now().users["ann"].inline.otherwise(())] == ["own"]


def test_an_undo_that_stopped_half_way_is_offered_again_for_the_rest(at_work: Acting) -> None:
    steps = at_work.plan(DeleteUser("ann")).steps
    names = [step.call.operation for step in steps]
    at_work.backend.faults[names.index("RemoveUserFromGroup") + 1] = DENIED
    at_work.run(DeleteUser("ann"))
    change, run = last_undo(history(at_work), at_work.backend.now())
    at_work.backend.faults[len(at_work.backend.sent) + 2] = DENIED
    assert at_work.run(change, undoes=run.id).result == "failed"
    rest, same = last_undo(history(at_work), at_work.backend.now())
    assert same.id == run.id
    assert len(at_work.plan(rest).steps) == len(at_work.plan(change).steps) == 1
    assert at_work.run(rest, undoes=run.id).result == "done"
    with pytest.raises(AnswerIsNo):
        offered(at_work)


def test_what_somebody_else_took_back_is_left_out(at_work: Acting) -> None:
    at_work.run(ATTACH)
    change, _ = offered(at_work)
    at_work.backend.send(at_work.plan(DetachPolicy(BOB, READ_ONLY)).steps[0].call)
    assert at_work.plan(change).is_empty


def test_what_has_no_effect_any_more_is_passed_over(at_work: Acting) -> None:
    at_work.run(TAG)
    at_work.run(ATTACH)
    at_work.backend.send(at_work.plan(DetachPolicy(BOB, READ_ONLY)).steps[0].call)
    change, title = offered(at_work)
    assert title.startswith("Tag")
    assert not at_work.plan(change).is_empty


def test_what_aws_does_not_give_back_is_refused_with_the_reason(at_work: Acting) -> None:
    at_work.run(ATTACH)
    at_work.run(DeleteKey("ann", key_id(2)))
    with pytest.raises(AnswerIsNo, match="cannot be undone") as refused:
        offered(at_work)
    assert refused.value.next_step


def test_runs_of_another_account_are_not_offered(at_work: Acting) -> None:
    at_work.run(ATTACH)
    for entry in at_work.journal.entries():
        at_work.journal.append(replace(entry, account="999999999999", plan="elsewhere"))
    assert len(history(at_work)) == 1


def test_a_run_that_did_nothing_is_passed_over(at_work: Acting) -> None:
    at_work.run(TAG)
    at_work.backend.faults[2] = DENIED
    at_work.run(ATTACH)
    assert "Tag" in offered(at_work)[1]


@pytest.mark.parametrize("applied", [True, False])
def test_an_interrupted_run_is_offered_and_takes_back_what_was_applied(
    at_work: Acting, applied: bool
) -> None:
    at_work.run(TAG)
    interrupted(at_work, ATTACH, applied=applied)
    change, title = offered(at_work)
    assert "Attach" in title
    assert "not all of it is known to be done" in change.title(at_work.backend.now())
    assert len(at_work.plan(change).steps) == applied


def test_a_lost_answer_is_offered_too(at_work: Acting) -> None:
    at_work.backend.faults[1] = LOST
    at_work.backend.denies_reading = True
    at_work.backend.lost = {1}
    assert at_work.run(ATTACH).result == "unknown"
    assert attached(at_work, "bob") == (READ_ONLY,)
    assert undo(at_work).result == "done"
    assert attached(at_work, "bob") == ()


def test_an_interrupted_run_that_cannot_be_taken_back_hides_no_older_one(at_work: Acting) -> None:
    at_work.run(TAG)
    interrupted(at_work, DeleteKey("ann", key_id(2)), applied=True)
    with pytest.raises(AnswerIsNo, match="cannot be undone"):
        offered(at_work)


def test_runs_that_overlap_are_kept_apart(at_work: Acting) -> None:
    at_work.run(ATTACH)
    at_work.run(AddToGroup("bob", "developers"))
    entries = at_work.journal.entries()
    mixed = [e for pair in zip(entries[:4], entries[4:], strict=True) for e in pair]
    assert runs(mixed, ACCOUNT_ID) == runs(entries, ACCOUNT_ID)


def test_every_inverse_in_the_journal_is_an_operation_that_is_known(at_work: Acting) -> None:
    at_work.run(DeleteUser("ann"))
    named = {e.inverse_operation for e in at_work.journal.entries() if e.inverse_operation}
    assert named
    assert named <= set(OPERATIONS)
