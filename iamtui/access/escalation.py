"""Who can come by administrator rights that nobody gave them, and by which steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from iamtui.access.escalation_path import EscalationPath
from iamtui.access.escalation_search import Cancelled, Paths, Search
from iamtui.account.entity import Entity
from iamtui.account.model import Account


@dataclass(frozen=True, slots=True)
class Escalations:
    """The answer over a whole account.

    `administrators` have everything already; `paths` holds for each other user and role that can
    get there its shortest paths, certain ones first; `blind` says of whom it cannot be told,
    because a policy could not be read; `complete` is False where the search was cancelled.
    """

    administrators: tuple[Entity, ...] = ()
    paths: Mapping[Entity, tuple[EscalationPath, ...]] = field(default_factory=dict)
    blind: tuple[Entity, ...] = ()
    complete: bool = True


def escalation_paths(
    account: Account,
    *,
    now: datetime | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Escalations:
    """The shortest ways of every user and role of `account` to administrator rights.

    `cancelled` is asked now and then; once it answers True the search ends with what it has.
    """
    found: Paths = {}
    search = Search(account, now, cancelled)
    complete = True
    try:
        search.to_administrator(found)
    except Cancelled:
        complete = False
    certain = {entity for entity, paths in found.items() if paths[0].certain}
    blind = tuple(
        entity
        for entity, actor in search.actors.items()
        if actor.is_blind and entity not in certain and entity not in search.administrators
    )
    return Escalations(tuple(search.administrators), found, blind, complete)


def who_can_become(
    account: Account,
    target: Entity,
    *,
    now: datetime | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[EscalationPath, ...]:
    """The shortest way of each user and role that can come to act as the user or role `target`."""
    found: Paths = {}
    with suppress(Cancelled):
        Search(account, now, cancelled).to(target, found)
    return tuple(paths[0] for paths in found.values())
