"""A field of an entity is known, or it says why it is not.

AWS gives an account in pieces, and any piece can be denied, fail or not have been asked for. A
`Field` keeps the four apart, so that no screen can show "none" where nobody knows.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Why(enum.Enum):
    """Why a field is not known; the value is the word that screens show."""

    NOT_ASKED = "not asked yet"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """A field that was fetched; `value` may well be empty."""

    value: T_co

    def otherwise(self, _default: object) -> T_co:
        """The value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field that was not fetched: `why`, and the API operation or sentence behind it."""

    why: Why
    detail: str = ""

    def otherwise(self, default: T) -> T:
        """`default`: for counting and searching only, never for showing."""
        return default

    def __str__(self) -> str:
        return f"{self.why.value} ({self.detail})" if self.detail else self.why.value


Field: TypeAlias = Known[T] | Unknown

NOT_ASKED = Unknown(Why.NOT_ASKED)
