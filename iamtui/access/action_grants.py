"""What a principal may do, for all actions at once: actions that go together are decided once.

Actions go together where the same statements are about them. 22,000 actions fall into some
hundreds of such groups, or fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from iamtui.access.action_bits import Universe, union
from iamtui.access.action_rules import ALWAYS, UNASKED, key_actions, parts_by_rule
from iamtui.access.areas import EVERYWHERE
from iamtui.access.asking import TRUSTED_ACTIONS
from iamtui.access.scopes import Piece, Pieces, pieces, restricted, simplified
from iamtui.access.stack import Entry, Stack
from iamtui.access.terms import Reader, account_of, depends_on_request
from iamtui.policy import Principal, PrincipalKind

_TRUST = "The role's trust policy must allow it too."
_KEY_POLICY = "The KMS key's policy must allow it too."


class ActionGrant(NamedTuple):
    """Actions (as bits of the universe) that are allowed on the same resources."""

    bits: int
    pieces: Pieces


class ActionGroup(NamedTuple):
    """Actions that the same entries are about: those with these numbers, ascending."""

    bits: int
    entries: tuple[int, ...]


def action_grants(
    who: Principal, stack: Stack, universe: Universe, now: datetime | None
) -> list[ActionGrant]:
    """All that `who` is allowed by the policies in `stack`, by groups of actions.

    For resources of the principal's own account and those whose account a pattern names. The
    resource policies of other resources than roles and KMS keys are left out of account.
    """
    reader = Reader(who, now)
    groups = action_groups(stack.all(), grantable(stack, universe), universe)
    found = (
        ActionGrant(bits, allowed(who, stack.chosen(numbers), reader, universe.first(bits)))
        for bits, numbers in groups
    )
    return [grant for grant in found if grant.pieces]


def grantable(stack: Stack, universe: Universe) -> int:
    """The actions that may be allowed at all."""
    return universe.of_actions((ALWAYS, UNASKED)) | union(entry.bits for entry in stack.own)


def action_groups(
    entries: Sequence[Entry], among: int, universe: Universe
) -> Iterable[ActionGroup]:
    """The actions `among` those of the universe in groups that can be decided at once."""
    by_region = any(entry.statement and depends_on_request(entry.statement) for entry in entries)
    parts = [part & among for part in parts_by_rule(universe, by_region=by_region)]
    groups: list[tuple[int, tuple[int, ...]]] = [(part, ()) for part in parts if part]
    for number, entry in enumerate(entries):
        split: list[tuple[int, tuple[int, ...]]] = []
        for group in groups:
            inside = group[0] & entry.bits
            if not inside:
                split.append(group)
                continue
            split.append((inside, (*group[1], number)))
            if inside != group[0]:
                split.append((group[0] ^ inside, group[1]))
        groups = split
    return map(ActionGroup._make, groups)


def allowed(who: Principal, stack: Stack, reader: Reader, action: str) -> Pieces:
    """Where a lower-case action is allowed by the entries of `stack`, which are all about it."""
    if action == ALWAYS:
        return (Piece(EVERYWHERE, True),)
    if action == UNASKED and who.kind is PrincipalKind.USER:
        return restricted((Piece(EVERYWHERE, True),), stack, reader, action)
    found = pieces(stack, reader, action)
    service = action.partition(":")[0]
    if action.startswith(TRUSTED_ACTIONS):
        found = simplified(piece.doubted(_TRUST) for piece in found)
    elif service in ("iam", "sts"):
        return tuple(piece for piece in found if not _foreign(piece, who))
    elif service == "kms" and action in key_actions():
        found = simplified(piece.doubted(_KEY_POLICY) for piece in found)
    return tuple(_across(piece, who) for piece in found)


def _across(piece: Piece, who: Principal) -> Piece:
    account = _foreign(piece, who)
    if not account:
        return piece
    return piece.doubted(f"It belongs to account {account}, whose policies must allow it too.")


def _foreign(piece: Piece, who: Principal) -> str:
    """The other account that the resources belong to; "" for those of the principal's own."""
    accounts = (account_of(pattern.text) for pattern in piece.area.within)
    return next((account for account in accounts if account not in (None, who.account)), "") or ""
