"""What `iamtui rotate --older-than` says: the plan, each row as it ends, and the sum."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TypedDict

from iamtui.commands.output import note, printable, put
from iamtui.commands.yes_or_no import confirmed, somebody_is_there
from iamtui.rotation.queue import Queue, Row, State, Step


class RowJson(TypedDict):
    """A row; `event` is `planned`, or `row` once something became of it. `until` is an ISO time."""

    event: str
    user: str
    step: str
    oldKeyId: str | None
    created: str | None
    why: str
    deliverTo: str | None
    state: str
    said: str
    until: str | None


class QueueTerminal:
    """Says the plan and the results, as lines or as JSON; asks whether to begin."""

    def __init__(self, *, as_json: bool, yes: bool) -> None:
        self._as_json = as_json
        self._yes = yes
        self._noted: set[str] = set()

    def plan(self, queue: Queue) -> None:
        """Say what is to be done, and who is left out and why."""
        if self._as_json:
            for row in queue.rows:
                put(json.dumps(_json("planned", row), ensure_ascii=False))
            return
        for line in plan_lines(queue):
            put(printable(line))

    def may_begin(self, queue: Queue) -> bool:
        """Ask a person; cron is not asked, since the command says what it means."""
        if self._yes or not somebody_is_there():
            return True
        return confirmed(f"Rotate {keys(sum(row.is_open for row in queue.rows))}?")

    def told(self, _queue: Queue, row: Row) -> None:
        """Say what became of a row."""
        if row.state is State.RUNNING:
            return
        if self._as_json:
            put(json.dumps(_json("row", row), ensure_ascii=False))
        else:
            put(printable(result_line(row)))

    def note(self, sentence: str) -> None:
        """Say a sentence once."""
        if sentence not in self._noted:
            self._noted.add(sentence)
            note(sentence)

    def ended(self, queue: Queue) -> None:
        """Say the sum, and what to do next."""
        if self._as_json:
            return
        counts = Counter(row.state for row in queue.rows if row.step is not Step.LEAVE)
        put(", ".join(f"{count} {state.value}" for state, count in counts.items()) + ".")
        if counts[State.WAITS]:
            put("Later, for the old keys that nothing used since: iamtui rotate --finish")


def plan_lines(queue: Queue) -> Iterator[str]:
    """The plan, a line for each row."""
    if not queue.rows:
        yield "There is nothing to rotate."
        return
    width = max(len(row.user) for row in queue.rows)
    for row in queue.rows:
        yield f"{row.step.value:8}  {row.user:{width}}  {_key(row):20}  {_what(row)}".rstrip()


def result_line(row: Row) -> str:
    """What became of a row."""
    until = f" Until {row.until:%Y-%m-%d %H:%M} UTC." if row.until else ""
    where = f" Its new key is in {row.deliver}." if row.deliver and row.state is State.WAITS else ""
    return f"{row.state.value}: {row.user}: {row.said}.{until}{where}".replace("..", ".")


def keys(count: int) -> str:
    """`1 key`, `2 keys`."""
    return f"{count} key{'' if count == 1 else 's'}"


def _key(row: Row) -> str:
    if row.key_id or row.created is None:
        return row.key_id
    return f"of {row.created:%Y-%m-%d}"


def _what(row: Row) -> str:
    delivered = f"new key into {row.deliver}" if row.deliver else ""
    return "; ".join(part for part in (row.why, delivered) if part)


def _json(event: str, row: Row) -> RowJson:
    return RowJson(
        event=event,
        user=row.user,
        step=row.step.value,
        oldKeyId=row.key_id or None,
        created=row.created.isoformat() if row.created else None,
        why=row.why,
        deliverTo=row.deliver or None,
        state=row.state.value,
        said=row.said,
        until=row.until.isoformat(timespec="seconds") if row.until else None,
    )
