"""The answer to what a user or role may do: rows by action, summed up by service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iamtui.access.held import Holding
from iamtui.account.entity import Entity
from iamtui.policy import Condition, Verdict
from iamtui.policy.access_level import AccessLevel


@dataclass(frozen=True, slots=True)
class Scope:
    """Resources that an action is allowed on: those of `pattern`, and what narrows them down.

    A resource must also match each of `within`, and none of `exceptions`. `verdict` is ALLOWED, or
    CONDITIONAL: if `conditions` are met, if the denials that depend on `unless` do not apply, and
    with what `reasons` say (somebody else must allow it too; a policy that nobody read).
    """

    pattern: str
    verdict: Verdict
    within: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    reasons: tuple[str, ...] = ()
    sources: tuple[Holding, ...] = ()

    def __str__(self) -> str:
        parts = [self.pattern]
        if self.within:
            parts.append(f"within {', '.join(self.within)}")
        if self.exceptions:
            parts.append(f"except {', '.join(self.exceptions)}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Permission:
    """An action (`s3:GetObject`) that is allowed somewhere, and where.

    `verdict` is that of the best of `scopes`, `resources` are their texts. `conditions` and
    `reasons` are what a CONDITIONAL verdict depends on. `level` is None for an action that the
    reference data do not know, which some policy names.
    """

    action: str
    service: str
    level: AccessLevel | None
    verdict: Verdict
    scopes: tuple[Scope, ...]
    resources: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    reasons: tuple[str, ...] = ()
    sources: tuple[Holding, ...] = ()

    @property
    def everywhere(self) -> bool:
        """Whether it is allowed on every resource of the account."""
        return self.verdict is Verdict.ALLOWED and "*" in self.resources


@dataclass(frozen=True, slots=True)
class ServiceSummary:
    """What of one service is allowed.

    `allowed` counts the actions that are allowed for certain by level, `totals` all there are;
    `conditional` those that depend on something, `limited` the allowed ones that are not allowed on
    every resource.
    """

    service: str
    name: str
    allowed: Mapping[AccessLevel, int]
    totals: Mapping[AccessLevel, int]
    conditional: int
    limited: int

    @property
    def total(self) -> int:
        """How many actions the service has."""
        return sum(self.totals.values())

    @property
    def full(self) -> bool:
        """Whether every action of the service is allowed on every resource without a condition."""
        return sum(self.allowed.values()) >= self.total > 0 == self.limited


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a user or role may do.

    `rows` are in the order of the actions and hold those that are allowed somewhere; where a part
    of the account was not read (`unread` says which), all that it may allow is CONDITIONAL.
    `services` sums the rows up, in their order.
    """

    entity: Entity
    rows: tuple[Permission, ...]
    unread: tuple[str, ...] = ()
    services: tuple[ServiceSummary, ...] = ()

    def of_service(self, service: str) -> tuple[Permission, ...]:
        """The rows of one service (`s3`)."""
        return tuple(row for row in self.rows if row.service == service)

    def of_action(self, action: str) -> Permission | None:
        """The row of one action in any case; None where it is denied."""
        wanted = action.lower()
        return next((row for row in self.rows if row.action.lower() == wanted), None)
