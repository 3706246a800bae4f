"""Moves items from one place to another: copied, read back, compared, and only then removed.

An item that the target holds with another value is left alone in both. A move that was stopped,
by an error or by a crash, is taken up by running it again: what is copied is found copied.
"""

from __future__ import annotations

import contextlib
import enum
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from iamtui.secret import Secret
from iamtui.vault.errors import (
    ItemExists,
    ItemMissing,
    KeyringLocked,
    KeyringMissing,
    KeyringTimeout,
    ReadBackMismatch,
    SecretRefused,
    VaultError,
)
from iamtui.vault.items import PROBE_PREFIX, key_item, seed_item
from iamtui.vault.profiles import Profile
from iamtui.vault.store import SecretStore

# After one of these the next item would fare the same, after a long wait.
HOPELESS = (KeyringLocked, KeyringMissing, KeyringTimeout)


class Outcome(enum.Enum):
    """What became of an item."""

    COPIED = "copied and verified"
    THERE_ALREADY = "was there already, the same"
    REMOVED = "removed from the old place"
    ABSENT = "in neither place"
    FAILED = "left as it was"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class ItemReport:
    """What became of one item; `error` says why where it failed."""

    item: str
    outcome: Outcome
    error: VaultError | None = None


class Phase(enum.Enum):
    """What a move is at."""

    COPYING = "copying"
    REMOVING = "removing"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next: the item `number`, counted from 1, of `count`."""

    phase: Phase
    number: int
    count: int
    item: str


Watch = Callable[[Step], None]
"""Told of each step before it is done; what it raises stops the move between two items."""


def nobody_watches(_step: Step) -> None:
    """Nobody looks on, and nothing stops it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every item, in the order asked for."""

    items: tuple[ItemReport, ...]

    @property
    def complete(self) -> bool:
        """Whether no item failed or was left out."""
        return not any(each.outcome in (Outcome.FAILED, Outcome.NOT_TRIED) for each in self.items)


def items_of(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """The names of all items that profiles may have: their keys and their devices' MFA seeds."""
    names: dict[str, None] = {}
    for profile in profiles:
        names |= dict.fromkeys(key_item(profile.id, key_id) for key_id in profile.key_ids)
        if profile.mfa_serial:
            names[seed_item(profile.mfa_serial)] = None
    return tuple(names)


def move_items(
    source: SecretStore,
    target: SecretStore,
    items: Iterable[str],
    switch: Callable[[], None],
    watch: Watch = nobody_watches,
) -> Report:
    """Copy every item, call `switch`, which makes `target` the place that is used, then remove.

    Nothing is switched or removed unless every item is copied and verified; the report then says
    what went wrong where. Raises what `copy_items` and `switch` raise.
    """
    names = tuple(items)
    report = copy_items(source, target, names, watch)
    if not report.complete:
        return report
    switch()
    return remove_copied(source, target, names, watch)


def copy_items(
    source: SecretStore,
    target: SecretStore,
    items: Iterable[str],
    watch: Watch = nobody_watches,
) -> Report:
    """Copy items and compare what the target gives back; the source keeps them all.

    Raises SecretRefused where the target forgets its items at the end or is the source itself.
    """
    if not target.persistent:
        raise SecretRefused(
            f"What is moved to {target.name} would be lost; nothing was moved.",
            "Choose a place that survives a reboot.",
        )
    _check_apart(source, target)
    return _each(items, Phase.COPYING, watch, lambda item: _copy(source, target, item))


def remove_copied(
    source: SecretStore,
    target: SecretStore,
    items: Iterable[str],
    watch: Watch = nobody_watches,
) -> Report:
    """Remove from `source` the items that `target` holds with the same value.

    Raises SecretRefused where both are the same place.
    """
    _check_apart(source, target)
    return _each(items, Phase.REMOVING, watch, lambda item: _remove(source, target, item))


def carry_along(source: SecretStore, target: SecretStore, items: Iterable[str]) -> None:
    """Move items that may be lost, such as sessions, over whatever the target holds of them.

    What a place does not give or take is left out; it is removed from `source` all the same where
    that goes.
    """
    for item in items:
        with contextlib.suppress(VaultError):
            secret = source.get(item)
            if secret is not None:
                target.put(item, secret, replace=True)
        with contextlib.suppress(VaultError):
            source.delete(item)


def _copy(source: SecretStore, target: SecretStore, item: str) -> Outcome:
    secret, there = source.get(item), target.get(item)
    if secret is None:
        return Outcome.ABSENT if there is None else Outcome.THERE_ALREADY
    if there is None:
        target.put(item, secret)
        _compare(target, item, secret)
        return Outcome.COPIED
    if there != secret:
        raise ItemExists(target.name, item)
    return Outcome.THERE_ALREADY


def _remove(source: SecretStore, target: SecretStore, item: str) -> Outcome:
    secret = source.get(item)
    if secret is None:
        return Outcome.ABSENT if target.get(item) is None else Outcome.REMOVED
    _compare(target, item, secret)
    with contextlib.suppress(ItemMissing):
        source.delete(item)
    return Outcome.REMOVED


def _compare(store: SecretStore, item: str, secret: Secret) -> None:
    if store.get(item) != secret:
        raise ReadBackMismatch(store.name, item)


def _each(
    items: Iterable[str], phase: Phase, watch: Watch, work: Callable[[str], Outcome]
) -> Report:
    reports: list[ItemReport] = []
    stopped = False
    names = tuple(items)
    for number, item in enumerate(names, 1):
        if stopped:
            reports.append(ItemReport(item, Outcome.NOT_TRIED))
            continue
        watch(Step(phase, number, len(names), item))
        try:
            reports.append(ItemReport(item, work(item)))
        except VaultError as error:
            reports.append(ItemReport(item, Outcome.FAILED, error))
            stopped = isinstance(error, HOPELESS)
    return Report(tuple(reports))


def _check_apart(source: SecretStore, target: SecretStore) -> None:
    """Raises SecretRefused where an item put into one appears in the other.

    Two names may lead to one place (a link, a mount, two paths); to remove would then be to lose.
    """
    probe = f"{PROBE_PREFIX}{uuid.uuid4().hex}"
    target.put(probe, Secret("probe"))
    try:
        same = source.get(probe) is not None
    finally:
        target.delete(probe)
    if same:
        raise SecretRefused(
            f"{target.name} is the place where everything lies already; nothing was moved.",
            "Choose another place.",
        )
