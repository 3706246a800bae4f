"""Everything that a user or role may do: an answer for each of AWS's actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from iamtui.access.action_bits import Universe, places
from iamtui.access.action_grants import ActionGrant, action_grants
from iamtui.access.action_rules import trusted_actions
from iamtui.access.all_actions import action_levels, all_actions_of
from iamtui.access.held import Holding
from iamtui.access.permission import Permission, Permissions, Scope, ServiceSummary
from iamtui.access.roles_assumed import ASSUMING, elsewhere, roles_are_listed, roles_assumed
from iamtui.access.scopes import Piece, Pieces, simplified
from iamtui.access.stack import stack_of
from iamtui.access.subject import HeldPolicy, Subject, subject
from iamtui.access.unread import unread_lists, unread_parts
from iamtui.account.entity import Entity
from iamtui.account.model import Account, Source
from iamtui.policy import Condition, Layers, NamedPolicy, Verdict
from iamtui.policy.access_level import AccessLevel
from iamtui.policy.action_names import names_of
from iamtui.policy.reference import services

__all__ = ["Permission", "Permissions", "Scope", "ServiceSummary", "effective_permissions"]


class _Row(NamedTuple):
    """What the rows of one grant have in common."""

    verdict: Verdict
    scopes: tuple[Scope, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...]
    reasons: tuple[str, ...]
    sources: tuple[Holding, ...]


def effective_permissions(
    account: Account, entity: Entity, *, now: datetime | None = None
) -> Permissions:
    """All that the user or role `entity` may do, in the order of the actions.

    On the account's own resources, and on others that its policies name. Policies of resources
    take part where they decide: a role's trust policy does, a KMS key's makes an answer
    conditional; a bucket's, which is no part of the account's IAM, may allow or deny besides. An
    entity that the account does not hold, or of another kind, may do nothing.
    """
    who = subject(account, entity)
    if who is None:
        return Permissions(entity, ())
    universe = all_actions_of(named.policy for named in _policies(who.layers))
    rows = tuple(_rows(_granted(account, who, universe, now), universe))
    unread = (*unread_parts(who), *unread_lists(account, Source.ROLES))
    return Permissions(entity, rows, unread, tuple(_summaries(rows)))


def _policies(layers: Layers) -> Iterator[NamedPolicy]:
    """Every policy of a principal, its boundary included."""
    yield from layers.identity
    yield from layers.groups
    if layers.boundary is not None:
        yield layers.boundary


def _granted(
    account: Account, who: Subject, universe: Universe, now: datetime | None
) -> list[ActionGrant]:
    """The grants of `who`, with the roles of the account that he may assume."""
    stack = stack_of(who.principal, who.layers, universe)
    found = action_grants(who.principal, stack, universe, now)
    trusted = trusted_actions(universe)
    kept = [grant for grant in found if not grant.bits & trusted]
    kept += _assuming(account, who, universe, [g for g in found if g.bits & trusted], now)
    return kept


def _assuming(
    account: Account,
    who: Subject,
    universe: Universe,
    found: list[ActionGrant],
    now: datetime | None,
) -> Iterator[ActionGrant]:
    """The grants of the actions that trust policies decide on, an action each."""
    for place in places(trusted_actions(universe)):
        action, bits = universe.name(place), 1 << place
        pieces: Pieces = next((grant.pieces for grant in found if grant.bits & bits), ())
        if action in ASSUMING and roles_are_listed(account):
            pieces = tuple(elsewhere(pieces, who.principal))
        if action in ASSUMING:
            roles = account.roles.values()
            pieces = (*roles_assumed(account, who, action, roles, now), *pieces)
        if pieces:
            yield ActionGrant(bits, simplified(pieces))


def scope(piece: Piece) -> Scope:
    """A piece as it is shown."""
    first, *within = (pattern.text for pattern in piece.area.within)
    return Scope(
        first,
        Verdict.ALLOWED if piece.certain else Verdict.CONDITIONAL,
        tuple(within),
        tuple(pattern.text for pattern in piece.area.without),
        piece.conditions,
        piece.unless,
        piece.reasons,
        holdings(piece.sources),
    )


def holdings(policies: Iterable[NamedPolicy]) -> tuple[Holding, ...]:
    """How the policies reach their principal."""
    held = (named.held for named in policies if isinstance(named, HeldPolicy))
    return tuple(dict.fromkeys(each for each in held if each is not None))


def _row(pieces: Pieces) -> _Row:
    scopes = tuple(map(scope, pieces))
    allowed = any(piece.certain for piece in pieces)
    doubted = () if allowed else pieces
    return _Row(
        Verdict.ALLOWED if allowed else Verdict.CONDITIONAL,
        scopes,
        tuple(map(str, scopes)),
        tuple(dict.fromkeys(c for p in doubted for c in (*p.conditions, *p.unless))),
        tuple(dict.fromkeys(reason for piece in doubted for reason in piece.reasons)),
        tuple(dict.fromkeys(held for each in scopes for held in each.sources)),
    )


def _rows(found: list[ActionGrant], universe: Universe) -> Iterator[Permission]:
    shared = [(grant.bits, _row(grant.pieces)) for grant in found]
    by_place = {place: row for bits, row in shared for place in places(bits)}
    levels = action_levels()
    for place in sorted(by_place):
        action = universe.name(place)
        service = action.partition(":")[0].lower()
        yield Permission(action, service, levels.get(action), *by_place[place])


def _summaries(rows: Iterable[Permission]) -> Iterator[ServiceSummary]:
    names = services()
    for service, found in groupby(rows, key=lambda row: row.service):
        allowed = dict.fromkeys(AccessLevel, 0)
        conditional = limited = 0
        for row in found:
            if row.verdict is not Verdict.ALLOWED:
                conditional += 1
                continue
            if row.level is not None:
                allowed[row.level] += 1
            limited += not row.everywhere
        name = names.get(service, service)
        yield ServiceSummary(service, name, allowed, _totals(service), conditional, limited)


@lru_cache(maxsize=1024)
def _totals(service: str) -> Mapping[AccessLevel, int]:
    levels = names_of(service).levels
    return {level: levels.count(level) for level in AccessLevel}
