"""Moves everything to another place and makes that the one of the configuration.

In this order, so that a crash at any moment leaves every secret where it is read from: copy and
compare, write the configuration, remove. Until the configuration is written the old place is the
one in use, and it is whole; after that the new one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from iamtui.config_edit import change_setting
from iamtui.paths import locked, state_folder
from iamtui.vault import move_record
from iamtui.vault.contents import is_for_good, lasting_items, probes
from iamtui.vault.errors import KeyringFailed, SecretRefused, VaultError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.migration import (
    Report,
    Watch,
    carry_along,
    copy_items,
    nobody_watches,
    remove_copied,
)
from iamtui.vault.places import place
from iamtui.vault.store import SecretStore


class MoveStopped(VaultError):
    """A move was stopped by the user between two items."""

    def __init__(self) -> None:
        super().__init__(
            "The move was stopped; the old place is still in use and whole.",
            "Move again to go on, or delete the copies in the new place.",
        )


@dataclass(frozen=True, slots=True)
class Move:
    """Everything from `source` to `target`; `sessions` are items that may be lost on the way.

    `chosen` writes the place's id into the configuration.
    """

    source: SecretStore
    target: SecretStore
    index: ProfileIndex
    sessions: tuple[str, ...] = ()
    chosen: Callable[[str], None] = lambda store_id: choose(store_id)

    def run(self, watch: Watch = nobody_watches) -> Report:
        """Copy, compare, switch and remove; gives what became of each item.

        Where the report is not complete and `target` is not chosen yet, nothing was removed.
        Raises SecretRefused for a place that forgets, VaultError, UsageError, and what `watch`
        raises, such as MoveStopped.
        """
        check_lasting(self.target)
        try:
            with locked(state_folder() / "vault-move.lock"):
                move_record.begin(store_id(self.source), store_id(self.target))
                return self._run(watch)
        except OSError as error:
            raise KeyringFailed(
                f"The move was not finished ({error.strerror or type(error).__name__}); "
                "every secret is where it was, or in both places.",
                "Put that right (is the disk full?), then move again.",
            ) from None

    def _run(self, watch: Watch) -> Report:
        for store in (self.source, self.target):
            for left_behind in probes(store):
                store.delete(left_behind)
        report = copy_items(self.source, self.target, self._items(), watch)
        if not report.complete:
            return report
        self.chosen(store_id(self.target))
        # Another iamtui may have stored something in the old place until now.
        items = self._items()
        report = copy_items(self.source, self.target, items)
        carry_along(self.source, self.target, self.sessions)
        if report.complete:
            report = remove_copied(self.source, self.target, items, watch)
        if report.complete:
            move_record.end()
        return report

    def _items(self) -> tuple[str, ...]:
        return lasting_items(self.source, self.index.profiles())


def check_lasting(target: SecretStore) -> None:
    """Raises SecretRefused for a place in which what must not be lost would be."""
    if not is_for_good(target):
        raise SecretRefused(
            f"What is moved to {target.name} would be lost; nothing was moved.",
            "Choose a place that survives a reboot.",
        )


def choose(chosen: str) -> None:
    """Write the place with this id into the configuration; raises UsageError and SecretRefused."""
    change_setting("store", place(chosen).id)


def store_id(store: SecretStore) -> str:
    """The id of a store, as the configuration names it."""
    return str(getattr(store, "id", ""))


def leftovers(
    store: SecretStore, used: SecretStore, index: ProfileIndex
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items in `store`, which is not in use: those that `used` holds too with the same value,
    and those that are only here or have another value here. Raises VaultError."""
    items = [i for i in lasting_items(store, index.profiles()) if store.get(i) is not None]
    same = tuple(item for item in items if used.get(item) == store.get(item))
    return same, tuple(item for item in items if item not in same)


def delete_items(store: SecretStore, items: Iterable[str]) -> int:
    """Delete `items` from a place that is not in use; gives how many. Raises VaultError."""
    count = 0
    for item in items:
        store.delete(item)
        count += 1
    record = move_record.unfinished()
    if record is not None and store_id(store) in (record.source, record.target):
        move_record.end()
    return count
