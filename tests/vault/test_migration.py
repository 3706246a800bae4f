"""Moving items between places: nothing is lost, whatever fails on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.secret import Secret
from iamtui.vault.backends import MACOS
from iamtui.vault.errors import ItemExists, KeyringFailed, SecretRefused, VaultError
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.memory import MemoryStore
from iamtui.vault.migration import (
    ItemReport,
    Outcome,
    Report,
    copy_items,
    items_of,
    move_items,
    remove_copied,
)
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed_errors import StoreLocked
from tests.vault.keyrings import DictKeyring, ForgetfulKeyring
from tests.vault.sealed_files import PASSPHRASE, cheap_file, file_at

Store = TypeVar("Store", bound=KeyringStore)

ITEMS = ("iamtui/a", "iamtui/b", "iamtui/c")


class FailingStore(KeyringStore):
    """A keyring that refuses its `fail_at`th call, and every one after that."""

    def __init__(self, fail_at: int | None = None) -> None:
        super().__init__(DictKeyring(), MACOS)
        self.left = fail_at

    def get(self, item: str) -> Secret | None:
        self._count()
        return super().get(item)

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        self._count()
        super().put(item, secret, replace=replace)

    def delete(self, item: str) -> None:
        self._count()
        super().delete(item)

    def _count(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            raise KeyringFailed("It stopped.", "Start it again.")
        self.left -= 1


def filled(store: Store) -> Store:
    for item in ITEMS:
        store.put(item, Secret(f"value of {item}"))
    return store


def outcomes(report: Report) -> list[Outcome]:
    return [each.outcome for each in report.items]


def test_everything_is_moved_and_the_switch_is_made_in_between() -> None:
    source, target = filled(FailingStore()), FailingStore()
    seen: list[tuple[bool, bool]] = []

    def switch() -> None:
        seen.extend((source.get(i) is not None, target.get(i) is not None) for i in ITEMS)

    report = move_items(source, target, ITEMS, switch)
    assert report.complete
    assert outcomes(report) == [Outcome.REMOVED] * 3
    assert seen == [(True, True)] * 3
    for item in ITEMS:
        assert source.get(item) is None
        assert target.get(item) == Secret(f"value of {item}")


def test_copying_leaves_the_source_as_it_was() -> None:
    source, target = filled(FailingStore()), FailingStore()
    assert outcomes(copy_items(source, target, ITEMS)) == [Outcome.COPIED] * 3
    assert outcomes(copy_items(source, target, ITEMS)) == [Outcome.THERE_ALREADY] * 3
    assert all(source.get(item) for item in ITEMS)


def test_an_item_that_is_nowhere_is_no_failure() -> None:
    report = move_items(FailingStore(), FailingStore(), ["iamtui/none"], lambda: None)
    assert report == Report((ItemReport("iamtui/none", Outcome.ABSENT),))


def test_another_value_in_the_target_is_not_overwritten_and_stops_the_move() -> None:
    source, target = filled(FailingStore()), FailingStore()
    target.put(ITEMS[1], Secret("other"))
    report = move_items(source, target, ITEMS, lambda: pytest.fail("was switched"))
    assert outcomes(report) == [Outcome.COPIED, Outcome.FAILED, Outcome.COPIED]
    assert isinstance(report.items[1].error, ItemExists)
    assert target.get(ITEMS[1]) == Secret("other")
    assert all(source.get(item) for item in ITEMS)


def test_what_is_not_the_same_in_the_target_is_not_removed() -> None:
    source, target = filled(FailingStore()), FailingStore()
    target.put(ITEMS[0], Secret("other"))
    report = remove_copied(source, target, ITEMS)
    assert outcomes(report) == [Outcome.FAILED] * 3
    assert all(source.get(item) for item in ITEMS)


def test_a_target_that_forgets_loses_nothing() -> None:
    source = filled(FailingStore())
    with pytest.raises(VaultError):
        move_items(source, KeyringStore(ForgetfulKeyring(), MACOS), ITEMS, lambda: None)
    assert all(source.get(item) for item in ITEMS)


def test_nothing_is_moved_to_where_it_would_be_forgotten() -> None:
    with pytest.raises(SecretRefused, match="would be lost"):
        move_items(filled(FailingStore()), MemoryStore(), ITEMS, lambda: None)


def test_one_place_under_two_names_is_noticed() -> None:
    keyring = DictKeyring()
    source = filled(KeyringStore(keyring, MACOS))
    target = KeyringStore(keyring, MACOS)
    for work in (copy_items, remove_copied):
        with pytest.raises(SecretRefused, match="already"):
            work(source, target, ITEMS)
    assert sorted(keyring.held) == list(ITEMS)


def test_one_file_under_two_paths_is_noticed(tmp_path: Path) -> None:
    cheap_file(tmp_path / "one" / "vault.sealed")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    source = file_at(tmp_path / "one" / "vault.sealed")
    target = file_at(tmp_path / "two" / "vault.sealed")
    source.unlock(PASSPHRASE)
    target.unlock(PASSPHRASE)
    source.put(ITEMS[0], Secret("only copy"))
    with pytest.raises(SecretRefused, match="already"):
        move_items(source, target, ITEMS, lambda: None)
    assert source.items() == ITEMS[:1]


def test_a_place_that_locks_on_the_way_is_not_asked_for_the_rest(tmp_path: Path) -> None:
    class Locking(FailingStore):
        def get(self, item: str) -> Secret | None:
            if item == ITEMS[1]:
                raise StoreLocked("It is locked.", "Unlock it.", lambda _: None)
            return super().get(item)

    report = copy_items(filled(FailingStore()), Locking(), ITEMS)
    assert outcomes(report) == [Outcome.COPIED, Outcome.FAILED, Outcome.NOT_TRIED]
    assert not report.complete


@given(st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_whatever_call_fails_every_item_is_somewhere_and_the_move_can_be_taken_up(
    source_fails: int, target_fails: int, before: bool
) -> None:
    source, target = filled(FailingStore()), FailingStore()
    source.left, target.left = source_fails, target_fails
    switched: list[bool] = []
    try:
        report = move_items(source, target, ITEMS, lambda: switched.append(True))
        assert switched or not report.complete
    except KeyringFailed:
        pass
    source.left = target.left = None
    for item in ITEMS:
        value = Secret(f"value of {item}")
        held = [store.get(item) for store in (source, target)]
        assert value in held
        if not switched:
            assert source.get(item) == value
        else:
            assert target.get(item) == value
    assert move_items(source, target, ITEMS, lambda: None).complete
    assert [source.get(item) for item in ITEMS] == [None] * 3
    assert [target.get(item) for item in ITEMS] == [Secret(f"value of {item}") for item in ITEMS]


def test_the_items_of_profiles_are_their_keys_and_seeds() -> None:
    serial = "arn:aws:iam::111122223333:mfa/alice"
    first = Profile(
        "a",
        access_key_id="AKIAIOSFODNN7EXAMPLE",
        spare_key_ids=("AKIAI44QH8DHBEXAMPLE",),
        mfa_serial=serial,
    )
    second = Profile("b", mfa_serial=serial)
    assert items_of([first, second]) == (
        f"iamtui/key/{first.id}/AKIAIOSFODNN7EXAMPLE",
        f"iamtui/key/{first.id}/AKIAI44QH8DHBEXAMPLE",
        f"iamtui/totp/{serial}",
    )
