"""Effective permissions as rows: services as a picture, actions, and an action in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from iamtui.access.asking import ask
from iamtui.access.held import Held, Holding
from iamtui.access.permission import Permission, Permissions, Scope
from iamtui.access.subject import subject
from iamtui.account.model import Account
from iamtui.policy import Condition, Verdict
from iamtui.policy.access_level import AccessLevel
from iamtui.policy.condition_words import condition_in_words
from iamtui.policy.reference import services
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Document
from iamtui.ui.questions.decision_words import WORDS, statements_document

BAR = 5
FULL, SOME, NONE = "█", "▒", "·"
LEGEND = f"{FULL} allowed  {SOME} depends on something  {NONE} not allowed"
WRITING = (AccessLevel.WRITE, AccessLevel.TAGGING, AccessLevel.PERMISSIONS)
UNKNOWN_LEVEL = "not known"


@dataclass
class Count:
    """How many actions of a level are allowed, depend on something, and are there."""

    allowed: int = 0
    conditional: int = 0
    total: int = 0

    @property
    def bar(self) -> Cell:
        """The counts as a bar; "" where the service has no such action."""
        if not self.total:
            return ""
        allowed = _cells(self.allowed, self.total)
        some = _cells(self.allowed + self.conditional, self.total) - allowed
        if self.conditional and not some:
            some, allowed = 1, max(0, min(allowed, BAR - 1))
        style = "success" if allowed == BAR else ("warning" if some else "")
        text = FULL * allowed + SOME * some + NONE * (BAR - allowed - some)
        return (text, style or ("muted" if not allowed else "link"))


@dataclass
class Service:
    """A service: how much of each level is allowed, and whether everywhere."""

    prefix: str
    name: str
    counts: Mapping[AccessLevel, Count] = field(
        default_factory=lambda: {level: Count() for level in AccessLevel}
    )
    limited: int = 0

    @property
    def levels(self) -> str:
        """The levels of which something is allowed, for the filter."""
        return " ".join(
            level.value for level, c in self.counts.items() if c.allowed or c.conditional
        )

    @property
    def where(self) -> Cell:
        """Whether what is allowed is so on every resource."""
        return ("some", "muted") if self.limited else "all"


def services_of(answer: Permissions, rows: Iterable[Permission]) -> Iterator[Service]:
    """The services of `rows` (some of the answer's), in their order."""
    totals = {summary.service: summary.totals for summary in answer.services}
    names = services()
    for prefix, found in groupby(rows, key=lambda row: row.service):
        service = Service(prefix, names.get(prefix, prefix))
        for level, total in totals.get(prefix, {}).items():
            service.counts[level].total = total
        for row in found:
            service.limited += not row.everywhere
            if row.level is not None:
                count = service.counts[row.level]
                allowed = row.verdict is Verdict.ALLOWED
                count.allowed += allowed
                count.conditional += not allowed
        yield service


def shown(row: Permission, only_conditional: bool, only_writing: bool) -> bool:
    """Whether the row is among those asked for."""
    if only_conditional and row.verdict is Verdict.ALLOWED:
        return False
    return not only_writing or row.level in WRITING or row.level is None


def level_words(row: Permission) -> str:
    """The access level of an action."""
    return row.level.value if row.level is not None else UNKNOWN_LEVEL


def where_words(row: Permission) -> str:
    """On what, and for a conditional one on which conditions."""
    resources = ", ".join(row.resources)
    if row.verdict is Verdict.ALLOWED:
        return resources
    depends = [*map(condition_in_words, row.conditions), *row.reasons]
    return f"{resources} if {'; '.join(depends)}" if depends else resources


def source_words(holding: Holding) -> str:
    """A policy and the way it was come by: `Deploy (attached)`, `Audit (attached to admins)`."""
    name = holding.name if isinstance(holding, Held) else "not known"
    if holding.group:
        return f"{name} (group {holding.group})"
    return f"{name} ({holding.way.value})"


def sources_words(row: Permission) -> str:
    """All policies by which an action is allowed."""
    return ", ".join(map(source_words, row.sources))


def action_document(account: Account, answer: Permissions, row: Permission) -> Document:
    """An action in full: where it is allowed, on what that depends, and by which statements."""
    lines = [f"{row.action}: {WORDS[row.verdict][0]} ({level_words(row)})"]
    for scope in row.scopes:
        lines += ["", *_scope_lines(scope)]
    lines += ["", *(f"Not known: {sentence}" for sentence in answer.unread)]
    who = subject(account, answer.entity)
    if who is not None:
        matches = {}
        for scope in row.scopes:
            for match in ask(account, who, row.action, scope.pattern).matched:
                matches[match.policy, match.statement_index] = match
        lines.append(statements_document("", matches.values()).text)
    return Document(f"{row.action} of {answer.entity}", "\n".join(lines).rstrip())


def _scope_lines(scope: Scope) -> Iterator[str]:
    yield f"On {scope}: {WORDS[scope.verdict][0]}"
    yield from _phrases("  if", scope.conditions)
    yield from _phrases("  unless", scope.unless)
    yield from (f"  {reason}" for reason in scope.reasons)
    for holding in scope.sources:
        yield f"  by {source_words(holding)}"


def _phrases(word: str, conditions: Iterable[Condition]) -> Iterator[str]:
    yield from (f"{word} {condition_in_words(condition)}" for condition in conditions)


def _cells(count: int, total: int) -> int:
    """How many cells of a bar stand for `count` of `total`: some for any, all only for all."""
    if count >= total:
        return BAR
    return min(BAR - 1, max(1, round(count * BAR / total))) if count else 0
