"""The table of API operations that iamtui writes with.

An operation says here, once, what it does in words, what it does to an `Account`, which call takes
it back, and whether sending it twice does the same as once. A new operation is one new entry in a
module of `account/operations/`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from iamtui.account.call import Call, Parameters, text
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Field, Unknown
from iamtui.account.model import Account
from iamtui.errors import UsageError


class Impossible(UsageError):
    """AWS would refuse the call on this account; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Irreversible:
    """Why no call takes an operation back."""

    reason: str


Inverse: TypeAlias = Call | Irreversible


@dataclass(frozen=True, slots=True)
class Operation:
    """What one API operation is and does.

    `words` a sentence in the imperative, without a full stop; `reduce` the account after it (the
    same object where nothing changes; `Impossible` where AWS would refuse); `invert` what takes it
    back, seen from the account before; `depends_on` the field that decides whether it changes
    anything (an `Unknown` one means that nobody can tell); `repeatable` whether it may be sent
    again after a lost answer; `target` the kind of entity it changes and the parameter that names
    it, and `aspect` what of that entity is to be read to see whether it was applied; `key` makes
    the entity's key of the parameter's value where that is not the key itself.
    """

    name: str
    words: Callable[[Account, Parameters], str]
    reduce: Callable[[Account, Parameters], Account]
    invert: Callable[[Account, Parameters], Inverse]
    depends_on: Callable[[Account, Parameters], Field[object]]
    repeatable: bool = True
    target: tuple[EntityKind, str] = (EntityKind.USER, "UserName")
    aspect: Aspect = Aspect.ENTITY
    key: Callable[[str], str] = str


OPERATIONS: dict[str, Operation] = {}


def declare(operation: Operation) -> None:
    """Enter `operation` into the table; a second entry of one name is a mistake in the program."""
    if operation.name in OPERATIONS:
        raise ValueError(f"{operation.name} is declared twice")
    OPERATIONS[operation.name] = operation


def words(account: Account, call: Call) -> str:
    """What `call` does, as a sentence in the imperative without a full stop."""
    return _operation(call).words(account, call.parameters)


def reduce(account: Account, call: Call) -> Account:
    """The account as it will be after `call`, a pure function.

    Gives the same object back where the call changes nothing. Fields that are not known stay so.
    Raises `Impossible` where AWS would refuse the call.
    """
    return _operation(call).reduce(account, call.parameters)


def invert(before: Account, call: Call) -> Inverse:
    """The call that takes `call` back, seen from the account before it, or why there is none."""
    return _operation(call).invert(before, call.parameters)


def has_effect(account: Account, call: Call) -> bool:
    """Whether `call` changes `account`.

    Raises `Impossible` where AWS would refuse it, and where what it changes is not known.
    """
    field = _operation(call).depends_on(account, call.parameters)
    if isinstance(field, Unknown):
        raise Impossible(
            f"{words(account, call)}: not planned, since what is there now is not known ({field}).",
            "Refresh with r, or ask for the permission to read it.",
        )
    return reduce(account, call) is not account


def touched(call: Call) -> Read:
    """What to ask of AWS to see whether `call` was applied."""
    operation = _operation(call)
    kind, parameter = operation.target
    key = operation.key(text(call.parameters, parameter))
    return Read(Entity(kind, key), frozenset({operation.aspect}))


def is_repeatable(operation: str) -> bool:
    """Whether `operation` may be sent again when its answer was lost.

    Reading may; of the writes only those whose entry says so. A create that is not idempotent
    (CreateAccessKey, CreatePolicyVersion) is sent once and reconciled.
    """
    known = _table().get(operation)
    if known is not None:
        return known.repeatable
    # An MFA code is taken once: asking again after a lost answer can only be refused.
    if operation == "GetSessionToken":
        return False
    return operation.startswith(("Get", "List", "Simulate"))


def _operation(call: Call) -> Operation:
    return _table()[call.operation]


def _table() -> dict[str, Operation]:
    import iamtui.account.operations  # noqa: F401 - fills the table

    return OPERATIONS
