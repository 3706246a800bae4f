"""A policy document as immutable values with places, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from iamtui.policy.grammar import CURRENT_VERSION as CURRENT_VERSION
from iamtui.policy.grammar import OLD_VERSION as OLD_VERSION
from iamtui.policy.grammar import Effect as Effect
from iamtui.policy.json_positions import Text, place


class Severity(Enum):
    """How bad a finding is: an error leaves a part of the document without meaning.

    The words are those of IAM Access Analyzer's policy checks.
    """

    ERROR = "error"
    SECURITY_WARNING = "security warning"
    WARNING = "warning"
    SUGGESTION = "suggestion"


class Finding(NamedTuple):
    """Something wrong with a document, at a line and a column counted from 1.

    `code` names the rule that found it ("": the reader of documents itself), `length` says how many
    characters are meant (0: not known).
    """

    severity: Severity
    message: str
    line: int
    column: int
    code: str = ""
    length: int = 0


class PrincipalEntry(NamedTuple):
    """One entry of Principal or NotPrincipal: `kind` is AWS, Service, Federated, CanonicalUser."""

    kind: str
    value: Text


class Condition(NamedTuple):
    """One operator applied to one key: `{"StringEquals": {"aws:username": ["a", "b"]}}`."""

    operator: Text
    key: Text
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; a list that the document does not have is None.

    `index` counts from 0 over everything in `Statement`, unreadable statements included.
    """

    index: int
    sid: str | None
    effect: Effect
    actions: tuple[Text, ...] | None
    not_actions: tuple[Text, ...] | None
    resources: tuple[Text, ...] | None
    not_resources: tuple[Text, ...] | None
    principals: tuple[PrincipalEntry, ...] | None
    not_principals: tuple[PrincipalEntry, ...] | None
    conditions: tuple[Condition, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document: the statements that have a meaning, and the findings.

    `complete` is False when a part could not be understood. That part may have been a Deny, so
    that nobody may take the remaining statements for the whole policy.
    """

    text: str
    version: str
    id: str | None
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    complete: bool

    @property
    def has_variables(self) -> bool:
        """Whether `${…}` is a policy variable here: only in version 2012-10-17."""
        return self.version == CURRENT_VERSION

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset, both counted from 1."""
        return place(self.text, offset)
