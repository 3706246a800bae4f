"""What a rotation is, what is seen of it, and how patient it is: values, without a secret."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from iamtui.account.field import NOT_ASKED, Field
from iamtui.account.model import LastUsed


class Phase(enum.Enum):
    """How far a rotation is. What is between two of them is being done, or is to be done again.

    Only a leaked key that is deactivated before all else is contained. Each is written down before
    (CONTAINING, CREATING, SWITCHING, DEACTIVATING, DELETING, RETURNING, UNDOING) or
    after (the others) something was changed. The value is the word that the journal holds.
    """

    PREPARED = "prepared"
    CONTAINING = "containing"
    CONTAINED = "contained"
    CREATING = "creating"
    SAVED = "saved"
    VERIFIED = "verified"
    SWITCHING = "switching"
    SWITCHED = "switched"
    DEACTIVATING = "deactivating"
    INACTIVE = "inactive"
    DELETING = "deleting"
    DELETED = "deleted"
    DONE = "done"
    RETURNING = "returning"
    REACTIVATED = "reactivated"
    RETURNABLE = "returnable"
    UNDOING = "undoing"
    UNDONE = "undone"
    ROLLED_BACK = "rolled back"

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self in (Phase.DONE, Phase.ROLLED_BACK)

    @property
    def and_later(self) -> frozenset[Phase]:
        """This phase and those that follow it on the way forward."""
        return frozenset(_FORWARD[_FORWARD.index(self) :])


_FORWARD = (
    Phase.PREPARED,
    Phase.CONTAINING,
    Phase.CONTAINED,
    Phase.CREATING,
    Phase.SAVED,
    Phase.VERIFIED,
    Phase.SWITCHING,
    Phase.SWITCHED,
    Phase.DEACTIVATING,
    Phase.INACTIVE,
    Phase.DELETING,
    Phase.DELETED,
    Phase.DONE,
)


class Leak(enum.Enum):
    """Whether the old key leaked, and then in which order it is replaced: FIRST it is deactivated;
    or LAST, since it signs the calls that replace it. The value is the word in the journal."""

    NO = ""
    FIRST = "deactivate first"
    LAST = "replace first"


# What `Rotation.deliver` and `form` say of a key that waits in the vault until it is handed over.
IN_VAULT = "vault"


@dataclass(frozen=True, slots=True)
class Rotation:
    """The replacing of the access key `old_key_id` of a user.

    keys_before     the ids of the user's keys before one was created
    new_key_id      "" until it is known
    since           when `phase` was entered, in AWS's time
    intended        when the creation was first about to be sent
    sends           how often a creation may have reached AWS
    switched, deactivated   when that was done
    back            whether the rotation is to be taken back
    profile         the profile of iamtui or of ~/.aws that acts ("" for the environment's)
    deliver         the file that another user's key is delivered into, `form` how it is written;
                    both IN_VAULT where it waits there until a person hands it over
    leak            whether the old key leaked
    cutoff          sessions of the user that began before may be denied; None: certainly none is
    denied          when they were denied
    spared          whether sessions are left alone
    lift            whether that denial is taken away at the end
    """

    id: str
    account: str
    user: str
    old_key_id: str
    keys_before: tuple[str, ...]
    began: datetime
    since: datetime
    phase: Phase = Phase.PREPARED
    user_arn: str = ""
    new_key_id: str = ""
    sends: int = 0
    intended: datetime | None = None
    switched: datetime | None = None
    deactivated: datetime | None = None
    back: bool = False
    profile: str = ""
    endpoint_url: str = ""
    deliver: str = ""
    form: str = ""
    leak: Leak = Leak.NO
    cutoff: datetime | None = None
    denied: datetime | None = None
    spared: bool = False
    lift: bool = False

    @property
    def lost_a_creation(self) -> bool:
        """Whether it was taken back while AWS showed no key though one had been asked for: one
        may appear yet, whose secret nobody has."""
        return self.phase is Phase.ROLLED_BACK and self.sends > 0 and not self.new_key_id


@dataclass(frozen=True, slots=True)
class SeenKey:
    """An access key as IAM shows it now."""

    id: str
    active: bool
    created: datetime | None
    last_used: Field[LastUsed | None] = NOT_ASKED


@dataclass(frozen=True, slots=True)
class Seen:
    """What IAM and this machine show at one moment.

    saved       ids of the keys whose secrets can be read here
    in_use      ids of the keys that profiles and files here lead to
    quiet       how many looks in a row showed no key that was not there before
    """

    keys: tuple[SeenKey, ...]
    saved: frozenset[str]
    in_use: frozenset[str]
    quiet: int = 0

    def key(self, key_id: str) -> SeenKey | None:
        """The key of that id, None where IAM does not show it."""
        return next((key for key in self.keys if key.id == key_id), None)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a rotation waits, and for what.

    drain       how long the old key must be unused before it is deactivated
    observe     how long it stays inactive before it is deleted
    unseen      how long a key whose creation was not answered may stay unseen: lists are
                eventually consistent
    settle      how long a list may still show a status or a key of before
    look        the time between two looks
    """

    drain: timedelta = timedelta(hours=1)
    observe: timedelta = timedelta(days=3)
    unseen: timedelta = timedelta(seconds=30)
    settle: timedelta = timedelta(minutes=2)
    look: timedelta = timedelta(seconds=5)
