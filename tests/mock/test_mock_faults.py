"""Faults on request, and what boto3 makes of them."""

from __future__ import annotations

import urllib.error
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, HTTPClientError
from botocore.parsers import ResponseParserError

from tests.support.mock_server import Credentials, RunningMock, refused

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _whole_again(sandbox: RunningMock) -> Iterator[None]:
    yield
    sandbox.clear_faults()


def keys(iam: Any, user: str) -> int:
    return len(iam.list_access_keys(UserName=user)["AccessKeyMetadata"])


@pytest.mark.parametrize(
    ("fault", "code"), [("deny", "AccessDenied"), ("throttle", "Throttling"), ("http502", "502")]
)
def test_refusals_do_not_apply_the_call(
    sandbox: RunningMock, iam: Any, user: str, fault: str, code: str
) -> None:
    sandbox.fault("CreateAccessKey", fault)
    with refused(code):
        iam.create_access_key(UserName=user)
    assert keys(iam, user) == 0
    iam.create_access_key(UserName=user)
    assert keys(iam, user) == 1


def test_a_reset_does_not_apply_the_call(sandbox: RunningMock, iam: Any, user: str) -> None:
    sandbox.fault("CreateAccessKey", "reset")
    with pytest.raises(HTTPClientError):
        iam.create_access_key(UserName=user)
    assert keys(iam, user) == 0


def test_a_lost_answer_was_applied(sandbox: RunningMock, iam: Any, user: str) -> None:
    sandbox.fault("CreateAccessKey", "lost")
    with pytest.raises(ConnectionClosedError):
        iam.create_access_key(UserName=user)
    assert keys(iam, user) == 1


def test_a_half_answer_was_applied(sandbox: RunningMock, iam: Any, user: str) -> None:
    sandbox.fault("CreateAccessKey", "half")
    with pytest.raises(HTTPClientError):
        iam.create_access_key(UserName=user)
    assert keys(iam, user) == 1


def test_a_truncated_answer_was_applied(sandbox: RunningMock, iam: Any, user: str) -> None:
    sandbox.fault("CreateAccessKey", "truncate")
    with pytest.raises(ResponseParserError):
        iam.create_access_key(UserName=user)
    assert keys(iam, user) == 1


@pytest.mark.parametrize("fault", ["delay", "drip"])
def test_slow_answers_are_whole(sandbox: RunningMock, iam: Any, user: str, fault: str) -> None:
    sandbox.fault("GetUser", fault, seconds=0.05)
    assert iam.get_user(UserName=user)["User"]["UserName"] == user


def test_a_new_key_may_take_time_to_be_known(sandbox: RunningMock, iam: Any, user: str) -> None:
    sandbox.fault("CreateAccessKey", "propagation", seconds=3600)
    key = Credentials.of(iam.create_access_key(UserName=user)["AccessKey"])
    assert keys(iam, user) == 1
    with refused("InvalidClientTokenId"):
        sandbox.client("sts", key).get_caller_identity()


def test_rules_end_and_calls_are_counted(sandbox: RunningMock, iam: Any, user: str) -> None:
    sandbox.reset_calls()
    sandbox.fault("*", "throttle", times=2)
    for _ in range(2):
        with refused("Throttling", "Rate exceeded"):
            iam.get_user(UserName=user)
    iam.get_user(UserName=user)
    iam.list_groups()
    assert sandbox.calls() == {"GetUser": 3, "ListGroups": 1}


def test_retries_get_over_a_throttle(sandbox: RunningMock, user: str) -> None:
    sandbox.fault("GetUser", "throttle")
    patient = sandbox.client("iam", attempts=3)
    assert patient.get_user(UserName=user)["ResponseMetadata"]["RetryAttempts"] == 1


def test_the_control_endpoint_wants_its_secret(sandbox: RunningMock) -> None:
    from dataclasses import replace

    stranger = replace(sandbox, control_secret="another")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        stranger.calls()
    assert refusal.value.code == 404
    refusal.value.close()
    with pytest.raises(urllib.error.HTTPError) as malformed:
        sandbox.fault("GetUser", "no such fault")
    assert malformed.value.code == 400
    malformed.value.close()
