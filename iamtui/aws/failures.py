"""From an error to a field that says why it is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from iamtui.account.field import Field, Known, Unknown, Why
from iamtui.aws.errors import (
    AccessDenied,
    AwsError,
    BadCredentials,
    ClockSkew,
    NoCredentials,
    NotFound,
    SessionExpired,
    WrongSecret,
)
from iamtui.errors import IamtuiError

T = TypeVar("T")

# After one of these no other call succeeds either.
CANNOT_SIGN: Final = (BadCredentials, WrongSecret, SessionExpired, ClockSkew, NoCredentials)


def unknown_because(error: IamtuiError, operation: str, service: str = "iam") -> Unknown:
    """The field that `error` leaves behind; `operation` is used where it names none itself."""
    why = Why.DENIED if isinstance(error, AccessDenied) else Why.FAILED
    named = error.operation if isinstance(error, AwsError) else ""
    return Unknown(why, f"{service}:{named or operation}")


def field(operation: str, ask: Callable[[], T]) -> Field[T]:
    """What `ask` gives, or why that is not known.

    Raises `NotFound`, since then the entity is gone, and what no call survives (`CANNOT_SIGN`).
    """
    try:
        return Known(ask())
    except (NotFound, *CANNOT_SIGN):
        raise
    except IamtuiError as error:
        return unknown_because(error, operation)


def field_of_part(operation: str, ask: Callable[[], T]) -> Field[T]:
    """Like `field`, for a part of an entity: when that is gone, the entity is still there."""
    try:
        return field(operation, ask)
    except NotFound as error:
        return unknown_because(error, operation)
