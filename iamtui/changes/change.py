"""A Change says what the user wants; its calls, its words and its undoing all follow from it."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Read
from iamtui.account.model import Account
from iamtui.account.operation import Irreversible, has_effect, invert, reduce, words


class Sensitivity(enum.IntEnum):
    """What the Guard asks for before a Change; each level includes those before it.

    The names, in lower case and with hyphens, are what the configuration file takes.
    """

    NOTHING = 0
    """Only a valid identity."""
    SESSION = 1
    """An MFA session, however old."""
    CODE = 2
    """An MFA code given within the last minutes."""
    NAME = 3
    """A code, and the name of what is destroyed, typed."""
    FOUR_EYES = 4
    """All of that, and the leave of a second person: another IAM user of the account, at this
    terminal, with an MFA code of theirs. No Change asks for it unless the configuration says so."""

    @property
    def word(self) -> str:
        """What the configuration file calls it."""
        return self.name.lower().replace("_", "-")


class Change(ABC):
    """What the user wants done to an account.

    `name` is the word for this sort of Change in the configuration and the journal.
    """

    name: ClassVar[str]
    sensitivity: ClassVar[Sensitivity]

    @abstractmethod
    def title(self, account: Account) -> str:
        """What is wanted, in the imperative, without a full stop."""

    @abstractmethod
    def calls(self, account: Account) -> tuple[Call, ...]:
        """The calls in the order they must be sent; empty where `account` is already so.

        Raises `Impossible` where it cannot be done, or not planned because something it depends
        on is not known.
        """

    @abstractmethod
    def reads(self) -> tuple[Read, ...]:
        """What has to be fresh for `calls` to be right."""

    def typed_name(self) -> str:
        """The name that `Sensitivity.NAME` has the user type; "" where there is none."""
        return ""

    def notes(self, account: Account) -> tuple[str, ...]:
        """Sentences that the user should read before saying yes."""
        return ()


class SingleCall(Change):
    """A Change that one call does."""

    @abstractmethod
    def call(self) -> Call:
        """The call; raises `Impossible` where what is wanted makes no sense."""

    def title(self, account: Account) -> str:
        return words(account, self.call())

    def calls(self, account: Account) -> tuple[Call, ...]:
        call = self.call()
        return (call,) if has_effect(account, call) else ()


@dataclass(frozen=True, slots=True)
class Step:
    """A call of a plan with the account before and after it."""

    call: Call
    before: Account
    after: Account


def steps(account: Account, calls: tuple[Call, ...]) -> tuple[Step, ...]:
    """`calls` played on `account` one after the other; raises `Impossible` where AWS would."""
    played: list[Step] = []
    for call in calls:
        after = reduce(account, call)
        played.append(Step(call, account, after))
        account = after
    return tuple(played)


def undoing(played: tuple[Step, ...]) -> tuple[tuple[Call, ...], tuple[str, ...]]:
    """The calls that take `played` back, last first, and the reasons for those that none can."""
    calls: list[Call] = []
    reasons: list[str] = []
    for step in reversed(played):
        if step.after is step.before:
            continue
        inverse = invert(step.before, step.call)
        if isinstance(inverse, Irreversible):
            reasons.append(inverse.reason)
        else:
            calls.append(inverse)
    return tuple(calls), tuple(reasons)
