"""The rotation in the mock that iamtui starts by itself: what a newcomer tries first."""

from __future__ import annotations

import pytest

from iamtui.config import Settings
from iamtui.rotation.mock_journals import folder_of_mock
from iamtui.ui.app import IamtuiApp
from iamtui.ui.rotation.opening import open_rotation
from iamtui.ui.sessions.opening import Keyring, Start, open_session
from iamtui.ui.sessions.session import Session
from tests.support.typist import Typist, play

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


def test_own_key_and_that_of_another_user_without_any_place_for_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("iamtui.ui.rotation.screen.READ_SECONDS", 0.001)
    settings, keyring = Settings(), Keyring()
    opened: list[Session] = []

    def opens(start: Start, generation: int) -> Session:
        opened.append(open_session(start, settings, keyring, generation))
        return opened[-1]

    async def way(typist: Typist) -> None:
        session = opened[0]
        open_rotation(typist.app)
        await typist.sees("Enter begins.", "the new key is kept in memory", "0 of 1 on this")
        await typist.press("enter")
        await typist.sees("To be gone on with after", "1 of 1 on this machine")
        assert session.given is not None
        new, old = session.given.keys
        assert session.backend.identity().user_name == "maya.lindqvist"
        assert new != old
        await typist.press("escape")
        open_rotation(typist.app, "ci-deploy")
        await typist.sees("Enter begins.", "it waits in the vault for ci-deploy")
        await typist.press("enter")
        await typist.sees("waits in the vault until", "d hands it over.")
        await typist.press("d")
        await typist.sees("New access key of ci-deploy")
        folder = folder_of_mock(session.target.endpoint_url or "")
        assert len(list(folder.glob("*.jsonl"))) == 2
        session.close()
        assert not folder.exists()

    start = Start(mock="demo")
    play(IamtuiApp(start, settings, opens, keyring), way, first="Loaded")
