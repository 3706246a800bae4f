"""Another user's key, which waits in the vault; and what here works with which key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from iamtui.account.field import Known
from iamtui.aws.session_cache import SessionCache
from iamtui.rotation.actions import Deactivate, Stop, Wait
from iamtui.rotation.consumers import Consumer, Use, consumers
from iamtui.rotation.holders.cached_sessions import CachedSessions
from iamtui.rotation.holders.hand_over import HandOver
from iamtui.rotation.machine import next_action
from iamtui.rotation.states import IN_VAULT, Leak, Pace, Phase, Rotation, Seen, SeenKey
from iamtui.secret import Secret
from iamtui.vault.errors import ItemDamaged
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from tests.support.accounts import NOW
from tests.support.rotations import NEW, OLD, in_phase

KEY = AccessKeyPair(NEW, Secret("a secret of forty letters or so"))
ANXIOUS = Pace(drain=timedelta(0), observe=timedelta(0))


def test_it_is_kept_read_and_forgotten() -> None:
    store = MemoryStore()
    held = HandOver(store, "123456789012", "alice")
    held.check()
    assert held.read(NEW) is None
    held.save(KEY)
    held.save(KEY)
    assert held.read(NEW) == KEY
    assert HandOver(store, "123456789012", "bob").read(NEW) is None
    held.forget(NEW)
    held.forget(NEW)
    assert held.read(NEW) is None


def test_what_is_no_key_is_damaged_and_not_missing() -> None:
    store = MemoryStore()
    store.put(f"iamtui/hand-over/123456789012/alice/{NEW}", Secret("nonsense"))
    with pytest.raises(ItemDamaged):
        HandOver(store, "123456789012", "alice").read(NEW)


def waiting(rotation: Rotation, *, is_saved: bool) -> Seen:
    keys = (SeenKey(OLD, True, NOW, Known(None)), SeenKey(NEW, True, NOW))
    return Seen(keys, frozenset({rotation.new_key_id} if is_saved else ()), frozenset())


def test_the_old_key_is_left_alone_until_the_new_one_was_handed_over() -> None:
    rotation = replace(in_phase(Phase.SWITCHED), deliver=IN_VAULT, form=IN_VAULT)
    seen = waiting(rotation, is_saved=True)
    later = NOW + timedelta(days=9)
    assert isinstance(next_action(rotation, seen, later, ANXIOUS), Stop)
    handed = waiting(rotation, is_saved=False)
    assert next_action(rotation, handed, later, ANXIOUS) == Deactivate(OLD)
    assert isinstance(next_action(rotation, handed, NOW, Pace()), Wait)


def test_a_leaked_key_waits_for_nobody() -> None:
    rotation = replace(
        in_phase(Phase.SWITCHED), deliver=IN_VAULT, form=IN_VAULT, leak=Leak.LAST, spared=True
    )
    action = next_action(rotation, waiting(rotation, is_saved=True), NOW, ANXIOUS)
    assert not isinstance(action, Stop)


def test_sessions_of_the_key_that_is_switched_away_from_are_forgotten() -> None:
    forgotten: list[str] = []

    class Noting(SessionCache):
        def forget_key(self, access_key_id: str) -> None:
            forgotten.append(access_key_id)

    held = CachedSessions(Noting(MemoryStore()))
    held.switch(OLD, KEY)
    assert forgotten == [OLD]
    assert held.read(OLD) is None
    assert held.in_use() == held.ids() == frozenset()


def test_what_works_with_which_key_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    ProfileIndex().add(Profile("mine", access_key_id=NEW, spare_key_ids=(OLD,)))
    file = tmp_path / ".aws" / "credentials"
    file.parent.mkdir()
    file.write_text(
        f"[work]\naws_access_key_id = {OLD}\n[done]\naws_access_key_id = {NEW}\n"
        f"[iamtui-rotation-1-a-{OLD}]\naws_access_key_id = {OLD}\n"
    )
    found = consumers(OLD, NEW, tmp_path, {"AWS_ACCESS_KEY_ID": OLD})
    assert set(found) == {
        Consumer("$AWS_ACCESS_KEY_ID of this shell", Use.BY_HAND),
        Consumer(f"profile work in {file}, line 2", Use.OLD),
        Consumer("profile mine of iamtui", Use.NEW),
        Consumer(f"profile done in {file}, line 4", Use.NEW),
    }
