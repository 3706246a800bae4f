"""What a rotation can do next, as values: the machine chooses, the driver does."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from iamtui.rotation.states import Phase


@dataclass(frozen=True, slots=True)
class Create:
    """Create a key, once, and save its secret before anything else."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """Take up a key whose secret is saved though its creation was not noted."""

    key_id: str


@dataclass(frozen=True, slots=True)
class Verify:
    """See that the key authenticates, at STS and at IAM, three times in a row."""

    key_id: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Make everything here that uses one key use the other."""

    from_id: str
    to_id: str


@dataclass(frozen=True, slots=True)
class Deactivate:
    """Deactivate the old key."""

    key_id: str


@dataclass(frozen=True, slots=True)
class DenySessions:
    """Deny everything to sessions of the user that began before `moment`."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class AllowSessions:
    """Take that denial away."""


@dataclass(frozen=True, slots=True)
class Reactivate:
    """Activate the old key again."""

    key_id: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a key for good."""

    key_id: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Remove the secret of a deleted key from this machine."""

    key_id: str


@dataclass(frozen=True, slots=True)
class Enter:
    """Go on in another phase; nothing is changed but the journal."""

    phase: Phase


@dataclass(frozen=True, slots=True)
class Wait:
    """Look again at `until`, and not before; `why` is a clause."""

    until: datetime
    why: str


class Question(enum.Enum):
    """What only a person can answer; the value is a sentence with the key in it."""

    ORPHAN = (
        "{key} was created when the answer to our creation was lost; nobody has its secret, and "
        "it was never used. Delete it and go on?"
    )
    UNREADABLE = (
        "The secret of the new key {key} cannot be read here any more. Take the rotation back and "
        "delete it?"
    )
    UNREADABLE_LEAKED = (
        "The secret of the new key {key} cannot be read here any more. Delete it and create "
        "another?"
    )
    SESSIONS_STAY = (
        "Sessions that were made with {key} could not be ended: their denial was refused. Go on "
        "without? They last until they expire, 36 hours at most."
    )
    UNKNOWN_USE = (
        "Whether the old key {key} is still used somewhere cannot be read. Deactivate it all the "
        "same? It can be activated again."
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask `question` about a key; do `then` where the answer is yes, stop where it is no."""

    question: Question
    key_id: str
    then: Action


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing can be done here by a program: `what` happened, `next_step` a person can take."""

    what: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Finish:
    """It is over; nothing is left to do."""


Action: TypeAlias = (
    Create
    | Adopt
    | Verify
    | Switch
    | Deactivate
    | DenySessions
    | AllowSessions
    | Reactivate
    | Delete
    | Forget
    | Enter
    | Wait
    | Ask
    | Stop
    | Finish
)
