"""Sessions in a store: found again while they last, never a reason to stop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iamtui.aws.credentials import Keys
from iamtui.aws.session_cache import SessionCache, fingerprint, store_for_sessions
from iamtui.aws.session_index import SessionIndex
from iamtui.aws.session_keys import SessionKeys, dump_session, parse_session
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringFailed
from iamtui.vault.memory import MemoryStore

SOURCE = "AKIAEXAMPLE000000000"
SERIAL = "arn:aws:iam::123456789012:mfa/phone"


class DeadStore(MemoryStore):
    """A keyring that died."""

    def get(self, item: str) -> Secret | None:
        raise KeyringFailed("The keyring died.")

    def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
        raise KeyringFailed("The keyring died.")


class WindowsStore(MemoryStore):
    """A store that goes by the id of Windows'."""

    id = "windows"


def session(hours: float = 12.0, age: float = 0.0) -> SessionKeys:
    started = datetime.now(UTC) - timedelta(hours=age)
    keys = Keys("ASIAEXAMPLE000000000", Secret("canary-secret"), Secret("canary-token"))
    return SessionKeys(keys, started, started + timedelta(hours=hours), SOURCE, SERIAL)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def cache(store: MemoryStore, tmp_path: Path) -> SessionCache:
    return SessionCache(store, SessionIndex(tmp_path / "sessions.json"))


def test_a_session_is_found_again_as_it_was(cache: SessionCache) -> None:
    kept = session()
    assert cache.keep("name", kept, "prod")
    assert cache.get("name") == kept
    assert cache.get("other") is None


def test_another_process_finds_it_by_the_store_alone(
    cache: SessionCache, store: MemoryStore, tmp_path: Path
) -> None:
    cache.keep("name", session(), "prod")
    assert SessionCache(store, SessionIndex(tmp_path / "lost.json")).get("name") is not None


@pytest.mark.parametrize(
    ("hours", "age", "is_good"),
    [(12, 11.5, True), (12, 11.8, False), (12, 13, False), (0.25, 0.1, True), (0.25, 0.2, False)],
)
def test_one_that_is_about_to_end_is_not_used(
    cache: SessionCache, hours: float, age: float, is_good: bool
) -> None:
    cache.keep("name", session(hours, age), "prod")
    assert (cache.get("name") is not None) is is_good


def test_the_list_holds_no_secret(cache: SessionCache, tmp_path: Path) -> None:
    cache.keep("name", session(), "prod")
    listed = (tmp_path / "sessions.json").read_text()
    assert "canary" not in listed
    assert "ASIA" not in listed
    assert (tmp_path / "sessions.json").stat().st_mode & 0o077 == 0
    assert "canary" not in repr(cache.get("name"))


def test_what_is_over_is_taken_out(cache: SessionCache, store: MemoryStore) -> None:
    cache.keep("old", session(1, age=2), "prod")
    cache.keep("new", session(), "prod")
    assert [each.profile for each in cache.sessions()] == ["prod"]
    assert store.get("iamtui/session/old") is None
    assert store.get("iamtui/session/new") is not None


def test_the_sessions_of_a_key_that_is_gone_are_dropped(cache: SessionCache) -> None:
    cache.keep("name", session(), "prod")
    cache.forget_key("AKIAOTHER00000000000")
    assert cache.get("name") is not None
    cache.forget_key(SOURCE)
    assert cache.get("name") is None
    assert cache.sessions() == ()


def test_the_sessions_of_a_profile_are_dropped(cache: SessionCache) -> None:
    cache.keep("name", session(), "prod")
    cache.keep("other", session(), "test")
    cache.forget_profile("prod")
    assert cache.get("name") is None
    assert cache.get("other") is not None


def test_a_dead_keyring_costs_a_session_and_no_more(tmp_path: Path) -> None:
    cache = SessionCache(DeadStore(), SessionIndex(tmp_path / "sessions.json"))
    assert not cache.keep("name", session(), "prod")
    assert cache.get("name") is None


def test_a_damaged_list_does_not_hide_a_session(cache: SessionCache, tmp_path: Path) -> None:
    cache.keep("name", session(), "prod")
    (tmp_path / "sessions.json").write_text('[{"item": 1}]')
    assert cache.sessions() == ()
    assert cache.get("name") is not None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"akid": "A"}', "[" * 100_000])
def test_what_is_no_session_is_none(text: str) -> None:
    assert parse_session(Secret(text)) is None


def test_a_session_without_a_time_zone_is_none() -> None:
    naive = datetime(2026, 1, 1)
    broken = SessionKeys(session().keys, naive, naive)
    assert parse_session(dump_session(broken)) is None


def test_windows_credentials_never_hold_a_session() -> None:
    assert not isinstance(store_for_sessions(WindowsStore()), WindowsStore)
    store = MemoryStore()
    assert store_for_sessions(store) is store


def test_names_tell_apart_what_was_asked_for() -> None:
    assert fingerprint("a", "b") != fingerprint("ab", "")
    assert fingerprint("a") == fingerprint("a")
