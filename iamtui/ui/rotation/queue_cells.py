"""The rows of a queue as its table shows them, and the bar of how far it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from iamtui.rotation.queue import Queue, Row, State, Step
from iamtui.ui.columns import Cell, Column

COLUMNS = (
    Column("sign", "", 1),
    Column("user", "User", 15),
    Column("key", "Old key", 20),
    Column("state", "State", 8),
    Column("about", "", 24, grow=True),
)
BAR = 20
_MARKS: Mapping[State, tuple[str, str]] = {
    State.PENDING: ("·", "muted"),
    State.RUNNING: ("→", "link"),
    State.DONE: ("✓", "success"),
    State.WAITS: ("…", "warning"),
    State.SKIPPED: ("–", "muted"),
    State.ASKS: ("?", "warning"),
    State.FAILED: ("✗", "error"),
}
_OVER = tuple(state for state in State if state not in (State.PENDING, State.RUNNING))


def cell(row: Row, column: str) -> Cell:
    """What the table shows of a row."""
    if column == "sign":
        return ("–", "muted") if row.step is Step.LEAVE else _MARKS[row.state]
    if column == "user":
        return row.user
    if column == "key":
        return row.key_id or (f"of {row.created:%Y-%m-%d}" if row.created else "")
    if column == "state":
        if row.step is Step.LEAVE:
            return (Step.LEAVE.value, "muted")
        return (row.state.value, _MARKS[row.state][1])
    return about(row)


def about(row: Row) -> str:
    """What is to be said of a row: how it went, else what will happen."""
    until = f"until {row.until:%m-%d %H:%M}: " if row.until else ""
    if row.said:
        return f"{until}{row.said}"
    into = row.deliver if row.step is Step.ROTATE else ""
    delivered = f"new key → {PurePath(into).name}" if into else ""
    return "; ".join(part for part in (row.why, delivered) if part)


def title(queue: Queue) -> str:
    """What the queue is about."""
    left = sum(row.step is Step.LEAVE for row in queue.rows)
    days = queue.choice.older_than.days
    what = f"Keys older than {days} days"
    out = f", {left} left out" if left else ""
    return f"{what}: {queue.to_do} to rotate{out}"


def bar(queue: Queue) -> str:
    """How far the queue is: a bar, and the counts of each state."""
    over, whole = queue.count(*_OVER), queue.to_do
    filled = BAR * over // whole if whole else BAR
    counts = [f"{n} {state.value}" for state in _OVER if (n := queue.count(state))]
    told = f"  {', '.join(counts)}" if counts else ""
    return f"{'━' * filled}{'─' * (BAR - filled)}  {over} of {whole}{told}"
