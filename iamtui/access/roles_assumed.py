"""Which roles of an account a user or role may assume: trust policies and own policies together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from iamtui.access.areas import Area, Pattern, less
from iamtui.access.asking import ASSUMING, ask
from iamtui.access.scopes import Piece
from iamtui.access.subject import Subject
from iamtui.account.field import Known
from iamtui.account.model import Account, Role, Source
from iamtui.policy import Decision, Effect, Principal, Verdict
from iamtui.policy.arns import resource_pattern, resource_segments
from iamtui.policy.globs import glob

__all__ = ["ASSUMING", "elsewhere", "may_trust_account", "roles_are_listed", "roles_assumed"]

_DENIED = (Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY)


def may_trust_account(role: Role, account_id: str) -> bool:
    """Whether the trust policy could let in a user or role of the account, by a look at its text.

    Most roles are there for a service, which shows without deciding anything.
    """
    if not isinstance(role.trust, Known):
        return True
    text = role.trust.value
    return account_id in text or "*" in text or "\\" in text or "NotPrincipal" in text


def roles_assumed(
    account: Account, who: Subject, action: str, roles: Iterable[Role], now: datetime | None
) -> Iterator[Piece]:
    """A piece for each of `roles` that `who` may do `action` on: `sts:AssumeRole` and its kin."""
    for role in roles:
        if not may_trust_account(role, who.principal.account or ""):
            continue
        decision = ask(account, who, action, role.arn, now=now)
        if decision.verdict not in _DENIED:
            yield _piece(role, decision)


def elsewhere(pieces: Iterable[Piece], who: Principal) -> Iterator[Piece]:
    """What `pieces` say of roles of other accounts."""
    partition = who.arn.split(":", 2)[1]
    text = f"arn:{partition}:iam::{who.account}:role/*"
    segments = resource_segments(text)
    own = Area((Pattern(text, resource_pattern(segments[:-1], glob(segments[-1]))),))
    for piece in pieces:
        for area in less(piece.area, own):
            yield Piece(
                area,
                piece.certain,
                piece.conditions,
                piece.unless,
                piece.reasons,
                piece.sources,
            )


def roles_are_listed(account: Account) -> bool:
    """Whether AWS listed all roles of the account."""
    return isinstance(account.sources.get(Source.ROLES), Known)


def _piece(role: Role, decision: Decision) -> Piece:
    area = Area((Pattern(role.arn, (role.arn,)),))
    allowing = [match for match in decision.matched if match.effect is Effect.ALLOW]
    reasons = [f"A part of {name} was not read." for name in decision.unreadable]
    if not isinstance(role.trust, Known):
        reasons.append(f"The trust policy of {role.name} was not read: {role.trust}.")
    return Piece(
        area,
        decision.verdict is Verdict.ALLOWED,
        tuple(condition for match in allowing for condition in match.undecided),
        tuple(
            condition
            for match in decision.matched
            if match.effect is Effect.DENY
            for condition in match.undecided
        ),
        tuple(dict.fromkeys(reasons)),
        tuple(dict.fromkeys(match.named for match in allowing)),
    )
