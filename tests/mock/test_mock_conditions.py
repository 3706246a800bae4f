"""A mock that is slow, late, throttled or off its time, from its start or on request.

Sources: AWS Security Blog, "How to monitor and query IAM resources at scale" (throttling by token
buckets); IAM User Guide, "Troubleshoot IAM", changes are not always immediately visible.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import HTTPClientError

from iamtui.errors import UsageError
from iamtui.mock.buckets import Bucket, Rate, operation_class
from iamtui.mock.conditions import from_options
from tests.support.mock_server import (
    ROOT,
    Credentials,
    Ready,
    RunningMock,
    refused,
)


@pytest.fixture
def late(apart: RunningMock) -> Iterator[RunningMock]:
    """An account whose conditions the tests change."""
    yield apart
    apart.control("POST", "conditions", {})


def test_a_bucket_holds_a_burst_and_fills_steadily() -> None:
    bucket = Bucket(Rate(per_second=2, burst=3))
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(100.4) is False
    assert bucket.take(100.5) is True
    assert [bucket.take(1000.0) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("ListUsers", "list"),
        ("GetAccountAuthorizationDetails", "list"),
        ("GetUser", "read"),
        ("SimulatePrincipalPolicy", "read"),
        ("CreateUser", "write"),
        ("AssumeRole", "sts"),
        ("GetCallerIdentity", "sts"),
    ],
)
def test_operations_are_throttled_by_class(operation: str, name: str) -> None:
    assert operation_class(operation) == name


@pytest.mark.slow
def test_a_class_that_is_used_up_is_throttled(late: RunningMock) -> None:
    iam = late.client("iam")
    slow = {"per_second": 0.0001, "burst": 2}
    late.control("POST", "conditions", {"throttle": {"list": slow}})
    for _ in range(2):
        iam.list_users()
    for call in (iam.list_users, iam.list_groups):
        with refused("Throttling", "Rate exceeded"):
            call()
    iam.get_account_summary()


@pytest.mark.slow
def test_new_entities_are_listed_later(late: RunningMock) -> None:
    iam = late.client("iam")
    late.control("POST", "conditions", {"lag": 400})
    iam.create_user(UserName="late")
    assert iam.get_user(UserName="late")["User"]["UserName"] == "late"
    assert "late" not in names(iam)
    details = iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    assert "late" not in [user["UserName"] for user in details]
    late.control("POST", "conditions", {"lag": 400, "ahead": 402})
    assert "late" in names(iam)


@pytest.mark.slow
def test_a_new_key_is_unknown_then_flaps_then_works(late: RunningMock) -> None:
    iam = late.client("iam")
    iam.create_user(UserName="flapping")
    late.control("POST", "conditions", {"lag": 200})
    key = Credentials.of(iam.create_access_key(UserName="flapping")["AccessKey"])
    assert answers(late, key) == [False] * 4
    late.control("POST", "conditions", {"lag": 200, "ahead": 250})
    assert answers(late, key) == [True, False, True, False]
    late.control("POST", "conditions", {"lag": 200, "ahead": 450})
    assert answers(late, key) == [True] * 4


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        {"throttle": {"everything": {"per_second": 1, "burst": 1}}},
        {"throttle": {"list": {"per_second": 1}}},
        {"latency": -1},
        {"lag": "soon"},
        {"ahead": 1e99},
    ],
)
def test_conditions_that_are_none_are_refused(late: RunningMock, body: dict[str, Any]) -> None:
    with pytest.raises(urllib.error.HTTPError) as refusal:
        late.control("POST", "conditions", body)
    assert refusal.value.code == 400
    refusal.value.close()


def test_options_say_the_same() -> None:
    conditions = from_options(0.5, 2, -30, ["all=10/20", "list=5"], ["*=drip:3", "GetUser=lost"])
    assert (conditions.latency, conditions.lag, conditions.ahead) == (0.5, 2, -30)
    assert conditions.throttle["write"] == Rate(10, 20)
    assert conditions.throttle["list"] == Rate(5, 1)
    drip, lost = conditions.rules
    assert (drip.operation, drip.fault, drip.seconds, drip.times) == ("*", "drip", 3, None)
    assert (lost.operation, lost.fault) == ("GetUser", "lost")


@pytest.mark.parametrize(
    ("throttle", "faults", "latency"),
    [
        (["list"], [], 0),
        (["never=1/1"], [], 0),
        (["list=1/many"], [], 0),
        ([], ["GetUser"], 0),
        ([], ["GetUser=explode"], 0),
        ([], ["=lost"], 0),
        ([], ["CreateUsr=lost"], 0),
        (["list=-1/5"], [], 0),
        (["list=nan/5"], [], 0),
        ([], [], -1.0),
        ([], [], float("nan")),
    ],
)
def test_options_that_are_none_are_refused(
    throttle: list[str], faults: list[str], latency: float
) -> None:
    with pytest.raises(UsageError):
        from_options(latency, 0, 0, throttle, faults)


@pytest.mark.slow
def test_the_command_line_takes_them() -> None:
    options = ["--throttle", "list=0.001/1", "--fault", "GetUser=reset", "--clock-ahead", "60"]
    command = [sys.executable, "-m", "iamtui", "mock", "serve", "--account", "empty", *options]
    with subprocess.Popen(
        [*command, "--exit-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        mock = RunningMock(Ready(**json.loads(process.stdout.readline())), process, [], "")
        iam = mock.client("iam")
        iam.list_users()
        with refused("Throttling"):
            iam.list_users()
        for _ in range(2):
            with pytest.raises(HTTPClientError):
                iam.get_user()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def names(iam: Any) -> list[str]:
    return [user["UserName"] for user in iam.list_users()["Users"]]


def answers(mock: RunningMock, key: Credentials) -> list[bool]:
    """Whether the key is known, in four calls."""
    return [_is_known(mock.client("sts", key)) for _ in range(4)]


def _is_known(sts: Any) -> bool:
    try:
        sts.get_caller_identity()
    except sts.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "InvalidClientTokenId":
            return False
        raise
    return True
