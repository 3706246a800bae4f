"""A profile that is somebody else now is not opened at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from iamtui.aws.pins import WrongIdentity
from iamtui.config import Settings
from iamtui.secret import Secret
from iamtui.ui.sessions.opening import Keyring, Start, open_session
from iamtui.vault.index import ProfileIndex
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from tests.support.mock_people import add_user, allow
from tests.support.mock_server import RunningMock, mock_server

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as served:
        yield served


def test_only_who_it_was_is_opened(mock: RunningMock) -> None:
    me = add_user(mock, "me", allow("*"))
    keyring = Keyring()
    keyring.use(MemoryStore())
    profile = Profile(
        "prod",
        access_key_id=me.credentials.access_key_id,
        endpoint_url=mock.endpoint_url,
        account_id=mock.ready.account_id,
        user_arn=me.arn,
    )
    keyring.vault().add_access_key(profile, Secret(me.credentials.secret_access_key))
    start = Start(profile="prod")
    session = open_session(start, Settings(), keyring, 0)
    session.close()
    for pin in ({"account_id": "999999999999"}, {"user_arn": f"{me.arn}2"}):
        moved = replace(profile, **pin)  # type: ignore[arg-type]
        ProfileIndex().replace(ProfileIndex().profile("prod"), moved)
        mock.reset_calls()
        with pytest.raises(WrongIdentity, match=next(iter(pin.values()))):
            open_session(start, Settings(), keyring, 0)
        assert set(mock.calls()) == {"GetCallerIdentity"}
