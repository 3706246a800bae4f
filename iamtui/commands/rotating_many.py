"""`iamtui rotate --older-than`: many keys one after another, from a plan; and `--finish`."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from iamtui.commands.output import note, quiet_at_closed_pipe
from iamtui.commands.queue_words import QueueTerminal
from iamtui.commands.rotate_leave import Leave
from iamtui.commands.rotating import surroundings
from iamtui.errors import UsageError
from iamtui.rotation.contact import Contact
from iamtui.rotation.lock import queue_locked
from iamtui.rotation.opening import Acting, Surroundings, acting
from iamtui.rotation.queue import Choice, Queue, State, Step
from iamtui.rotation.queue_beginning import Delivery, Planner
from iamtui.rotation.queue_journal import QueueJournal, queues_folder, unfinished_queue
from iamtui.rotation.queue_rows import Rows
from iamtui.rotation.queue_run import Control, QueueRun
from iamtui.rotation.states import Pace, Rotation

_SOON = timedelta(minutes=2)
_ALONE = ("user", "leaked", "back", "lift", "key", "deliver")


@quiet_at_closed_pipe
def run(arguments: Namespace) -> int:
    """Rotate what is chosen, or finish what waits; gives the exit code."""
    _check(arguments)
    terminal = QueueTerminal(as_json=arguments.json, yes=arguments.yes)
    arguments.profile = arguments.name or arguments.profile
    with surroundings(arguments) as around:
        read_only = around.rules.read_only or around.backend.target.read_only
        if read_only and not arguments.dry_run:
            acting(around, "", None)
        account_id = around.backend.identity().account
        around.rules.check_pins(around.backend.identity())
        with queue_locked(queues_folder(around.folder), account_id):
            queue, log = _queue(arguments, around, account_id, terminal)
            terminal.plan(queue)
            if arguments.dry_run or queue.next_row is None:
                return 0
            if not terminal.may_begin(queue):
                return 1
            _take_leave(arguments, around, queue)
            return _run(arguments, around, queue, log, terminal)


def _run(
    arguments: Namespace,
    around: Surroundings,
    queue: Queue,
    log: QueueJournal | None,
    terminal: QueueTerminal,
) -> int:
    if log is None:
        log = QueueJournal(queues_folder(around.folder), queue)
        log.begin()
    rows = Rows(
        around=around,
        caller=_caller(around, queue),
        choice=queue.choice,
        form=queue.form,
        profile=arguments.profile or "",
        endpoint_url=arguments.endpoint_url or "",
        pace=Pace(drain=arguments.drain, observe=arguments.observe),
        contact=Contact(_nobody, lambda _q, _k: arguments.yes, lambda _error: False),
        note=terminal.note,
    )
    run = QueueRun(rows, log, Control(), around.cancel, terminal.told, terminal.note)
    ended = run.run(queue)
    terminal.ended(ended)
    return 1 if ended.count(State.ASKS, State.FAILED) else 0


def _take_leave(arguments: Namespace, around: Surroundings, queue: Queue) -> None:
    """One leave for all keys, and one for the deletions if any may be due."""
    # Whoever is there has just said yes to the plan.
    leave = Leave(around, _caller(around, queue), confirmed=arguments.confirm or "", yes=True)
    leave.to_rotate("Rotate the access keys of the plan")
    open_rows = [row for row in queue.rows if row.is_open]
    goes_on = any(row.step is Step.GO_ON for row in open_rows)
    if open_rows and (goes_on or arguments.observe < _SOON):
        leave.to_delete(open_rows[0].key_id, "Delete the old access keys of the plan")


def _check(arguments: Namespace) -> None:
    given = [name for name in _ALONE if getattr(arguments, name)]
    if given:
        raise UsageError(
            f"--{given[0]} is about one key.", "Leave it out, or leave out --older-than, --finish."
        )
    if arguments.finish and arguments.older_than is not None:
        raise UsageError(
            "--finish goes on with rotations, whatever the age of their keys.",
            "Leave out --older-than: unfinished rotations are gone on with there too.",
        )
    if arguments.finish and arguments.deliver_to:
        raise UsageError("--finish delivers nothing: it was done.", "Leave out --deliver-to.")


def _queue(
    arguments: Namespace, around: Surroundings, account_id: str, terminal: QueueTerminal
) -> tuple[Queue, QueueJournal | None]:
    """The queue that broke off, with its journal, or a new one, which has none yet."""
    choice = Choice(arguments.older_than or timedelta(0), tuple(arguments.users))
    now = _now(around)
    planner = Planner(around.folder, arguments.profile or "")
    if arguments.finish:
        return planner.finishing(account_id, choice, now), None
    folder = queues_folder(around.folder)
    found = unfinished_queue(folder, account_id)
    if found is not None and found.choice == choice and not arguments.dry_run:
        note(f"A queue of {found.began:%Y-%m-%d %H:%M} UTC broke off; it is gone on with.")
        return found, QueueJournal(folder, found)
    delivery = _delivery(arguments)
    account = around.backend.load(lambda _account, _progress: None, around.cancel)
    queue = planner.planned(account, choice, delivery, now)
    others = [row for row in queue.rows if row.step is Step.ROTATE and not row.why]
    if others and delivery is None and not arguments.dry_run:
        terminal.plan(queue)
        raise UsageError(
            f"The new keys of {len(others)} other users need a place.",
            "Name a folder for them: --deliver-to DIR.",
        )
    return queue, None


def _delivery(arguments: Namespace) -> Delivery | None:
    if not arguments.deliver_to:
        return None
    form = arguments.format or "import"
    delivery = Delivery(Path(arguments.deliver_to).expanduser().absolute(), form)
    if not arguments.dry_run:
        delivery.check()
    return delivery


def _caller(around: Surroundings, queue: Queue) -> Acting:
    row = queue.next_row
    caller = around.backend.identity()
    own = caller.user_name is not None
    return acting(around, "" if own or row is None else row.user, None)


def _now(around: Surroundings) -> datetime:
    """AWS's time, by its last answer."""
    return datetime.now(UTC) + (around.backend.clock_offset or timedelta(0))


def _nobody(_rotation: Rotation) -> None:
    """Each row says itself how it ended."""
