"""Many keys to rotate, one after another: which, in what order, and who is left out and why.

Pure: an account goes in, a plan comes out; what the rows come to is written into them one by one.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from iamtui.account.field import Known, Unknown
from iamtui.account.model import AccessKey, Account, KeyStatus, User
from iamtui.rotation.states import Rotation

ROOT_USER = "<root_account>"
_GLOB = frozenset("*?[")


class Step(enum.Enum):
    """What is to be done in a row; the value is what screens call it."""

    ROTATE = "rotate"
    GO_ON = "go on"
    LEAVE = "left out"


class State(enum.Enum):
    """How far a row is; the value is what screens call it.

    WAITS: the new key is delivered and works, and the old one is to be unused, or inactive, for a
    while; SKIPPED: it was found that there is nothing to rotate; ASKS: a person has to decide.
    """

    PENDING = "to do"
    RUNNING = "running"
    DONE = "done"
    WAITS = "waits"
    SKIPPED = "skipped"
    ASKS = "asks"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Row:
    """One user's key. `key_id` is "" and `created` None where they are not known; `why` tells why
    the row is left out, or what is special; `deliver` is the file for the new key, "" where it goes
    to profiles of this machine. `state`, `said` and `until` (when to go on) tell how it went."""

    user: str
    step: Step
    key_id: str = ""
    created: datetime | None = None
    why: str = ""
    deliver: str = ""
    state: State = State.PENDING
    said: str = ""
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done in it."""
        return self.step is not Step.LEAVE and self.state in (State.PENDING, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which keys: active, older than `older_than`, of users whose names fit one of `users` (all
    where that is empty; as in a shell, without regard to case, as AWS takes names)."""

    older_than: timedelta
    users: tuple[str, ...] = ()

    def matcher(self) -> Callable[[str], bool]:
        """What says of a user's name whether it is meant."""
        wanted = [name.casefold() for name in self.users]
        plain = frozenset(name for name in wanted if not _GLOB.intersection(name))
        globs = [name for name in wanted if name not in plain]

        def is_meant(user: str) -> bool:
            folded = user.casefold()
            return not wanted or folded in plain or any(fnmatchcase(folded, g) for g in globs)

        return is_meant


@dataclass(frozen=True, slots=True)
class Queue:
    """The rows in the order in which they are done."""

    id: str
    account: str
    began: datetime
    choice: Choice
    rows: tuple[Row, ...]
    profile: str = ""
    form: str = ""

    @property
    def next_row(self) -> Row | None:
        """The first row that is open."""
        return next((row for row in self.rows if row.is_open), None)

    def having(self, row: Row) -> Queue:
        """With `row` in place of that of the same user."""
        return replace(self, rows=tuple(row if r.user == row.user else r for r in self.rows))

    def count(self, *states: State) -> int:
        """How many rows that are not left out are in one of these states."""
        return sum(row.state in states for row in self.rows if row.step is not Step.LEAVE)

    @property
    def to_do(self) -> int:
        """How many rows are not left out."""
        return sum(row.step is not Step.LEAVE for row in self.rows)


def plan(
    account: Account,
    choice: Choice,
    unfinished: Mapping[str, Rotation],
    now: datetime,
    place: Callable[[str], str] = lambda _user: "",
) -> tuple[Row, ...]:
    """The rows: unfinished rotations (by user), then the oldest key first, and at the end the
    caller's own, which signs all calls; then those that are left out.

    `place` gives the file that a user's new key is to be delivered into.
    """
    caller = account.caller.otherwise(None)
    own = caller.user_name if caller is not None else None
    rows = [*_root(account, choice), *_rows(account, choice, unfinished, now)]
    rows = [_with_place(row, own, place) for row in rows]
    return tuple(sorted(rows, key=lambda row: _order(row, own)))


def unfinished_rows(unfinished: Mapping[str, Rotation], choice: Choice) -> tuple[Row, ...]:
    """A row for each rotation that is to be gone on with."""
    is_meant = choice.matcher()
    chosen = (each for each in unfinished.values() if is_meant(each.user))
    return tuple(_going(each) for each in sorted(chosen, key=lambda each: each.began))


def _rows(
    account: Account, choice: Choice, unfinished: Mapping[str, Rotation], now: datetime
) -> Iterator[Row]:
    is_meant = choice.matcher()
    for user in account.users.values():
        if not is_meant(user.name):
            continue
        if user.name in unfinished:
            yield _going(unfinished[user.name])
        elif isinstance(user.access_keys, Unknown):
            why = f"its keys are not known: {user.access_keys}"
            yield Row(user.name, Step.LEAVE, why=why)
        else:
            yield from _of_keys(user, user.access_keys.value, choice, now)


def _of_keys(
    user: User, keys: tuple[AccessKey, ...], choice: Choice, now: datetime
) -> Iterator[Row]:
    active = [key for key in keys if key.status is KeyStatus.ACTIVE]
    ageless = [key for key in active if key.created is None]
    old = [k for k in active if k.created is not None and now - k.created > choice.older_than]
    key = next(iter(old or ageless), None)
    if key is None:
        return
    row = Row(user.name, Step.ROTATE, _id(key), key.created)
    if not old:
        yield replace(row, step=Step.LEAVE, why="the age of its key is not known")
    elif len(keys) > 1:
        why = "it has two keys, and AWS allows no third: delete the one that nothing uses"
        yield replace(row, step=Step.LEAVE, why=why)
    else:
        yield row


def _going(rotation: Rotation) -> Row:
    why = f"unfinished since {rotation.since:%Y-%m-%d}: {rotation.phase.value}"
    return Row(rotation.user, Step.GO_ON, rotation.old_key_id, why=why, deliver=rotation.deliver)


def _root(account: Account, choice: Choice) -> Iterator[Row]:
    present = account.summary.otherwise({}).get("AccountAccessKeysPresent", 0)
    if present and not choice.users:
        why = "no API replaces a root user's key: delete it in the console"
        yield Row(ROOT_USER, Step.LEAVE, why=why)


def _with_place(row: Row, own: str | None, place: Callable[[str], str]) -> Row:
    if row.step is not Step.ROTATE:
        return row
    if row.user == own:
        return replace(row, why="it signs these calls, so it comes last")
    return replace(row, deliver=place(row.user))


def _order(row: Row, own: str | None) -> tuple[int, float, str]:
    steps = (Step.GO_ON, Step.ROTATE, Step.LEAVE)
    rank = 2 * steps.index(row.step) + (row.step is not Step.LEAVE and row.user == own)
    # The caller's own comes after all others, an unfinished one as well.
    if row.user == own and row.step is Step.GO_ON:
        rank = 3
    return rank, row.created.timestamp() if row.created else 0.0, row.user


def _id(key: AccessKey) -> str:
    return key.id.value if isinstance(key.id, Known) else ""
