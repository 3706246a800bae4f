"""Writes over a line that loses answers, and sessions with MFA."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind
from iamtui.aws.backend import Aspect
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import (
    AccessDenied,
    AlreadyExists,
    BadCredentials,
    ClockSkew,
    Conflict,
    InvalidInput,
    NotFound,
    SessionExpired,
    Throttled,
    WrongCode,
)
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.errors import OutcomeUnknown, RefusedError
from iamtui.secret import Secret
from tests.aws.mock_backends import Open, keys, target
from tests.support.mock_server import Credentials, RunningMock, code_at

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)


@pytest.fixture
def iam(demo: RunningMock) -> Iterator[Any]:
    """The administrator's client, and a user `wanda` in the group `team` with tags."""
    client = demo.client("iam")
    client.create_group(GroupName="team")
    client.create_user(UserName="wanda")
    demo.reset_calls()
    yield client
    demo.clear_faults()
    for user in ("wanda",):
        clean_up(client, user)
    client.delete_group(GroupName="team")


def clean_up(client: Any, user: str) -> None:
    try:
        groups = client.list_groups_for_user(UserName=user)["Groups"]
    except client.exceptions.NoSuchEntityException:
        return
    for group in groups:
        client.remove_user_from_group(UserName=user, GroupName=group["GroupName"])
    for key in client.list_access_keys(UserName=user)["AccessKeyMetadata"]:
        client.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
    client.delete_user(UserName=user)


ADD = Call("AddUserToGroup", {"UserName": "wanda", "GroupName": "team"})
DELETE = Call("DeleteUser", {"UserName": "wanda"})


def groups(iam: Any) -> list[str]:
    return [g["GroupName"] for g in iam.list_groups_for_user(UserName="wanda")["Groups"]]


def test_a_write_is_made(iam: Any, open_demo: Open) -> None:
    open_demo().send(ADD)
    assert groups(iam) == ["team"]


def test_a_repeatable_write_survives_a_lost_answer(
    iam: Any, demo: RunningMock, open_demo: Open
) -> None:
    demo.fault("AddUserToGroup", "lost", times=1)
    open_demo().send(ADD)
    assert demo.calls()["AddUserToGroup"] == 2
    assert groups(iam) == ["team"]


@pytest.mark.usefixtures("iam")
def test_a_deletion_that_was_repeated_and_found_nothing_is_of_unknown_outcome(
    demo: RunningMock, open_demo: Open
) -> None:
    demo.fault("DeleteUser", "lost", times=1)
    with pytest.raises(OutcomeUnknown):
        open_demo().send(DELETE)


@pytest.mark.usefixtures("iam")
def test_a_deletion_that_was_only_throttled_and_found_nothing_is_not(
    demo: RunningMock, open_demo: Open
) -> None:
    demo.fault("DeleteUser", "throttle", times=1)
    with pytest.raises(NotFound):
        open_demo().send(Call("DeleteUser", {"UserName": "nobody"}))
    assert demo.calls()["DeleteUser"] == 2


@pytest.mark.parametrize("fault", ["truncate", "half"])
def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(
    fault: str, iam: Any, demo: RunningMock, open_demo: Open
) -> None:
    demo.fault("AddUserToGroup", fault, times=None)
    with pytest.raises(OutcomeUnknown):
        open_demo().send(ADD)
    demo.clear_faults()
    assert groups(iam) == ["team"]


def test_a_create_is_sent_once_and_never_again(
    iam: Any, demo: RunningMock, open_demo: Open
) -> None:
    demo.fault("CreateAccessKey", "lost", times=1)
    with pytest.raises(OutcomeUnknown):
        open_demo().send(Call("CreateAccessKey", {"UserName": "wanda"}))
    assert demo.calls()["CreateAccessKey"] == 1
    assert len(iam.list_access_keys(UserName="wanda")["AccessKeyMetadata"]) == 1


def test_a_write_without_an_answer_in_time_is_of_unknown_outcome(
    iam: Any, demo: RunningMock, open_demo: Open
) -> None:
    backend = open_demo(seconds=0.5)
    demo.fault("AddUserToGroup", "delay", times=1, seconds=1)
    with pytest.raises(OutcomeUnknown):
        backend.send(ADD)
    pause = threading.Event()
    while groups(iam) != ["team"]:
        pause.wait(0.05)


@pytest.mark.usefixtures("iam")
def test_endless_throttling_did_nothing(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("CreateAccessKey", "throttle", times=None)
    with pytest.raises(Throttled):
        open_demo().send(Call("CreateAccessKey", {"UserName": "wanda"}))


@pytest.mark.usefixtures("iam")
def test_a_gateway_that_broke_leaves_the_outcome_unknown(
    demo: RunningMock, open_demo: Open
) -> None:
    demo.fault("CreateAccessKey", "http502", times=None)
    with pytest.raises(OutcomeUnknown):
        open_demo().send(Call("CreateAccessKey", {"UserName": "wanda"}))


@pytest.mark.usefixtures("iam")
def test_refusals_have_their_classes(demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    backend.send(ADD)
    with pytest.raises(Conflict):
        backend.send(DELETE)
    with pytest.raises(AlreadyExists):
        backend.send(Call("CreateUser", {"UserName": "wanda"}))
    with pytest.raises(InvalidInput):
        backend.send(Call("CreateUser", {"UserName": "no spaces"}))
    with pytest.raises(InvalidInput):
        backend.send(Call("CreateUser", {}))
    demo.fault("DeleteUser", "deny", times=1)
    with pytest.raises(AccessDenied):
        backend.send(DELETE)


@pytest.mark.usefixtures("iam")
def test_a_read_only_target_sends_nothing(demo: RunningMock) -> None:
    backend = open_backend(target(demo, read_only=True), keys(demo.credentials))
    with pytest.raises(RefusedError):
        backend.send(ADD)
    assert "AddUserToGroup" not in demo.calls()


def start(demo: RunningMock, backend: LiveBackend, steps: int = 0) -> Any:
    code = Secret(code_at(demo.ready.mfa_seed, datetime.now(UTC), steps))
    return backend.start_mfa_session(demo.ready.mfa_serial, code, HOUR)


def test_mfa_sessions_from_the_first_to_the_end(demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    with pytest.raises(WrongCode):
        backend.start_mfa_session(demo.ready.mfa_serial, Secret("000000"), HOUR)
    assert backend.mfa_session is None

    session = start(demo, backend)
    assert backend.mfa_session == session
    assert session.serial == demo.ready.mfa_serial
    assert session.started.tzinfo is not None
    assert abs(session.expires - session.started - HOUR) < timedelta(seconds=60)
    account = backend.load(lambda *_: None, Cancel())
    assert account.users

    renewed = start(demo, backend, steps=1)
    assert backend.mfa_session == renewed

    backend.drop_mfa_session()
    assert backend.mfa_session is None
    assert backend.identity() == account.caller.otherwise(None)


def expire_session(demo: RunningMock, backend: LiveBackend) -> None:
    """Start a session that AWS takes for over while this machine's clock does not."""
    demo.set_clock_ahead(-600)
    code = Secret(code_at(demo.ready.mfa_seed, datetime.now(UTC) - timedelta(seconds=600)))
    backend.start_mfa_session(demo.ready.mfa_serial, code, timedelta(minutes=15))
    demo.set_clock_ahead(600)


def test_a_session_that_aws_takes_for_over(demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    expire_session(demo, backend)
    with pytest.raises(SessionExpired):
        backend.identity()
    with pytest.raises(SessionExpired):
        backend.fetch(Entity(EntityKind.USER, "alice"), frozenset(Aspect), Cancel())


def test_a_session_that_is_over_here_is_dropped(demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    demo.set_clock_ahead(-899)
    code = Secret(code_at(demo.ready.mfa_seed, datetime.now(UTC) - timedelta(seconds=899)))
    backend.start_mfa_session(demo.ready.mfa_serial, code, timedelta(minutes=15))
    demo.set_clock_ahead(0)
    ended = threading.Event()
    while backend.mfa_session is not None:
        ended.wait(0.05)
    assert backend.identity().user_name is not None


def test_clocks_too_far_apart_are_told_from_a_wrong_secret(
    demo: RunningMock, open_demo: Open
) -> None:
    demo.set_clock_ahead(3600)
    with pytest.raises(ClockSkew):
        open_demo().identity()


def test_a_session_without_mfa_may_not_call_iam_and_starts_no_other(
    demo: RunningMock, open_demo: Open
) -> None:
    answer = demo.client("sts").get_session_token()["Credentials"]
    backend = open_demo(Credentials.of(answer))
    with pytest.raises(BadCredentials) as caught:
        backend.load(lambda *_: None, Cancel())
    assert "MFA" in caught.value.next_step
    with pytest.raises(RefusedError) as refused:
        start(demo, backend, steps=1)
    assert not isinstance(refused.value, WrongCode)
    assert "GetSessionToken" in demo.calls()
    assert demo.calls()["GetSessionToken"] == 1


@pytest.mark.parametrize(
    ("serial", "code", "duration"),
    [
        ("arn:aws:iam::123456789012:u2f/user/a/key", "123456", HOUR),
        ("arn:aws:iam::123456789012:mfa/phone", "12345", HOUR),
        ("arn:aws:iam::123456789012:mfa/phone", "123456", timedelta(minutes=14)),
        ("arn:aws:iam::123456789012:mfa/phone", "123456", timedelta(hours=37)),
    ],
)
def test_no_code_is_spent_where_no_session_can_start(
    serial: str, code: str, duration: timedelta, demo: RunningMock, open_demo: Open
) -> None:
    with pytest.raises((InvalidInput, RefusedError)):
        open_demo().start_mfa_session(serial, Secret(code), duration)
    assert "GetSessionToken" not in demo.calls()


def test_the_owner_of_a_key(demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    caller = backend.identity()
    assert backend.owner_of_key(demo.ready.access_key_id) == caller.user_name
    with pytest.raises(AccessDenied):
        backend.owner_of_key("AKIAOFANOTHERACCOUNT")


@pytest.mark.usefixtures("iam")
def test_no_secret_is_logged(
    demo: RunningMock, open_demo: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    backend = open_demo()
    backend.send(Call("CreateLoginProfile", {"UserName": "wanda", "Password": "Canary-4711-xyz-Q"}))
    backend.send(Call("DeleteLoginProfile", {"UserName": "wanda"}))
    assert "Canary-4711" not in caplog.text
    assert demo.ready.secret_access_key not in caplog.text
