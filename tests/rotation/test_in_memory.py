"""The key of a profile that is in memory only, and the journals of a mock, which end with it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from iamtui import paths
from iamtui.rotation.holders.in_memory import InMemory
from iamtui.rotation.mock_journals import folder_of_mock, forget_dead_mocks, forget_mock
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair
from tests.support.rotations import NEW, OLD

WORKS, SPARE = AccessKeyPair(OLD, Secret("an old secret")), AccessKeyPair(NEW, Secret("a new one"))


def test_the_profile_works_with_the_key_that_it_was_switched_to() -> None:
    held = InMemory("demo", WORKS)
    held.save(SPARE)
    assert (held.in_use(), held.ids()) == (frozenset((OLD,)), frozenset((OLD, NEW)))
    held.switch("AKIAOTHER", WORKS)
    held.switch(OLD, SPARE)
    held.switch(OLD, WORKS)
    assert (held.in_use(), held.keys) == (frozenset((NEW,)), (SPARE, WORKS))


def test_the_key_in_use_is_never_forgotten() -> None:
    held = InMemory("demo", WORKS)
    held.save(SPARE)
    held.forget(OLD)
    held.forget(NEW)
    assert held.read(NEW) is None
    assert held.read(OLD) == WORKS


def test_the_journals_of_a_mock_go_with_it_however_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as alive, socket.create_server(("", 0)) as dead:
        urls = [f"http://127.0.0.1:{each.getsockname()[1]}" for each in (alive, dead)]
        folders = [paths.private_folder(folder_of_mock(url)) for url in urls]
        dead.close()
        forget_dead_mocks()
        assert [folder.exists() for folder in folders] == [True, False]
        forget_mock(urls[0])
        assert not folders[0].exists()
