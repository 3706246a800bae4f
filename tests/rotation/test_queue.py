"""A queue of keys: which, in what order, who is left out; how its rows end; its journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from iamtui.account.field import Known, Unknown, Why
from iamtui.account.model import AccessKey, Account, Caller, KeyStatus
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import AccessDenied, NoConnection, SessionExpired, Throttled
from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.driver import Ended, Outcome
from iamtui.rotation.preflight import CannotRotate
from iamtui.rotation.queue import Choice, Queue, Row, State, Step, plan
from iamtui.rotation.queue_beginning import Delivery, Planner
from iamtui.rotation.queue_journal import QueueJournal, unfinished_queue
from iamtui.rotation.queue_run import FIRST_BACK_OFF, Control, QueueRun
from iamtui.rotation.states import Phase, Rotation
from tests.support.accounts import ACCOUNT_ID, NOW, account, arn, user

OLD = timedelta(days=90)


def key(number: int, days: int | None, status: KeyStatus = KeyStatus.ACTIVE) -> AccessKey:
    created = NOW - timedelta(days=days) if days is not None else None
    return AccessKey(Known(f"AKIA{number:016}"), status, created)


def people(**held: tuple[AccessKey, ...] | Unknown) -> Account:
    """An account of users with these keys; zoe calls."""
    users = [
        user(name, access_keys=keys if isinstance(keys, Unknown) else Known(keys))
        for name, keys in held.items()
    ]
    caller = Caller(arn("user", "zoe"), "AIDA", ACCOUNT_ID)
    return replace(account(*users), caller=Known(caller), id=Known(ACCOUNT_ID))


def rotation(name: str, phase: Phase = Phase.SWITCHED) -> Rotation:
    return Rotation(
        id="0" * 32,
        account=ACCOUNT_ID,
        user=name,
        old_key_id="AKIAOLD",
        new_key_id="AKIANEW",
        keys_before=("AKIAOLD",),
        began=NOW,
        since=NOW,
        phase=phase,
    )


def test_the_oldest_comes_first_and_the_callers_own_last() -> None:
    made = people(ada=(key(1, 100),), bea=(key(2, 400),), cleo=(key(3, 10),), zoe=(key(4, 900),))
    rows = plan(made, Choice(OLD), {}, NOW, lambda name: f"/new/{name}.csv")
    assert [(row.user, row.step) for row in rows] == [
        ("bea", Step.ROTATE),
        ("ada", Step.ROTATE),
        ("zoe", Step.ROTATE),
    ]
    assert [row.deliver for row in rows] == ["/new/bea.csv", "/new/ada.csv", ""]
    assert "signs these calls" in rows[-1].why


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ((key(1, 100), key(2, 5)), "two keys"),
        ((key(1, 100), key(2, 5, KeyStatus.INACTIVE)), "two keys"),
        ((key(1, None),), "age of its key is not known"),
        (Unknown(Why.DENIED, "iam:ListAccessKeys"), "denied"),
    ],
)
def test_who_is_left_out_and_why(keys: tuple[AccessKey, ...] | Unknown, why: str) -> None:
    (row,) = plan(people(ada=keys), Choice(OLD), {}, NOW)
    assert row.step is Step.LEAVE
    assert why in row.why


@pytest.mark.parametrize(
    "keys", [(), (key(1, 89),), (key(1, 900, KeyStatus.INACTIVE),), (key(1, 90),)]
)
def test_young_and_inactive_keys_are_no_matter(keys: tuple[AccessKey, ...]) -> None:
    assert plan(people(ada=keys), Choice(OLD), {}, NOW) == ()


def test_a_roots_key_is_named_as_what_nobody_can_rotate() -> None:
    made = replace(people(), summary=Known({"AccountAccessKeysPresent": 1}))
    (row,) = plan(made, Choice(OLD), {}, NOW)
    assert (row.step, "console" in row.why) == (Step.LEAVE, True)


def test_unfinished_rotations_are_gone_on_with_first_whatever_their_keys() -> None:
    made = people(ada=(key(1, 400),), bea=(key(2, 300), key(3, 1)), zoe=(key(4, 5),))
    rows = plan(made, Choice(OLD), {"bea": rotation("bea"), "zoe": rotation("zoe")}, NOW)
    assert [(row.user, row.step) for row in rows] == [
        ("bea", Step.GO_ON),
        ("ada", Step.ROTATE),
        ("zoe", Step.GO_ON),
    ]


@pytest.mark.parametrize(
    ("globs", "chosen"),
    [((), ["ada", "bea"]), (("A*",), ["ada"]), (("bea",), ["bea"]), (("[xy]*", "nobody"), [])],
)
def test_users_are_chosen_by_name_or_by_a_pattern(
    globs: tuple[str, ...], chosen: list[str]
) -> None:
    made = people(ada=(key(1, 400),), bea=(key(2, 300),))
    assert [row.user for row in plan(made, Choice(OLD, globs), {}, NOW)] == chosen


def queue(*names: str, **changes: str) -> Queue:
    rows = tuple(Row(name, Step.ROTATE, f"AKIA{name}", NOW) for name in names)
    return Queue("f" * 32, ACCOUNT_ID, NOW, Choice(OLD, ("a*",)), rows, "work", "import")


class Told:
    """A journal in memory, and whoever listens."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, State]] = []
        self.notes: list[str] = []
        self.ended = False

    def write(self, row: Row) -> None:
        self.rows.append((row.user, row.state))

    def end(self) -> None:
        self.ended = True


class NoWait(Cancel):
    """Time that passes at once, and how much of it did."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)


def waits(row: Row) -> Outcome:
    return Outcome(rotation(row.user), Ended.WAITING, "why", until=NOW + OLD)


def run(
    made: Queue,
    row: Callable[[Row], Outcome],
    told: Told,
    control: Control | None = None,
    cancel: Cancel | None = None,
) -> Queue:
    on_change: Callable[[Queue, Row], None] = lambda _queue, _row: None  # noqa: E731
    runner = QueueRun(
        row, told, control or Control(), cancel or NoWait(), on_change, told.notes.append
    )
    return runner.run(made)


def test_each_row_is_written_down_before_the_next_begins() -> None:
    told = Told()
    ended = run(queue("ada", "bea"), waits, told)
    assert told.rows == [
        ("ada", State.RUNNING),
        ("ada", State.WAITS),
        ("bea", State.RUNNING),
        ("bea", State.WAITS),
    ]
    assert told.ended
    assert ended.rows[0].until == NOW + OLD
    assert ended.next_row is None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (CannotRotate("two keys"), State.SKIPPED),
        (AccessDenied("no"), State.FAILED),
        (IamtuiError("broken"), State.FAILED),
    ],
)
def test_a_row_that_fails_does_not_stop_the_others(error: IamtuiError, state: State) -> None:
    def row(each: Row) -> Outcome:
        if each.user == "ada":
            raise error
        return waits(each)

    ended = run(queue("ada", "bea"), row, Told())
    assert [each.state for each in ended.rows] == [state, State.WAITS]
    assert error.what in ended.rows[0].said


@pytest.mark.parametrize("error", [NoConnection("no network"), SessionExpired("over")])
def test_what_stands_in_the_way_of_all_ends_the_queue_and_leaves_the_row_open(
    error: IamtuiError, tmp_path: Path
) -> None:
    made = queue("ada", "bea")
    log = QueueJournal(tmp_path, made)
    log.begin()

    def row(each: Row) -> Outcome:
        raise error

    runner = QueueRun(row, log, Control(), NoWait(), lambda _q, _r: None, lambda _n: None)
    with pytest.raises(type(error)):
        runner.run(made)
    found = unfinished_queue(tmp_path, ACCOUNT_ID)
    assert found is not None
    assert found.next_row is not None
    assert found.next_row.user == "ada"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(rotation("ada", Phase.DONE), Ended.OVER), State.DONE),
        (Outcome(rotation("ada", Phase.ROLLED_BACK), Ended.OVER), State.FAILED),
        (Outcome(rotation("ada"), Ended.UNANSWERED, "Delete it?"), State.ASKS),
        (Outcome(rotation("ada"), Ended.STOPPED, "Two keys.", "Look."), State.ASKS),
        (Outcome(rotation("ada"), Ended.REACHED), State.WAITS),
    ],
)
def test_how_a_row_ends(outcome: Outcome, state: State) -> None:
    assert run(queue("ada"), lambda _row: outcome, Told()).rows[0].state is state


def test_it_slows_down_where_aws_has_too_many_calls() -> None:
    failures, told, cancel = [Throttled("slow")] * 3, Told(), NoWait()

    def row(each: Row) -> Outcome:
        if failures:
            raise failures.pop()
        return waits(each)

    ended = run(queue("ada", "bea"), row, told, cancel=cancel)
    first = FIRST_BACK_OFF.total_seconds()
    assert cancel.waited == [first, 2 * first, 4 * first]
    assert ended.count(State.WAITS) == 2
    assert "too many calls" in told.notes[0]


def test_it_ends_after_the_present_row_and_is_gone_on_with() -> None:
    control, told = Control(), Told()

    def row(each: Row) -> Outcome:
        control.end()
        return waits(each)

    half = run(queue("ada", "bea"), row, told, control)
    assert [each.state for each in half.rows] == [State.WAITS, State.PENDING]
    assert not told.ended
    assert run(half, waits, told).count(State.WAITS) == 2


def test_a_paused_queue_goes_on_where_it_was_resumed() -> None:
    control = Control()
    control.pause()
    assert control.paused
    control.resume()
    assert control.may_go_on()


def test_the_journal_tells_of_a_queue_that_broke_off(tmp_path: Path) -> None:
    made = queue("ada", "bea")
    log = QueueJournal(tmp_path, made)
    log.begin()
    done = replace(made.rows[0], state=State.WAITS, said="it works", until=NOW, deliver="/a")
    log.write(done)
    log.write(replace(made.rows[1], state=State.RUNNING))
    found = unfinished_queue(tmp_path, ACCOUNT_ID)
    assert found is not None
    assert found.rows[0] == done
    assert found.next_row is not None
    assert found.next_row.user == "bea"
    assert (found.choice, found.form, found.profile) == (made.choice, "import", "work")
    assert unfinished_queue(tmp_path, "999999999999") is None
    log.write(replace(made.rows[1], state=State.SKIPPED))
    assert unfinished_queue(tmp_path, ACCOUNT_ID) is None
    log.end()
    assert unfinished_queue(tmp_path, ACCOUNT_ID) is None


def test_a_damaged_journal_tells_nothing(tmp_path: Path) -> None:
    log = QueueJournal(tmp_path, queue("ada"))
    log.begin()
    log.write(queue("ada").rows[0])
    (path,) = tmp_path.glob("*.jsonl")
    path.write_text(path.read_text().replace("AKIAada", "AKIAeve", 1))
    assert unfinished_queue(tmp_path, ACCOUNT_ID) is None


def test_each_rotation_has_a_file_of_its_own_in_a_closed_folder(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path / "new", "import")
    delivery.check()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    first = Path(delivery.file("ada", NOW))
    first.write_text("")
    assert delivery.file("ada", NOW) == str(tmp_path / "new" / "ada.2026-03-01-2.csv")
    (tmp_path / "new").chmod(0o750)
    with pytest.raises(RefusedError, match="chmod go="):
        delivery.check()


def test_finishing_is_about_unfinished_rotations_only(tmp_path: Path) -> None:
    made = Planner(tmp_path, "work").finishing(ACCOUNT_ID, Choice(timedelta(0)), NOW)
    assert made.rows == ()
