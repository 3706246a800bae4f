"""What a condition key is: the type of its values, how many it has, and who says so."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class KeyType(StrEnum):
    """The type of a key's values; it says which operators are meant for the key."""

    STRING = "String"
    ARN = "ARN"
    BOOL = "Bool"
    DATE = "Date"
    IP = "IPAddress"
    NUMERIC = "Numeric"


class ConditionKey(NamedTuple):
    """A condition key as it is written in the reference.

    `name` keeps the placeholder of a template: `aws:RequestTag/${TagKey}`. `types` are the types
    that operators may have (`aws:EpochTime` is a date and a number), the usual one first.
    `multivalued` keys hold a list in a request and need a set operator. `source` is a web page.
    """

    name: str
    types: tuple[KeyType, ...]
    multivalued: bool
    description: str
    source: str

    @property
    def type(self) -> KeyType:
        """The usual type of its values."""
        return self.types[0]

    @property
    def is_template(self) -> bool:
        """Whether a part of the name is for the author to fill in, such as the key of a tag."""
        return "${" in self.name
