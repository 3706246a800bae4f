"""The backend in memory, where the contract does not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from iamtui.account.call import Call
from iamtui.account.model import Account, User
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import WrongCode
from iamtui.aws.memory import IN_MEMORY, MemoryBackend
from iamtui.errors import RefusedError
from iamtui.secret import Secret

ALICE = User("alice", "arn:aws:iam::123456789012:user/alice", "AIDA")
ACCOUNT = Account(users={"alice": ALICE})
SERIAL = "arn:aws:iam::123456789012:mfa/phone"


def test_a_session_for_the_right_code_lasts_as_long_as_asked() -> None:
    backend = MemoryBackend(ACCOUNT, takes_code=lambda serial, code: code == "123456")
    session = backend.start_mfa_session(SERIAL, Secret("123456"), timedelta(hours=1))
    assert backend.mfa_session == session
    assert session.expires - session.started == timedelta(hours=1)
    backend.drop_mfa_session()
    assert backend.mfa_session is None


def test_without_a_checker_no_code_is_right() -> None:
    with pytest.raises(WrongCode):
        MemoryBackend(ACCOUNT).start_mfa_session(SERIAL, Secret("123456"), timedelta(hours=1))


def test_a_read_only_target_sends_nothing() -> None:
    backend = MemoryBackend(ACCOUNT, target=replace(IN_MEMORY, read_only=True))
    with pytest.raises(RefusedError):
        backend.send(Call("DeleteUser", {"UserName": "alice"}))
    assert "alice" in backend.load(lambda *_: None, Cancel()).users
