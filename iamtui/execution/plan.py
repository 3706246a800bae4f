"""A Plan: a Change against an Account, with all that the user should see before saying yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from iamtui.account.call import Call
from iamtui.account.model import Account
from iamtui.account.operation import words
from iamtui.changes.change import Change, Step, steps, undoing


@dataclass(frozen=True, slots=True)
class Plan:
    """What `change` does to the account it was made on.

    `account` is that account's id ("" where nobody knows); `steps` the calls with the account
    before and after each; `undo` the calls that take all of it back, and `lost` why some of it
    cannot be; `notes` sentences to read first; `made` when.
    """

    change: Change
    account: str
    title: str
    steps: tuple[Step, ...]
    undo: tuple[Call, ...]
    lost: tuple[str, ...]
    notes: tuple[str, ...]
    made: datetime

    @property
    def is_empty(self) -> bool:
        """Whether the account is already as the Change wants it."""
        return not self.steps

    def words(self) -> tuple[str, ...]:
        """Each step as a sentence."""
        return tuple(words(step.before, step.call) for step in self.steps)


def make_plan(account: Account, change: Change, now: datetime, notes: tuple[str, ...] = ()) -> Plan:
    """The Plan of `change` on `account`; `notes` are further sentences to read first.

    Raises `Impossible` where AWS would refuse it.
    """
    played = steps(account, change.calls(account))
    calls, reasons = undoing(played)
    return Plan(
        change=change,
        account=account.id.otherwise(""),
        title=change.title(account),
        steps=played,
        undo=calls,
        lost=reasons,
        notes=(*change.notes(account), *notes, *_about_the_caller(account, change)),
        made=now,
    )


def _about_the_caller(account: Account, change: Change) -> tuple[str, ...]:
    caller = account.caller.otherwise(None)
    name = caller.user_name if caller else None
    if name is not None and any(read.entity.key == name for read in change.reads()):
        return (f"This changes {name}, the user you are signed in as.",)
    return ()
