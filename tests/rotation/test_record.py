"""A rotation in the journal of all changes, and what `z` makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from iamtui.account.model import Account
from iamtui.aws.cancel import Cancelled
from iamtui.errors import AnswerIsNo, IamtuiError, OutcomeUnknown
from iamtui.execution.history import runs
from iamtui.execution.journal import Journal, JournalUnusable
from iamtui.rotation.record import TAKEN_BACK, Record, RecordedKeys, run_recorded
from iamtui.rotation.states import Phase
from iamtui.ui.rotation.undo import find_undo
from tests.rotation.world import OLD, Fate, World
from tests.support.rotations import BEGUN


class Failing(World):
    """An AWS whose next deletion raises `error`."""

    def __init__(self, error: IamtuiError) -> None:
        import random

        super().__init__(Fate(random.Random(0)))
        self.error = error

    def set_active(self, key_id: str, active: bool) -> None:
        """It is taken."""

    def delete(self, key_id: str) -> None:
        raise self.error


def told(journal: Journal) -> list[tuple[str, str]]:
    return [(entry.event, entry.words or entry.error) for entry in journal.entries()]


def record_in(folder: Path, name: str = "journal") -> Record:
    return Record(Journal(folder / f"{name}.jsonl"), BEGUN, BEGUN.user_arn)


def test_each_call_that_changes_something_is_written_before_and_after(tmp_path: Path) -> None:
    record = record_in(tmp_path)
    keys = RecordedKeys(Failing(IamtuiError("no")), record)
    keys.listed()
    assert told(record.journal) == []
    keys.set_active(OLD, False)
    assert told(record.journal) == [
        ("planned", f"Rotate the access key {BEGUN.old_key_id} of alice"),
        ("sent", f"Deactivate the access key {OLD} of alice"),
        ("done", f"Deactivate the access key {OLD} of alice"),
    ]
    with pytest.raises(IamtuiError):
        keys.delete(OLD)
    assert told(record.journal)[-1][0] == "failed"


def test_a_lost_answer_is_written_as_one(tmp_path: Path) -> None:
    record = record_in(tmp_path)
    with pytest.raises(OutcomeUnknown):
        RecordedKeys(Failing(OutcomeUnknown("lost")), record).delete(OLD)
    assert told(record.journal)[-1][0] == "unknown"


def test_nothing_is_sent_that_cannot_be_written_down(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").mkdir()
    world = Failing(IamtuiError("sent all the same"))
    with pytest.raises((JournalUnusable, OSError)) as caught:
        RecordedKeys(world, record_in(tmp_path)).delete(OLD)
    assert "sent all the same" not in str(caught.value)


def test_all_runs_of_a_rotation_are_one_and_a_mere_look_is_no_news(tmp_path: Path) -> None:
    record = record_in(tmp_path)
    keys = RecordedKeys(Failing(IamtuiError("no")), record)
    with run_recorded(record) as tell:
        keys.set_active(OLD, False)
        tell(replace(BEGUN, phase=Phase.SWITCHED), "waiting")
    for _look in range(3):
        with run_recorded(record) as tell:
            tell(replace(BEGUN, phase=Phase.SWITCHED), "waiting")
    with pytest.raises(Cancelled), run_recorded(record):
        raise Cancelled
    with run_recorded(record) as tell:
        tell(replace(BEGUN, phase=Phase.DONE), "over")
    (run,) = runs(record.journal.entries(), BEGUN.account)
    assert run.result == "done"
    assert [e.error for e in run.entries if e.event == "ended"] == ["waiting", "paused", "done"]


def test_a_rotation_without_a_change_leaves_no_trace(tmp_path: Path) -> None:
    record = record_in(tmp_path)
    with run_recorded(record) as tell:
        tell(BEGUN, "waiting")
    assert told(record.journal) == []


def test_z_leads_a_rotation_back_as_a_whole(tmp_path: Path) -> None:
    record = record_in(tmp_path)
    with run_recorded(record) as tell:
        RecordedKeys(Failing(IamtuiError("no")), record).set_active(OLD, False)
        tell(replace(BEGUN, phase=Phase.SWITCHED), "waiting")
    history = runs(record.journal.entries(), BEGUN.account)
    change, run = find_undo(history, Account())
    assert change is None
    assert run.id == BEGUN.id
    with run_recorded(record) as tell:
        tell(replace(BEGUN, phase=Phase.ROLLED_BACK), "over")
    history = runs(record.journal.entries(), BEGUN.account)
    assert history[0].result == TAKEN_BACK
    with pytest.raises(AnswerIsNo):
        find_undo(history, Account())
