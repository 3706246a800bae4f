"""The journal of a queue: its plan, and how each row ended, so that a killed one can go on.

How far the rotation of a row is, its own journal tells. No secret is in either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from iamtui.account.call import Value
from iamtui.execution.journal import Entry, Journal, JournalDamaged
from iamtui.rotation.queue import Choice, Queue, Row, State, Step

BEGUN, TOLD, ENDED = "queue", "row", "queue ended"


def queues_folder(rotations: Path) -> Path:
    """Where the journals of queues are, beside those of the rotations in the folder `rotations`."""
    return rotations / "queues"


class QueueJournal:
    """The journal of one queue, in `folder`."""

    def __init__(self, folder: Path, queue: Queue) -> None:
        self._journal = Journal(folder / f"{queue.account}.{queue.id}.jsonl")
        self._queue = queue

    def begin(self) -> None:
        """Write the plan down. Raises JournalUnusable."""
        queue = self._queue
        self._append(
            BEGUN,
            {
                "seconds": str(queue.choice.older_than.total_seconds()),
                "users": list(queue.choice.users),
                "form": queue.form,
                "rows": [_dump(row) for row in queue.rows],
            },
        )

    def write(self, row: Row) -> None:
        """Write down how far a row is. Raises JournalUnusable."""
        self._append(TOLD, {"rows": [_dump(row)]})

    def end(self) -> None:
        """Nothing is open any more, or nobody wants to go on. Raises JournalUnusable."""
        self._append(ENDED, {})

    def _append(self, event: str, parameters: Mapping[str, Value]) -> None:
        queue = self._queue
        self._journal.append(
            Entry(
                time=datetime.now(UTC).isoformat(timespec="milliseconds"),
                event=event,
                plan=queue.id,
                account=queue.account,
                profile=queue.profile,
                parameters=parameters,
            )
        )


def unfinished_queue(folder: Path, account: str) -> Queue | None:
    """The last queue of an account that did not end; None where there is none, or its journal
    tells nothing that can be relied on: then each row's rotation still tells its own.

    Raises OSError.
    """
    if not folder.is_dir():
        return None
    read = (_read(Journal(path)) for path in folder.glob(f"{account}.*.jsonl"))
    return max((q for q in read if q is not None), key=lambda queue: queue.began, default=None)


def _read(journal: Journal) -> Queue | None:
    try:
        journal.verify()
        return _fold(journal.entries())
    except (JournalDamaged, KeyError, TypeError, ValueError):
        return None


def _fold(entries: Iterable[Entry]) -> Queue | None:
    queue = None
    for entry in entries:
        if entry.event == BEGUN:
            queue = _queue(entry)
        elif entry.event == TOLD and queue is not None:
            for row in _rows(entry):
                queue = queue.having(row)
        elif entry.event == ENDED:
            queue = None
    # Whoever died between the last row and the end left nothing to go on with.
    return queue if queue is not None and queue.next_row is not None else None


def _queue(entry: Entry) -> Queue:
    users = entry.parameters["users"]
    if not isinstance(users, list):
        raise TypeError("no names")
    seconds = float(str(entry.parameters["seconds"]))
    return Queue(
        id=entry.plan,
        account=entry.account,
        began=datetime.fromisoformat(entry.time),
        choice=Choice(timedelta(seconds=seconds), tuple(map(str, users))),
        rows=_rows(entry),
        profile=entry.profile,
        form=str(entry.parameters["form"]),
    )


def _rows(entry: Entry) -> tuple[Row, ...]:
    rows = entry.parameters["rows"]
    if not isinstance(rows, list):
        raise TypeError("no rows")
    return tuple(_row(row) for row in rows if isinstance(row, dict))


def _dump(row: Row) -> dict[str, str]:
    return {
        "user": row.user,
        "step": row.step.value,
        "key": row.key_id,
        "created": row.created.isoformat() if row.created else "",
        "why": row.why,
        "deliver": row.deliver,
        "state": row.state.value,
        "said": row.said,
        "until": row.until.isoformat() if row.until else "",
    }


def _row(kept: Mapping[str, str]) -> Row:
    row = Row(kept["user"], Step(kept["step"]), kept["key"], _time(kept["created"]))
    return replace(
        row,
        why=kept["why"],
        deliver=kept["deliver"],
        state=State(kept["state"]),
        said=kept["said"],
        until=_time(kept["until"]),
    )


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
