"""Everything is moved to another place: whatever happens on the way, every secret can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamtui.config import read_settings
from iamtui.secret import Secret
from iamtui.vault import move_record
from iamtui.vault.backends import MACOS
from iamtui.vault.contents import Sort, described, lasting_items
from iamtui.vault.errors import KeyringFailed, SecretRefused
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import PROBE_PREFIX, SESSION_PREFIX
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.memory import MemoryStore
from iamtui.vault.migration import Outcome, Phase, Step
from iamtui.vault.move_record import Unfinished
from iamtui.vault.moving import Move, MoveStopped, delete_items, leftovers
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.vault import Vault
from tests.vault.keyrings import DictKeyring
from tests.vault.sealed_files import CHEAP, PASSPHRASE, cheap_file, file_at

DEVICE = "arn:aws:iam::123456789012:mfa/ann"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SESSION = f"{SESSION_PREFIX}abc"


class Killed(BaseException):
    """Stands for the end of the process: nothing of iamtui catches it."""


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr("iamtui.vault.sealed_lock.OURS", CHEAP)


@pytest.fixture
def source(tmp_path: Path) -> SealedFile:
    """A sealed file with a profile's key, its device's seed, a seed of nobody's, and a session."""
    path = tmp_path / "source" / "vault.sealed"
    cheap_file(path)
    store = file_at(path)
    store.unlock(PASSPHRASE)
    vault = Vault(store, ProfileIndex())
    vault.add_access_key(Profile("ann", access_key_id=KEY_ID, mfa_serial=DEVICE), Secret("s" * 40))
    vault.add_totp_seed(DEVICE, Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    vault.add_totp_seed(f"{DEVICE}2", Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    store.put(SESSION, Secret("a session"))
    return store


@pytest.fixture
def target() -> KeyringStore:
    return KeyringStore(DictKeyring(), MACOS)


def move_of(source: SealedFile, target: KeyringStore) -> Move:
    return Move(source, target, ProfileIndex(), (SESSION,))


def in_use(source: SealedFile, target: KeyringStore) -> SealedFile | KeyringStore:
    return target if read_settings().store == target.id else source


def test_everything_is_moved_and_the_configuration_follows(
    source: SealedFile, target: KeyringStore
) -> None:
    steps: list[Step] = []
    report = move_of(source, target).run(steps.append)
    assert [each.outcome for each in report.items] == [Outcome.REMOVED] * 3
    assert source.items() == ()
    assert read_settings().store == "macos"
    vault = Vault(target, ProfileIndex())
    assert vault.access_key(ProfileIndex().profile("ann")).secret == Secret("s" * 40)
    assert vault.totp_seed(f"{DEVICE}2")
    assert target.get(SESSION) == Secret("a session")
    assert move_record.unfinished() is None
    assert [(s.phase, s.number, s.count) for s in steps] == [
        *((Phase.COPYING, number, 3) for number in (1, 2, 3)),
        *((Phase.REMOVING, number, 3) for number in (1, 2, 3)),
    ]


@pytest.mark.parametrize("at", range(1, 7))
def test_a_move_that_is_killed_leaves_all_readable_and_can_be_gone_on_with(
    source: SealedFile, target: KeyringStore, at: int
) -> None:
    items = {item: source.get(item) for item in lasting_items(source, ())}
    left = [at]

    def kill(_step: Step) -> None:
        left[0] -= 1
        if not left[0]:
            raise Killed

    with pytest.raises(Killed):
        move_of(source, target).run(kill)
    used = in_use(source, target)
    assert (used is target) == (at > 3)
    assert {item: used.get(item) for item in items} == items
    assert move_record.unfinished() == Unfinished("sealed", "macos")
    assert move_of(source, target).run().complete
    assert {item: target.get(item) for item in items} == items
    assert source.items() == ()
    assert move_record.unfinished() is None


def test_a_kill_when_the_configuration_is_written_leaves_all_readable(
    source: SealedFile, target: KeyringStore
) -> None:
    def killed(_chosen: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        Move(source, target, ProfileIndex(), (), killed).run()
    assert read_settings().store is None
    assert len(source.items()) == 4
    assert move_of(source, target).run().complete


def test_a_move_is_stopped_between_two_items_and_nothing_is_switched(
    source: SealedFile, target: KeyringStore
) -> None:
    def stop(step: Step) -> None:
        if step.number == 2:
            raise MoveStopped

    with pytest.raises(MoveStopped):
        move_of(source, target).run(stop)
    assert read_settings().store is None
    assert len(source.items()) == 4
    same, only = leftovers(target, source, ProfileIndex())
    assert (len(same), only) == (1, ())
    assert delete_items(target, same) == 1
    assert move_record.unfinished() is None


def test_what_another_iamtui_stores_meanwhile_is_moved_too(
    source: SealedFile, target: KeyringStore
) -> None:
    late = Profile("late", access_key_id="AKIAI44QH8DHBEXAMPLE")

    def chosen(store_id: str) -> None:
        Vault(source, ProfileIndex()).add_access_key(late, Secret("t" * 40))

    assert Move(source, target, ProfileIndex(), (), chosen).run().complete
    assert Vault(target, ProfileIndex()).access_key(late).secret == Secret("t" * 40)


def test_a_full_disk_at_the_switch_is_said_and_leaves_the_old_place_in_use(
    source: SealedFile, target: KeyringStore
) -> None:
    def full(_chosen: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(KeyringFailed, match="No space left"):
        Move(source, target, ProfileIndex(), (), full).run()
    assert len(source.items()) == 4


def test_another_value_in_the_new_place_stops_the_move_and_is_named(
    source: SealedFile, target: KeyringStore
) -> None:
    item = lasting_items(source, ())[0]
    target.put(item, Secret("other"))
    report = move_of(source, target).run()
    assert [each.item for each in report.items if each.error] == [item]
    assert read_settings().store is None
    assert len(source.items()) == 4
    same, only = leftovers(target, source, ProfileIndex())
    assert item in only
    assert item not in same


def test_a_place_that_forgets_is_refused(source: SealedFile) -> None:
    with pytest.raises(SecretRefused, match="would be lost"):
        Move(source, MemoryStore(), ProfileIndex()).run()
    assert move_record.unfinished() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"source": "sealed"}'])
def test_a_damaged_record_is_none(source: SealedFile, text: str) -> None:
    move_record.begin("sealed", "pass")
    assert move_record.unfinished() == Unfinished("sealed", "pass")
    move_record._path().write_text(text)
    assert move_record.unfinished() is None


def test_items_are_told_by_names_only(source: SealedFile) -> None:
    held = described(source.items(), ProfileIndex().profiles(), {SESSION: "ann"})

    def found(sort: Sort) -> list[tuple[str, str]]:
        return [(each.label, each.profile) for each in held if each.sort is sort]

    assert found(Sort.KEY) == [(KEY_ID, "ann")]
    assert found(Sort.SEED) == [(DEVICE, "ann"), (f"{DEVICE}2", "")]
    assert found(Sort.SESSION) == [("", "ann")]
    source.lock()
    assert set(source.names()) == {each.item for each in held}


def test_what_a_killed_move_tried_a_place_with_is_not_moved(
    source: SealedFile, target: KeyringStore
) -> None:
    source.put(f"{PROBE_PREFIX}a", Secret("probe"))
    assert Move(source, target, ProfileIndex()).run().complete
    assert target.get(f"{PROBE_PREFIX}a") is None
    assert not [item for item in source.items() if item.startswith(PROBE_PREFIX)]
